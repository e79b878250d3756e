"""Pages of ideas."""

from improve.suggestions.attachments import views as attachments
from improve.suggestions.crediting import views as crediting
from improve.suggestions.drafts import views as drafts
from improve.suggestions.fields import views as fields
from improve.suggestions.views import acts, categories, exports, ideas, lists, similar, voting, writing
from improve.suggestions.views.blueprint import blueprint

__all__ = [
    "acts",
    "attachments",
    "blueprint",
    "categories",
    "crediting",
    "drafts",
    "exports",
    "fields",
    "ideas",
    "lists",
    "similar",
    "voting",
    "writing",
]

"""Pages of surveys: for those who ask, and the public door for those who answer."""

from improve.surveys.corrections import views as corrections
from improve.surveys.translating import views as translating
from improve.surveys.views import downloads, editing, link, overview, preview, public, questions, results
from improve.surveys.views.routes import blueprint

__all__ = [
    "blueprint",
    "corrections",
    "downloads",
    "editing",
    "link",
    "overview",
    "preview",
    "public",
    "questions",
    "results",
    "translating",
]

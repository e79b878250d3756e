"""Pages of surveys: for those who ask, and the public door for those who answer."""

from improve.surveys.views import downloads, editing, link, overview, preview, public, questions, results
from improve.surveys.views.routes import blueprint

__all__ = [
    "blueprint",
    "downloads",
    "editing",
    "link",
    "overview",
    "preview",
    "public",
    "questions",
    "results",
]

"""Pages of surveys: for those who ask, and the public door for those who answer."""

from improve.surveys.alerts import views as alerts
from improve.surveys.codebook import views as codebook
from improve.surveys.corrections import views as corrections
from improve.surveys.exporting import views as exporting
from improve.surveys.framing import views as framing
from improve.surveys.importing import views as importing
from improve.surveys.invitations import door
from improve.surveys.invitations import views as invitations
from improve.surveys.links import views as links
from improve.surveys.outcomes import views as outcomes
from improve.surveys.processing import views as processing
from improve.surveys.retention import views as retention
from improve.surveys.segments import views as segments
from improve.surveys.themes import views as themes
from improve.surveys.translating import views as translating
from improve.surveys.uploads import views as uploads
from improve.surveys.views import (
    compare,
    editing,
    link,
    maps,
    overview,
    planning,
    preview,
    public,
    questions,
    results,
)
from improve.surveys.views.routes import blueprint

__all__ = [
    "alerts",
    "blueprint",
    "codebook",
    "compare",
    "corrections",
    "door",
    "editing",
    "exporting",
    "framing",
    "importing",
    "invitations",
    "link",
    "links",
    "maps",
    "outcomes",
    "overview",
    "planning",
    "preview",
    "processing",
    "public",
    "questions",
    "results",
    "retention",
    "segments",
    "themes",
    "translating",
    "uploads",
]

"""Pages of projects."""

from improve.projects.views import cards, deciding, moving, overview, planning, show
from improve.projects.views.blueprint import blueprint

__all__ = ["blueprint", "cards", "deciding", "moving", "overview", "planning", "show"]

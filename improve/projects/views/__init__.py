"""Pages of projects."""

from improve.projects.blueprint import blueprint
from improve.projects.board import views as board
from improve.projects.views import cards, deciding, moving, overview, planning, show

__all__ = ["blueprint", "board", "cards", "deciding", "moving", "overview", "planning", "show"]

"""Pages of projects."""

from improve.projects.acting import views as acting
from improve.projects.actions import views as actions
from improve.projects.analysis import views as analysis
from improve.projects.blueprint import blueprint
from improve.projects.board import views as board
from improve.projects.report import views as report
from improve.projects.rollout import views as rollout
from improve.projects.standup import views as standup
from improve.projects.views import cards, deciding, moving, overview, planning, show

__all__ = [
    "acting",
    "actions",
    "analysis",
    "blueprint",
    "board",
    "cards",
    "deciding",
    "moving",
    "overview",
    "planning",
    "report",
    "rollout",
    "show",
    "standup",
]

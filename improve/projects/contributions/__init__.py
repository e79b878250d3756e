"""What projects put on pages of others."""

from improve.projects.contributions.figures import achieved, measured
from improve.projects.contributions.finding import marks, search
from improve.projects.contributions.ideas import held, next_steps, panel
from improve.projects.contributions.waiting import count_waiting, waiting

__all__ = [
    "achieved",
    "count_waiting",
    "held",
    "marks",
    "measured",
    "next_steps",
    "panel",
    "search",
    "waiting",
]

"""Questions about savings. Everything shown to somebody starts from `visible_to`."""

from improve.savings.queries.standing import (
    WAITS_FOR_FINANCE,
    Standing,
    State,
    concerned_people,
    entries_of,
    others_on_metric,
    outdated,
    parts_of_metric,
    standing,
    standings,
    state_counts,
    state_of,
    visible_ids,
    visible_one,
    visible_to,
)
from improve.savings.queries.sums import KindSums, Totals, cost_base, counted_savings, headline, totals

__all__ = [
    "WAITS_FOR_FINANCE",
    "KindSums",
    "Standing",
    "State",
    "Totals",
    "concerned_people",
    "cost_base",
    "counted_savings",
    "entries_of",
    "headline",
    "others_on_metric",
    "outdated",
    "parts_of_metric",
    "standing",
    "standings",
    "state_counts",
    "state_of",
    "totals",
    "visible_ids",
    "visible_one",
    "visible_to",
]

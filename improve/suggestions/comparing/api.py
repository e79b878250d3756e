"""The API of comparisons: the order that comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from improve.core.messages import _l
from improve.suggestions.api import api
from improve.suggestions.comparing.queries import compared_one, order_of
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, found_or_404


@dataclass
class OrderedItem:
    """An idea in the order. `share`: how often it would win against an average one, 0 to 1, with its 95 % interval;
    `rank_low` to `rank_high`: the places that are plausible for it. `comparisons`: how many it was part of.
    """

    id: int
    title: str
    rank: int
    rank_low: int
    rank_high: int
    share: float
    share_low: float
    share_high: float
    comparisons: int


@dataclass
class OrderedList:
    """The ideas, best first; none while the counts are hidden (`hidden_until`) or fewer than five people answered."""

    items: list[OrderedItem]
    people: int
    answers: int
    hidden_until: str | None


@api.operation(
    "GET",
    "/categories/<int:category_id>/order",
    summary=_l("The ideas of a category in the order of comparing two at a time"),
    permission=Permission.READ,
    answer=OrderedList,
)
def order(category_id: int) -> dict[str, Any]:
    found = order_of(current_actor(), found_or_404(compared_one(category_id)))
    return {
        "items": [
            {
                "id": placed.suggestion.id,
                "title": placed.suggestion.title,
                "rank": placed.result.rank,
                "rank_low": placed.result.rank_low,
                "rank_high": placed.result.rank_high,
                "share": placed.result.share,
                "share_low": placed.result.share_low,
                "share_high": placed.result.share_high,
                "comparisons": placed.result.n,
            }
            for placed in found.ideas
        ],
        "people": found.people,
        "answers": found.judgments,
        "hidden_until": found.hidden_until.isoformat() if found.hidden_until is not None else None,
    }

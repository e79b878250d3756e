"""The API of comparisons: the order that comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.suggestions.api import api
from improve.suggestions.comparing import service
from improve.suggestions.comparing.queries import answered_by, compared_one, drawn, next_two, order_of
from improve.suggestions.comparing.values import Judged
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, found_or_404


@dataclass
class ComparedIdea:
    """One of the two."""

    id: int
    title: str
    problem: str
    idea: str


@dataclass
class Question:
    """The two ideas to compare next, none once all are; `answered`: how many pairs oneself has answered."""

    ideas: list[ComparedIdea]
    answered: int


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


@api.operation(
    "GET",
    "/categories/<int:category_id>/comparisons/next",
    summary=_l("The two ideas to compare next"),
    permission=Permission.VOTE,
    answer=Question,
)
def next_question(category_id: int) -> dict[str, Any]:
    return _question(found_or_404(compared_one(category_id)))


@api.operation(
    "POST",
    "/categories/<int:category_id>/comparisons",
    summary=_l("Say which of two ideas is better; the next two come back"),
    permission=Permission.VOTE,
    body=Judged,
    answer=Question,
)
def compare(category_id: int, body: Judged) -> dict[str, Any]:
    category = found_or_404(compared_one(category_id))
    with transaction():
        service.judge(category, body, by=current_actor())
    return _question(category)


@api.operation(
    "DELETE",
    "/categories/<int:category_id>/comparisons/last",
    summary=_l("Take one’s last answer about two ideas back"),
    permission=Permission.VOTE,
    answer=Question,
)
def take_comparison_back(category_id: int) -> dict[str, Any]:
    category = found_or_404(compared_one(category_id))
    with transaction():
        found_or_404(service.take_back(category, by=current_actor()) or None)
    return _question(category)


def _question(category: Category) -> dict[str, Any]:
    """What is asked next, also of a category whose vote is over: judging then tells when it was."""
    actor = current_actor()
    ideas = [db.session.get_one(Suggestion, number) for number in next_two(actor, category.id, drawn) or ()]
    return {
        "ideas": [
            {"id": one.id, "title": one.title, "problem": one.problem, "idea": one.idea} for one in ideas
        ],
        "answered": len(answered_by(actor.person_id, category.id)),
    }

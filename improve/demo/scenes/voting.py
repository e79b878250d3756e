"""A vote at the meeting of an earlier round: the ideas tied across the cut line, put in order by the members."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from improve.demo.content import company
from improve.demo.story import Story
from improve.reviews import service
from improve.reviews.models import Round, Vote
from improve.reviews.queries import tied_at_line
from improve.reviews.values import VoteData, VoteKind

# Round -> how its committee voted, and the question.
HELD = {
    0: (VoteKind.ALLOTMENT, "Ten points each: which would you spend them on?"),
    1: (VoteKind.APPROVAL, "名额之内还能做哪几条？"),
    2: (VoteKind.RANKING, "名额线上的建议，先做哪条？"),
}
MISSING = 1  # a member who did not come to the meeting


def hold(story: Story, held: Callable[[], Round], number: int) -> None:
    """Open the vote, cast the ballots and close it."""
    if number not in HELD:
        return
    chair, one = story.cast.actor(company.CHAIR), held()
    items = tied_at_line(one, chair)
    if len(items) < VoteKind.RANKING.fewest:
        return
    kind, question = HELD[number]
    dice = story.dice(f"vote {number}")
    vote = service.open_vote(one, VoteData(kind, question), items, by=chair)
    for name in company.COMMITTEE[MISSING:]:
        by = story.cast.actor(name)
        on = service.ballot_items(one, vote, by)
        if on:
            service.cast_ballot(one, vote, _marks(vote, [item for item in items if item in on], dice), by=by)
    service.close_vote(one, vote, by=chair)


def _marks(vote: Vote, on: list[int], dice: Random) -> dict[int, int]:
    """Near the order of the results, each member in their own way."""
    liked = sorted(range(len(on)), key=lambda place: place + dice.gauss(0, 1.5))
    if vote.way is VoteKind.ALLOTMENT:
        return _divided(vote, [on[place] for place in liked])
    if vote.way is VoteKind.APPROVAL:
        return {on[place]: 1 for place in liked[: max(1, len(on) // 2)]}
    return {on[place]: rank for rank, place in enumerate(liked, 1)}


def _divided(vote: Vote, liked: list[int]) -> dict[int, int]:
    """Half of what is left for each idea in turn, all that is left for the last."""
    left, given = vote.points or 0, {}
    for item_id in liked[:-1]:
        given[item_id] = (left + 1) // 2
        left -= given[item_id]
    return given | {liked[-1]: left}

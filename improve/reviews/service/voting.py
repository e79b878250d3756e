"""Votes inside a committee: opening one, casting a ballot, closing it. The decision stays with the chair."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows, authorize
from improve.reviews import store
from improve.reviews.events import BallotCast, VoteClosed, VoteOpened
from improve.reviews.models import Round, Vote, VoteItem
from improve.reviews.policy import Permission
from improve.reviews.queries import electorate_of, items_of, open_vote_of
from improve.reviews.rules import lifecycle
from improve.reviews.rules.voting import check_marks
from improve.reviews.values.votes import FEWEST_VOTED, MOST_VOTED, USUAL_SUM, VoteData, VoteKind


def open_vote(held: Round, data: VoteData, item_ids: Collection[int], *, by: Actor) -> Vote:
    """Let the members vote over these ideas of the round, all of which the actor may meet. One vote at a time."""
    authorize(by, Permission.DECIDE, held)
    store.lock_round(held)
    lifecycle.check_deciding(held.phase)
    if open_vote_of(held.id) is not None:
        raise Refused(_l("A vote is open already. Close it first."))
    wanted = sorted(set(item_ids))
    if not FEWEST_VOTED <= len(wanted) <= MOST_VOTED:
        raise Invalid.field(
            "", _l("Choose %(least)s to %(most)s ideas.", least=FEWEST_VOTED, most=MOST_VOTED)
        )
    if len(items_of(by, held.id, only=wanted)) != len(wanted):
        raise Missing()
    divides = data.kind == VoteKind.ALLOTMENT
    vote = Vote(
        round_id=held.id,
        kind=data.kind,
        question=data.question,
        points=(data.points or USUAL_SUM) if divides else None,
        opened_at=clock.now(),
        opened_by_id=by.actor_id,
        items=[VoteItem(item_id=one) for one in wanted],
    )
    db.session.add(vote)
    db.session.flush()
    publish(VoteOpened(actor_id=by.actor_id, subject_id=held.id, vote_id=vote.id))
    return vote


def ballot_items(held: Round, vote: Vote, by: Actor) -> list[int]:
    """The ideas on the actor's ballot: those of the vote that they have no conflict with; none where too few are left."""
    found = [one.id for one in items_of(by, held.id, only=vote.item_ids)]
    return found if len(found) >= vote.way.fewest else []


def cast_ballot(held: Round, vote: Vote, marks: Mapping[int, int], *, by: Actor) -> None:
    """Vote, or vote otherwise while the vote is open."""
    authorize(by, Permission.SCORE, held)
    store.lock_for_ballot(held, vote)
    if not vote.is_open:
        raise Refused(_l("This vote is closed. Your ballot was not taken."))
    lifecycle.check_deciding(held.phase)
    on = ballot_items(held, vote, by)
    if not on:
        raise Missing()
    check_marks(vote.way, vote.points, marks, on)
    store.keep_ballot(vote.id, by.person_id, {str(item): value for item, value in marks.items()}, clock.now())
    publish(BallotCast(actor_id=by.actor_id, subject_id=held.id, vote_id=vote.id))


def close_vote(held: Round, vote: Vote, *, by: Actor) -> None:
    """End it: everybody sees the result, and who could vote on what is written down as it is now."""
    if not may_close(by, held):
        raise Forbidden(_l("Only the chair or whoever looks after the round closes a vote."))
    store.lock_round(held)
    store.lock_vote(vote)
    if not vote.is_open:
        return
    members, away = electorate_of(held, vote)
    vote.voters = sorted(members)
    vote.away = [list(pair) for pair in sorted(away)]
    vote.closed_at = clock.now()
    vote.closed_by_id = by.actor_id
    db.session.flush()
    publish(VoteClosed(actor_id=by.actor_id, subject_id=held.id, vote_id=vote.id))


def may_close(by: Actor, held: Round) -> bool:
    """The chair, and who looks after the round: a vote that is left open must not hold it up."""
    return allows(by, Permission.DECIDE, held) or allows(by, Permission.MANAGE, held)


def check_no_vote(held: Round) -> None:
    """Nothing goes on over the heads of those who vote."""
    if open_vote_of(held.id) is not None:
        raise Refused(_l("The committee is voting. Close the vote first."))

"""Questions about votes. What a reader gets of one is as if it were about the ideas alone that they may meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from improve.core.db import LARGEST_ID, db, rows
from improve.core.policy import Actor
from improve.reviews.days import company_today
from improve.reviews.models import Ballot, Declaration, Round, RoundItem, Vote
from improve.reviews.queries.committees import members_on
from improve.reviews.queries.conflicts import conflicts_between
from improve.reviews.queries.results import results_for
from improve.reviews.rules.voting import Cast, Tally, suggested, tally


@dataclass(frozen=True)
class Poll:
    """A vote for one reader. `items`: the ideas of it that they may meet; `voters`: who has a ballot with these, and the
    ideas on it; `cast`: person id -> their ballot.
    """

    vote: Vote
    items: list[int]
    voters: Mapping[int, frozenset[int]]
    cast: Mapping[int, Cast]

    @property
    def tally(self) -> Tally:
        """What came of it; asked for once it is closed."""
        return tally(self.vote.way, [self.cast[one] for one in sorted(self.cast)], self.items)


def votes_of(round_id: int, *, closed: bool = False) -> Sequence[Vote]:
    """The votes of a round, the latest first."""
    statement = select(Vote).where(Vote.round_id == round_id).order_by(Vote.id.desc())
    return db.session.scalars(statement.where(Vote.closed_at.is_not(None)) if closed else statement).all()


def vote_numbered(round_id: int, vote_id: int) -> Vote | None:
    """A vote of a round."""
    if not 0 < vote_id <= LARGEST_ID:
        return None
    return db.session.scalar(select(Vote).where(Vote.round_id == round_id, Vote.id == vote_id))


def open_vote_of(round_id: int) -> Vote | None:
    """The vote in which ballots are taken now."""
    return db.session.scalar(select(Vote).where(Vote.round_id == round_id, Vote.closed_at.is_(None)))


def ballot_of(vote_id: int, person_id: int) -> Ballot | None:
    """Somebody's ballot as it stands."""
    return db.session.scalar(select(Ballot).where(Ballot.vote_id == vote_id, Ballot.person_id == person_id))


def polls(held: Round, votes: Sequence[Vote], ids: Collection[int]) -> list[Poll]:
    """These votes for a reader who may meet these item ids; a vote of which too little is left is not there."""
    meets = ids if isinstance(ids, (set, frozenset, dict)) else set(ids)
    known = [(vote, [one for one in vote.item_ids if one in meets]) for vote in votes]
    shown = [(vote, items) for vote, items in known if len(items) >= vote.way.fewest]
    if not shown:
        return []
    cast = _ballots([vote.id for vote, _items in shown])
    return [_poll(held, vote, items, cast.get(vote.id, {})) for vote, items in shown]


def _poll(held: Round, vote: Vote, items: list[int], marks: Mapping[int, dict[int, int]]) -> Poll:
    members, away = electorate_of(held, vote)
    voters = {}
    for person_id in members:
        on = frozenset(one for one in items if (one, person_id) not in away)
        if len(on) >= vote.way.fewest:
            voters[person_id] = on
    cast = {
        person_id: Cast({item: value for item, value in marks[person_id].items() if item in on}, on)
        for person_id, on in voters.items()
        if person_id in marks
    }
    return Poll(vote, items, voters, cast)


def _ballots(vote_ids: Sequence[int]) -> dict[int, dict[int, dict[int, int]]]:
    """Vote id -> person id -> item id -> mark."""
    found: dict[int, dict[int, dict[int, int]]] = {}
    statement = select(Ballot.vote_id, Ballot.person_id, Ballot.marks).where(Ballot.vote_id.in_(vote_ids))
    for vote_id, person_id, marks in rows(statement):
        found.setdefault(vote_id, {})[person_id] = {int(item): value for item, value in marks.items()}
    return found


def electorate_of(held: Round, vote: Vote) -> tuple[list[int], set[tuple[int, int]]]:
    """The members, and the pairs (item, person) with a conflict: now, or of a closed vote as they were then with what
    was declared since and before the publication.
    """
    if vote.voters is None:
        members = [one.person_id for one in members_on(held.committee_id, company_today())]
        numbers = select(RoundItem.id, RoundItem.suggestion_id).where(RoundItem.id.in_(vote.item_ids))
        return members, set(conflicts_between(dict(rows(numbers).tuples().all()), members))
    since = (
        select(RoundItem.id, Declaration.person_id)
        .join(Declaration, Declaration.suggestion_id == RoundItem.suggestion_id)
        .where(RoundItem.id.in_(vote.item_ids))
    )
    if held.published_at is not None:
        since = since.where(Declaration.declared_at <= held.published_at)
    pairs = {(item, person) for item, person in vote.away or ()}
    return vote.voters, pairs | {(item, person) for item, person in rows(since)}


def tied_at_line(held: Round, actor: Actor) -> list[int]:
    """The ideas that a vote is about unless the actor chooses others."""
    return suggested(results_for(held, actor).found)

"""Ballots and counters as single statements: right under any concurrency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from improve.core import clock
from improve.core.db import db
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.store import lent
from improve.suggestions.values import AGAINST, FOR
from improve.suggestions.voting import store as budgets


def lock_for_ballot(suggestion: Suggestion) -> None:
    """Read where the idea stands now, under a lock: idea, ballot, budget is the order of all who vote.

    So a ballot is cast either before an idea is closed or merged, and goes along, or finds it so.
    """
    if db.engine.dialect.name == "postgresql":  # SQLite has one writer at a time, and read it under that lock
        db.session.refresh(suggestion, ["status", "author_id"], with_for_update={"key_share": True})


def cast_vote(suggestion: Suggestion, person_id: int, value: int, at: datetime) -> bool:
    """Store the ballot of a person and count it. False when it stood there already."""
    key = {"suggestion_id": suggestion.id, "person_id": person_id}
    cast = _CAST["postgresql" if db.engine.dialect.name == "postgresql" else "sqlite"]
    added = db.session.execute(cast, {**key, "value": value, "at": at}).scalar()
    if added is not None:
        _count(suggestion, {value: 1})
        return True
    changed = db.session.scalar(
        update(Vote)
        .where(Vote.suggestion_id == suggestion.id, Vote.person_id == person_id, Vote.value == -value)
        .values(value=value, at=at, merge_id=None)
        .returning(Vote.id)
        .execution_options(synchronize_session=False)
    )
    if changed is not None:
        _count(suggestion, {value: 1, -value: -1})
    return changed is not None


def remove_vote(suggestion: Suggestion, person_id: int) -> bool:
    """Take the ballot of a person out and off the count. False when there was none."""
    value = db.session.scalar(
        delete(Vote)
        .where(Vote.suggestion_id == suggestion.id, Vote.person_id == person_id)
        .returning(Vote.value)
        .execution_options(synchronize_session=False)
    )
    if value is None:
        return False
    lent.forget_vote(suggestion.id, person_id)
    _count(suggestion, {value: -1})
    budgets.give_back(suggestion.id, person_id)
    return True


def count_comment(suggestion: Suggestion, by: int) -> None:
    """Add to the number of comments; something happened."""
    count = db.session.scalar(
        _update(suggestion)
        .values(comment_count=Suggestion.comment_count + by, active_at=clock.now())
        .returning(Suggestion.comment_count)
    )
    set_committed_value(suggestion, "comment_count", count)


def _count(suggestion: Suggestion, change: dict[int, int]) -> None:
    """Add to the counters, unless counts are hidden: then the ballots are counted at the end.

    The first statement locks the row, so the rank of the second is of the same counts.
    """
    up, down = change.get(FOR, 0), change.get(AGAINST, 0)
    row = db.session.execute(_ADD, {"which": suggestion.id, "up": up, "down": down}).one()
    set_committed_value(suggestion, "counts_hidden_until", row.counts_hidden_until)
    if row.counts_hidden_until is not None:
        return
    rank = best(row.votes, row.votes_against + row.imported_against)
    db.session.execute(_RANK, {"which": suggestion.id, "rank": rank})
    for name in ("votes_for", "votes_against", "votes"):
        set_committed_value(suggestion, name, getattr(row, name))
    set_committed_value(suggestion, "best", rank)


# Built once: a vote would spend more on building its statements than on having them answered. On the tables
# themselves, for nothing in the session follows them but what is set by hand.
_IDEAS: Any = Suggestion.__table__
_BALLOTS: Any = Vote.__table__
_CAST = {
    name: insert(_BALLOTS)
    .values({c: bindparam(c) for c in ("suggestion_id", "person_id", "value", "at")})
    .on_conflict_do_nothing()
    .returning(_BALLOTS.c.id)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _shown(change: str) -> ColumnElement[int]:
    return case((_IDEAS.c.counts_hidden_until.is_(None), bindparam(change, type_=Integer)), else_=literal(0))


_ADD = (
    update(_IDEAS)
    .where(_IDEAS.c.id == bindparam("which"))
    .values(
        votes_for=_IDEAS.c.votes_for + _shown("up"),
        votes_against=_IDEAS.c.votes_against + _shown("down"),
        votes=_IDEAS.c.votes + _shown("up"),
    )
    .returning(
        _IDEAS.c.votes_for,
        _IDEAS.c.votes_against,
        _IDEAS.c.votes,
        _IDEAS.c.imported_against,
        _IDEAS.c.counts_hidden_until,
    )
)
_RANK = update(_IDEAS).where(_IDEAS.c.id == bindparam("which")).values(best=bindparam("rank"))


def _update(suggestion: Suggestion) -> Any:
    return (
        update(Suggestion).where(Suggestion.id == suggestion.id).execution_options(synchronize_session=False)
    )


def set_imported(suggestion: Suggestion, votes_for: int, votes_against: int) -> None:
    """Replace the totals that were counted elsewhere; those of merged ideas stay added."""
    ups, downs = lent.imported_totals(suggestion.id)
    votes_for, votes_against = votes_for + ups, votes_against + downs
    row = db.session.execute(
        _update(suggestion)
        .values(
            imported_for=votes_for,
            imported_against=votes_against,
            votes=Suggestion.votes_for + votes_for,
        )
        .returning(Suggestion.votes, Suggestion.votes_against)
    ).one()
    rank = best(row.votes, row.votes_against + votes_against)
    db.session.execute(_update(suggestion).values(best=rank))
    set_committed_value(suggestion, "imported_for", votes_for)
    set_committed_value(suggestion, "imported_against", votes_against)
    set_committed_value(suggestion, "votes", row.votes)
    set_committed_value(suggestion, "best", rank)

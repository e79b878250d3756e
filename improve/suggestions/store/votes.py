"""Ballots and counters as single statements: right under any concurrency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from improve.core import clock
from improve.core.db import db
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.values import AGAINST, FOR
from improve.suggestions.voting import store as budgets


def cast_vote(suggestion: Suggestion, person_id: int, value: int, at: datetime) -> bool:
    """Store the ballot of a person and count it. False when it stood there already."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    key = {"suggestion_id": suggestion.id, "person_id": person_id}
    added = db.session.scalar(
        insert(Vote).values(**key, value=value, at=at).on_conflict_do_nothing().returning(Vote.id)
    )
    if added is not None:
        _count(suggestion, {value: 1})
        return True
    changed = db.session.scalar(
        update(Vote)
        .where(Vote.suggestion_id == suggestion.id, Vote.person_id == person_id, Vote.value == -value)
        .values(value=value, at=at)
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
    row = db.session.execute(
        _update(suggestion)
        .values(
            votes_for=Suggestion.votes_for + _shown(up),
            votes_against=Suggestion.votes_against + _shown(down),
            votes=Suggestion.votes + _shown(up),
        )
        .returning(
            Suggestion.votes_for,
            Suggestion.votes_against,
            Suggestion.votes,
            Suggestion.imported_against,
            Suggestion.counts_hidden_until,
        )
    ).one()
    set_committed_value(suggestion, "counts_hidden_until", row.counts_hidden_until)
    if row.counts_hidden_until is not None:
        return
    rank = best(row.votes, row.votes_against + row.imported_against)
    db.session.execute(_update(suggestion).values(best=rank))
    for name in ("votes_for", "votes_against", "votes"):
        set_committed_value(suggestion, name, getattr(row, name))
    set_committed_value(suggestion, "best", rank)


def _shown(change: int) -> ColumnElement[int]:
    return case((Suggestion.counts_hidden_until.is_(None), change), else_=literal(0))


def _update(suggestion: Suggestion) -> Any:
    return (
        update(Suggestion).where(Suggestion.id == suggestion.id).execution_options(synchronize_session=False)
    )


def set_imported(suggestion: Suggestion, votes_for: int, votes_against: int) -> None:
    """Replace the totals that were counted elsewhere."""
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

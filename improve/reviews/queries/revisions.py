"""Ideas that are to come back by a day: decided as such, published, and untouched since."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from improve.core.db import db
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.values import Outcome, State
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status

# The publication sets the idea back; whatever the author or a handler does later is newer.
PENDING = (
    Round.state == State.PUBLISHED,
    Decision.superseded_at.is_(None),
    Decision.outcome == Outcome.REVISE,
    Suggestion.status == Status.RECEIVED,
    Suggestion.changed_at <= Round.published_at,
)


def revising_rounds(first: date, last: date) -> list[tuple[int, date]]:
    """(round id, day) where ideas that did not come back yet are due on one of these days."""
    rows = db.session.execute(
        _pending(select(RoundItem.round_id, Decision.revise_by))
        .where(Decision.revise_by >= first, Decision.revise_by <= last)
        .distinct()
        .order_by(RoundItem.round_id, Decision.revise_by)
    )
    return [(round_id, day) for round_id, day in rows if day is not None]


def revisions_due(round_id: int, day: date) -> list[tuple[int, str]]:
    """(idea id, title) of the ideas of a round that are to come back by this day and have not."""
    rows = db.session.execute(
        _pending(select(RoundItem.suggestion_id, Suggestion.title))
        .where(RoundItem.round_id == round_id, Decision.revise_by == day)
        .order_by(RoundItem.suggestion_id)
    )
    return [(row[0], row[1]) for row in rows]


def is_awaited(item_id: int) -> bool:
    """Has the idea not come back yet?"""
    found = _pending(select(Decision.id)).where(Decision.item_id == item_id)
    return db.session.scalar(found) is not None


def _pending(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Decision)
        .join(Decision.item)
        .join(RoundItem.round)
        .join(RoundItem.suggestion)
        .where(*PENDING)
    )

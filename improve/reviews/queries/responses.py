"""Questions about what authors are shown before the decision, and what they answer. Members read an answer as
`queries.reading` shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from improve.core.db import db
from improve.reviews.models import AuthorResponse, Round, RoundItem
from improve.reviews.rules.lifecycle import DECIDING
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status

AT_ONCE = 500


def response_on(suggestion_id: int) -> AuthorResponse | None:
    """What the authors of an idea are shown by the round that decides on it now, or by the last one that did."""
    return db.session.scalar(
        select(AuthorResponse)
        .join(AuthorResponse.item)
        .join(RoundItem.round)
        .options(
            contains_eager(AuthorResponse.item).options(
                contains_eager(RoundItem.round), joinedload(RoundItem.suggestion)
            )
        )
        .where(
            RoundItem.suggestion_id == suggestion_id, Round.state.in_(sorted({*DECIDING, State.PUBLISHED}))
        )
        .order_by(RoundItem.id.desc())
        .limit(1)
    )


def responses_among(item_ids: Iterable[int]) -> Mapping[int, AuthorResponse]:
    """Item id -> what its authors were shown and answered."""
    ids = sorted(set(item_ids))
    found: dict[int, AuthorResponse] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.scalars(
            select(AuthorResponse).where(AuthorResponse.item_id.in_(ids[start : start + AT_ONCE]))
        )
        found |= {one.item_id: one for one in rows}
    return found


def answers_on(suggestion_id: int) -> dict[int, str]:
    """Item id -> what its authors answered, in every round that this idea was in."""
    rows = db.session.execute(
        select(AuthorResponse.item_id, AuthorResponse.answer)
        .join(RoundItem, RoundItem.id == AuthorResponse.item_id)
        .where(RoundItem.suggestion_id == suggestion_id, AuthorResponse.answer != "")
        .order_by(AuthorResponse.item_id)
    )
    return dict(rows.tuples().all())


def unanswered_in(round_id: int) -> list[tuple[int, int, str]]:
    """(item id, idea id, title) of the ideas whose authors may still answer."""
    rows = db.session.execute(
        select(RoundItem.id, RoundItem.suggestion_id, Suggestion.title)
        .join(AuthorResponse, AuthorResponse.item_id == RoundItem.id)
        .join(RoundItem.suggestion)
        .where(
            RoundItem.round_id == round_id,
            AuthorResponse.answer == "",
            Suggestion.status == Status.IN_REVIEW,
        )
        .order_by(RoundItem.suggestion_id)
    )
    return list(rows.tuples())


def answered_in(round_id: int) -> set[int]:
    """The items of a round whose authors have answered."""
    found = (
        select(AuthorResponse.item_id)
        .join(RoundItem, RoundItem.id == AuthorResponse.item_id)
        .where(RoundItem.round_id == round_id, AuthorResponse.answer != "")
    )
    return set(db.session.scalars(found))


def rounds_asking(first: date, last: date) -> Select[tuple[Round]]:
    """Rounds whose authors may answer until one of these days."""
    return (
        select(Round)
        .where(
            Round.state.in_(sorted(DECIDING)), Round.responses_until >= first, Round.responses_until <= last
        )
        .order_by(Round.id)
    )

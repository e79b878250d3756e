"""What is asked before a score is taken: one statement for all of it, built once for each member."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from improve.accounts.models import Person
from improve.core.db import LARGEST_ID, rows
from improve.core.interests import ConflictSource
from improve.core.policy import Actor
from improve.core.settled import number_now, told_along
from improve.reviews.days import company_today
from improve.reviews.models import (
    Assignment,
    Mask,
    Membership,
    Practice,
    PracticeReview,
    Review,
    ReviewDraft,
    Round,
    RoundItem,
)
from improve.reviews.queries.conflicts import Ties, clear_by, sources, ties_of
from improve.reviews.queries.reviews import key_of_person
from improve.reviews.values.seats import Seat, Writer
from improve.suggestions.models import CoAuthor, Suggestion

_ME, _ITEM = bindparam("me", type_=Integer), bindparam("item", type_=Integer)
_TODAY = bindparam("today", type_=Date)


def seat_of(actor: Actor, item_id: int) -> Seat | None:
    """The idea in front of the actor, whether or not they may meet it; None where there is none."""
    if not 0 < item_id <= LARGEST_ID:
        return None
    me = actor.person_id

    def ask() -> tuple[int | None, Seat | None]:
        asked = {"me": me, "key": key_of_person(me), "item": item_id, "today": company_today()}
        found = rows(_seat(ties_of(actor), tuple(sources())), asked).one_or_none()
        if found is None:
            return None, None
        name, login, email, unit_id, number = found[-5:]
        writer = Writer(name, login, email, unit_id) if login is not None else None
        said: tuple[Any, ...] = (*found[:-5], writer)
        return number, Seat(me, *said)

    return told_along(ask)


@lru_cache(256)
def _seat(mine: Ties, gains: tuple[ConflictSource, ...]) -> Select[Any]:
    writer = aliased(Person)
    before = select(Review.id).where(
        Review.item_id == RoundItem.id,
        Review.reviewer_key == bindparam("key", type_=String),
        Review.is_current,
    )
    return (
        select(
            RoundItem.id,
            RoundItem.suggestion_id,
            RoundItem.round_id,
            Round.rubric_version_id,
            Round.state,
            Round.opens_on,
            Round.closes_on,
            Round.author_hidden,
            Round.reviews_each.is_not(None).label("round_is_assigned"),
            Round.confidence_weighs,
            Suggestion.category_id,
            Suggestion.status,
            Suggestion.title,
            Suggestion.author_name,
            Suggestion.unit_id,
            exists()
            .where(Mask.suggestion_id == RoundItem.suggestion_id)
            .correlate(RoundItem)
            .label("is_marked"),
            _serves().label("serves"),
            clear_by(mine, gains).label("is_clear"),
            _has(Assignment).label("is_assigned"),
            _owes_practice().label("owes_practice"),
            _has(ReviewDraft).label("has_draft"),
            before.correlate(RoundItem).scalar_subquery(),
            exists()
            .where(CoAuthor.suggestion_id == RoundItem.suggestion_id)
            .correlate(RoundItem)
            .label("is_shared"),
            writer.name,
            writer.login,
            writer.email,
            writer.unit_id,
            number_now,
        )
        .join(RoundItem.round)
        .join(RoundItem.suggestion)
        .outerjoin(writer, writer.id == Suggestion.author_id)
        .where(RoundItem.id == _ITEM)
    )


def _serves() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Membership.committee_id == Round.committee_id,
            Membership.person_id == _ME,
            Membership.since <= _TODAY,
            or_(Membership.until.is_(None), Membership.until >= _TODAY),
        )
        .correlate(Round)
    )


def _has(model: type[Assignment] | type[ReviewDraft]) -> ColumnElement[bool]:
    return exists().where(model.item_id == RoundItem.id, model.person_id == _ME).correlate(RoundItem)


def _owes_practice() -> ColumnElement[bool]:
    given = select(PracticeReview.practice_id).where(PracticeReview.person_id == _ME)
    return (
        exists()
        .where(Practice.round_id == RoundItem.round_id, Practice.id.not_in(given))
        .correlate(RoundItem)
    )

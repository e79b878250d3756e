"""Questions about rounds. What is shown starts from `visible_rounds`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor, Role
from improve.reviews.days import company_today
from improve.reviews.models import Committee, Round, RoundItem, RubricVersion
from improve.reviews.queries.committees import holds, managed_by, own_committees
from improve.reviews.values import State


def visible_rounds(actor: Actor) -> Select[tuple[Round]]:
    """The rounds an actor may see: those they look after; as a member in office those of their committees from
    the opening on; as an auditor the published ones.
    """
    statement = select(Round).join(Round.committee)
    if actor.is_system:
        return statement
    if actor.actor_id is None:
        return statement.where(false())
    served = own_committees(actor.actor_id, company_today())
    grounds = [
        managed_by(actor),
        (Round.state != State.DRAFT) & Round.committee_id.in_(served),
    ]
    if holds(actor, (Role.AUDITOR,)):
        grounds.append(Round.state == State.PUBLISHED)
    return statement.where(or_(*grounds))


def with_frame(statement: Select[tuple[Round]]) -> Select[tuple[Round]]:
    """The same rounds with committee, unit and rubric at hand."""
    return statement.options(
        contains_eager(Round.committee).joinedload(Committee.unit),
        joinedload(Round.rubric_version).joinedload(RubricVersion.rubric),
    )


def visible_round(actor: Actor, round_id: int) -> Round | None:
    """The round, if the actor may see it; use with `found_or_404`."""
    if not 0 < round_id <= LARGEST_ID:
        return None
    statement = with_frame(visible_rounds(actor)).options(
        selectinload(Round.rubric_version, RubricVersion.criteria)
    )
    return db.session.scalar(statement.where(Round.id == round_id))


def rounds_over(day: date) -> Select[tuple[Round]]:
    """Rounds that are still open although their last day has passed."""
    return select(Round).where(Round.state == State.OPEN, Round.closes_on < day).order_by(Round.id)


def rounds_ending(first: date, last: date) -> Select[tuple[Round]]:
    """Open rounds whose last day lies in these days."""
    return (
        select(Round)
        .where(Round.state == State.OPEN, Round.closes_on >= first, Round.closes_on <= last)
        .order_by(Round.id)
    )


def rounds_ended(first: date, last: date) -> Select[tuple[Round]]:
    """Rounds whose last day lies in these days and whose decisions are not all made."""
    return (
        select(Round)
        .where(
            Round.state.in_((State.OPEN, State.CALIBRATING)),
            Round.closes_on >= first,
            Round.closes_on <= last,
        )
        .order_by(Round.id)
    )


def rounds_named(text: str) -> list[Round]:
    """Rounds by number, or by their name in any language."""
    if text.isascii() and text.isdigit() and int(text) <= LARGEST_ID:
        found = db.session.get(Round, int(text))
        if found is not None:
            return [found]
    wanted = text.strip().casefold()
    return [
        one
        for one in db.session.scalars(select(Round).order_by(Round.id.desc()))
        if any(name.casefold() == wanted for name in one.name.values())
    ]


def live_round_of(suggestion_id: int, *, besides: int | None = None) -> Round | None:
    """The unfinished round an idea is in."""
    statement = (
        select(Round)
        .join(RoundItem, RoundItem.round_id == Round.id)
        .where(RoundItem.suggestion_id == suggestion_id, Round.state != State.PUBLISHED)
        .order_by(Round.id.desc())
    )
    if besides is not None:
        statement = statement.where(Round.id != besides)
    return db.session.scalar(statement.limit(1))


def in_live_rounds(suggestion_ids: Iterable[int]) -> Select[tuple[int]]:
    """Those of these ideas that an unfinished round has."""
    return (
        select(RoundItem.suggestion_id)
        .join(RoundItem.round)
        .where(RoundItem.suggestion_id.in_(list(suggestion_ids)), Round.state != State.PUBLISHED)
    )

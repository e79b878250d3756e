"""Which metrics there are and who may see them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, false, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import LARGEST_ID, db
from improve.core.localized import LANGUAGES
from improve.core.policy import Actor, allows
from improve.metrics.models import Metric
from improve.metrics.policy import Permission
from improve.web.i18n import default_time_zone


class Which(StrEnum):
    """Lists of metrics."""

    OPEN = "open"
    MINE = "mine"
    WAITING = "waiting"
    CLOSED = "closed"


def company_day() -> date:
    """Today where the company is: whether a period is finished must not depend on who looks."""
    return clock.today(default_time_zone())


def visible_to(actor: Actor) -> Select[tuple[Metric]]:
    """The metrics an actor may see: all of them for everybody inside the company."""
    statement = select(Metric).options(joinedload(Metric.owner), joinedload(Metric.org_unit))
    return statement if allows(actor, Permission.READ) else statement.where(false())


def visible_one(actor: Actor, metric_id: int) -> Metric | None:
    """The metric, if the actor may see it; use with `found_or_404`."""
    if not 0 < metric_id <= LARGEST_ID:
        return None
    return db.session.scalar(visible_to(actor).where(Metric.id == metric_id))


def named(actor: Actor, text: str) -> Metric | None:
    """The metric of that code, else of that id."""
    text = text.strip()
    found = db.session.scalar(visible_to(actor).where(Metric.code == text))
    if found is None and text.isascii() and text.isdigit() and len(text) < 11:
        return visible_one(actor, int(text))
    return found


def in_language(language: str) -> ColumnElement[str]:
    """The name in `language`, else in another one: for ordering."""
    names = type_coerce(Metric.name, JSON)
    return func.coalesce(*(names[code].as_string() for code in (language, *LANGUAGES)))


def by_name(statement: Select[tuple[Metric]], language: str) -> Select[tuple[Metric]]:
    """In the order of their names."""
    return statement.order_by(in_language(language), Metric.id)


def narrowed(
    statement: Select[tuple[Metric]],
    *,
    which: Which = Which.OPEN,
    person_id: int | None = None,
    unit: Unit | None = None,
    ids: tuple[int, ...] = (),
) -> Select[tuple[Metric]]:
    """Those of one list: open, closed, owned by `person_id`, or of the given ids (those that wait)."""
    statement = statement.where(Metric.is_closed.is_(which is Which.CLOSED))
    if which is Which.MINE:
        statement = statement.where(Metric.owner_id == person_id)
    if which is Which.WAITING:
        statement = statement.where(Metric.id.in_(ids))
    if unit is not None:
        below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
        statement = statement.where(Metric.unit_id.in_(below))
    return statement


def matching(statement: Select[tuple[Metric]], text: str) -> Select[tuple[Metric]]:
    """Those with every word of `text` in their code or a name."""
    names: Any = type_coerce(Metric.name, JSON)
    for word in text.split()[:8]:
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        columns: list[Any] = [Metric.code, *(names[code].as_string() for code in LANGUAGES)]
        statement = statement.where(or_(*(column.ilike(like, escape="!") for column in columns)))
    return statement


def metric_choices(actor: Actor, language: str, *, besides: int | None = None) -> list[tuple[str, str]]:
    """Options of a select: open metrics by name; `besides` is one that is offered although it is closed."""
    open_ones = or_(Metric.is_closed.is_(False), Metric.id == besides)
    found = db.session.scalars(by_name(visible_to(actor), language).where(open_ones))
    return [(str(metric.id), f"{metric.name} ({metric.code})") for metric in found]

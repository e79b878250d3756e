"""What became of ideas within a quarter: the conditions, once, for the figures and for the lists behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import ColumnElement, Select, false, func, or_, select, union_all

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.calendar import company_zone
from improve.suggestions.models import CoAuthor, StatusChange, Suggestion
from improve.suggestions.outcomes.models import NamingConsent
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.queries.ideas import visible_to
from improve.suggestions.values import FINISHED, STOPPED, UNLISTED, Became, Status
from improve.web.features import contributed

# `suggestion.measured`: callable(first, last) -> Select of (idea id, code of a verdict), for what was decided on the
# data between the two instants.
MEASURED = "suggestion.measured"
Measured = Callable[[datetime, datetime], Select[tuple[int, str]]]
VERDICTS: dict[Became, str] = {
    Became.IMPROVED: "improved",
    Became.EARLY: "early",
    Became.NO_CHANGE: "no_change_shown",
    Became.WORSE: "worse",
    Became.TOO_FEW: "not_enough_data",
}


def condition(became: Became, quarter: Quarter, today: date) -> ColumnElement[bool]:
    """The condition that this became of an idea within the quarter; the withdrawn and merged ones never count."""
    return Suggestion.status.not_in(sorted(UNLISTED)) & _condition(became, quarter, today)


def _condition(became: Became, quarter: Quarter, today: date) -> ColumnElement[bool]:
    first, end = quarter.instants(company_zone())
    if became is Became.RECEIVED:
        return (Suggestion.submitted_at >= first) & (Suggestion.submitted_at < end)
    if became in (Became.DUE, Became.IN_TIME):
        return _answered(became, quarter, today)
    if became in (Became.ACCEPTED, Became.DECLINED, Became.IMPLEMENTED):
        return _moved(became, first, end)
    return Suggestion.id.in_(_measured(became, first, end))


def _answered(became: Became, quarter: Quarter, today: date) -> ColumnElement[bool]:
    """Answers that were promised for a day of the quarter; one that is open counts once its day is over, unless
    its clock stands still.
    """
    due = (
        Suggestion.promised_on.between(quarter.start, quarter.last_day)
        & Suggestion.status.not_in(STOPPED)
        & or_(Suggestion.answered_on.is_not(None), Suggestion.promised_on < today)
    )
    return due if became is Became.DUE else due & (Suggestion.answered_on <= Suggestion.promised_on)


def _moved(became: Became, first: datetime, end: datetime) -> ColumnElement[bool]:
    """Ideas that took the step in the quarter. What was put into practice must still be."""
    step = {
        Became.ACCEPTED: Status.ACCEPTED,
        Became.DECLINED: Status.DECLINED,
        Became.IMPLEMENTED: Status.DONE,
    }[became]
    taken = Suggestion.id.in_(
        select(StatusChange.suggestion_id).where(
            StatusChange.to_status == step, StatusChange.at >= first, StatusChange.at < end
        )
    )
    return taken & Suggestion.status.in_(sorted(FINISHED)) if became is Became.IMPLEMENTED else taken


def _measured(became: Became, first: datetime, end: datetime) -> Select[tuple[int]]:
    fills: Iterable[Measured] = contributed(current_app, MEASURED)
    parts = []
    for fill in fills:
        found = fill(first, end).subquery()
        idea, verdict = tuple(found.c)
        part = select(idea)
        parts.append(part if became is Became.MEASURED else part.where(verdict == VERDICTS[became]))
    if not parts:
        return select(Suggestion.id).where(false())
    every = union_all(*parts).subquery()
    return select(next(iter(every.c)))


@dataclass(frozen=True)
class Outcomes:
    """How many ideas this became of, within one quarter."""

    quarter: Quarter
    counts: Mapping[Became, int]

    def __getitem__(self, became: Became) -> int:
        return self.counts.get(became, 0)

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())


def outcomes(actor: Actor, quarter: Quarter, today: date) -> Outcomes:
    """All figures of a quarter over the ideas the actor may see, in one statement."""
    ids = visible_to(actor).with_only_columns(Suggestion.id)
    parts = [
        select(func.count()).select_from(ids.where(condition(became, quarter, today)).subquery())
        for became in Became
    ]
    row = db.session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return Outcomes(quarter, dict(zip(Became, row, strict=True)))


def first_quarter(actor: Actor) -> Quarter | None:
    """The quarter in which the first idea came in; None without one."""
    oldest = visible_to(actor).with_only_columns(func.min(Suggestion.submitted_at))
    first = db.session.scalar(oldest)
    return Quarter.of(first.astimezone(company_zone()).date()) if first is not None else None


@dataclass(frozen=True)
class Implemented:
    """An idea that was put into practice, with the names of those of its authors who agreed."""

    suggestion_id: int
    title: str
    unit_name: str
    names: Sequence[str]
    unnamed: int


def implemented(actor: Actor, quarter: Quarter, today: date, *, most: int) -> list[Implemented]:
    """The ideas put into practice in the quarter, the newest first."""
    found = db.session.scalars(
        visible_to(actor)
        .where(condition(Became.IMPLEMENTED, quarter, today))
        .order_by(Suggestion.changed_at.desc(), Suggestion.id.desc())
        .limit(most)
    ).all()
    authors = _authors(found)
    agreed = _agreed({person_id for people in authors.values() for person_id in people})
    return [
        Implemented(
            suggestion_id=idea.id,
            title=idea.title,
            unit_name=str(idea.unit.name) if idea.unit is not None else "",
            names=[agreed[person_id] for person_id in authors[idea.id] if person_id in agreed],
            unnamed=sum(person_id not in agreed for person_id in authors[idea.id]),
        )
        for idea in found
    ]


def _authors(ideas: Sequence[Suggestion]) -> dict[int, list[int]]:
    """The people behind each idea, its author first."""
    found = {idea.id: [idea.author_id] if idea.author_id is not None else [] for idea in ideas}
    rows = db.session.execute(
        select(CoAuthor.suggestion_id, CoAuthor.person_id)
        .where(CoAuthor.suggestion_id.in_(found))
        .order_by(CoAuthor.id)
    )
    for row in rows:
        found[row.suggestion_id].append(row.person_id)
    return found


def _agreed(person_ids: Iterable[int]) -> dict[int, str]:
    """The names of those who agreed to stand there."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(NamingConsent, NamingConsent.person_id == Person.id)
        .where(Person.id.in_(sorted(person_ids)))
    )
    return {row.id: row.name for row in rows}


def has_agreed(person_id: int) -> bool:
    """May this person's name stand there?"""
    return db.session.get(NamingConsent, person_id) is not None

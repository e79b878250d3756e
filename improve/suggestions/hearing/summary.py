"""What those in charge are mailed: the new and the overdue ideas of their units. Nothing when nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from improve.accounts.models import Person, RoleAssignment
from improve.core.db import db
from improve.core.messages import _l, _ln
from improve.core.notices import Channels, NoticeKind, Pace, Summary, SummaryLine, SummarySection
from improve.core.policy import Actor
from improve.suggestions.calendar import company_day
from improve.suggestions.hearing.kinds import HANDLED
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import HANDLERS
from improve.suggestions.queries import answers_due, authored_by, visible_to
from improve.suggestions.queries.ideas import handled_by
from improve.suggestions.values import NEW, RUNNING

MOST = 10
KIND = NoticeKind(
    "suggestions.summary",
    HANDLED,
    _l("The new and the overdue ideas of my units"),
    default=Channels(inbox=False, mail=Pace.DAILY),
    has_inbox=False,
    order=90,
)


def people() -> Iterable[int]:
    """Who handles ideas: by role, or because open ideas are given to them."""
    by_role = (
        select(RoleAssignment.person_id)
        .join(RoleAssignment.person)
        .where(RoleAssignment.role.in_([str(role) for role in HANDLERS]), Person.disabled_at.is_(None))
    )
    given = (
        select(Suggestion.assignee_id)
        .join(Person, Person.id == Suggestion.assignee_id)
        .where(Suggestion.status.in_(RUNNING), Person.disabled_at.is_(None))
    )
    return set(db.session.scalars(by_role.union(given)))


def sections(actor: Actor, since: datetime, until: datetime) -> Sequence[SummarySection]:
    """What came in between the two instants, and what is overdue at the second."""
    return [*_new(actor, since, until), *_overdue(actor, until)]


def _new(actor: Actor, since: datetime, until: datetime) -> Iterator[SummarySection]:
    found = (
        _of_my_units(actor)
        .where(
            Suggestion.submitted_at >= since,
            Suggestion.submitted_at < until,
            Suggestion.status.in_(sorted(NEW)),
        )
        .order_by(Suggestion.submitted_at.desc(), Suggestion.id.desc())
    )
    yield from _section(found, is_late=False)


def _overdue(actor: Actor, until: datetime) -> Iterator[SummarySection]:
    today = company_day(until)
    found = answers_due(actor, today).where(Suggestion.promised_on < today)
    yield from _section(found, is_late=True)


def _of_my_units(actor: Actor) -> Select[tuple[Suggestion]]:
    """Of the actor's units or given to them, but not their own."""
    statement = visible_to(actor).where(Suggestion.id.not_in(authored_by(actor.person_id)))
    handled = handled_by(actor)
    return (
        statement
        if handled is None
        else statement.where(handled | (Suggestion.assignee_id == actor.actor_id))
    )


def _section(found: Select[tuple[Suggestion]], *, is_late: bool) -> Iterator[SummarySection]:
    count = db.session.scalar(
        select(func.count()).select_from(found.with_only_columns(Suggestion.id).order_by(None).subquery())
    )
    if not count:
        return
    title = (
        _ln("%(n)s idea waits for an overdue answer", "%(n)s ideas wait for an overdue answer", count)
        if is_late
        else _ln("%(n)s new idea", "%(n)s new ideas", count)
    )
    lines = [
        SummaryLine(idea.title, "suggestions.show", {"suggestion_id": idea.id}, is_late=is_late)
        for idea in db.session.scalars(found.limit(MOST))
    ]
    yield SummarySection(title, lines, more=count - len(lines))


SUMMARY = Summary(KIND, people, sections)

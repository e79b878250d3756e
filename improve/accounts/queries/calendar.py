"""The company's working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import g
from sqlalchemy import select

from improve.accounts.models import SpecialDays
from improve.accounts.queries.company import organization
from improve.core.db import db
from improve.core.workdays import MONDAY_TO_FRIDAY, WorkCalendar

_REMEMBERED = "accounts_work_calendar"


def work_calendar() -> WorkCalendar:
    """The calendar by which promises count; asked once a request."""
    found: WorkCalendar | None = g.get(_REMEMBERED)
    if found is None:
        company = organization()
        weekdays = frozenset(map(int, company.working_weekdays)) if company is not None else MONDAY_TO_FRIDAY
        special = special_days()
        found = WorkCalendar(
            weekdays,
            off=frozenset(day for row in special if not row.is_working for day in _days(row)),
            on=frozenset(day for row in special if row.is_working for day in _days(row)),
        )
        setattr(g, _REMEMBERED, found)
    return found


def forget_calendar() -> None:
    """Ask again: after it changed."""
    g.pop(_REMEMBERED, None)


def special_days() -> Sequence[SpecialDays]:
    """Holidays and make-up days, the earliest first."""
    return db.session.scalars(select(SpecialDays).order_by(SpecialDays.first_day, SpecialDays.id)).all()


def _days(row: SpecialDays) -> list[date]:
    return [row.first_day + timedelta(days=n) for n in range((row.last_day - row.first_day).days + 1)]

"""The company's working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from improve.accounts.models import Organization, SpecialDays
from improve.accounts.queries.company import company_settings
from improve.core.db import db
from improve.core.settled import settled
from improve.core.workdays import MONDAY_TO_FRIDAY, WorkCalendar


@settled(Organization, SpecialDays)
def work_calendar() -> WorkCalendar:
    """The calendar by which promises count."""
    settings = company_settings()
    weekdays = frozenset(map(int, settings.working_weekdays)) if settings is not None else MONDAY_TO_FRIDAY
    special = special_days()
    return WorkCalendar(
        weekdays,
        off=frozenset(day for row in special if not row.is_working for day in _days(row)),
        on=frozenset(day for row in special if row.is_working for day in _days(row)),
    )


def special_days() -> Sequence[SpecialDays]:
    """Holidays and make-up days, the earliest first."""
    return db.session.scalars(select(SpecialDays).order_by(SpecialDays.first_day, SpecialDays.id)).all()


def _days(row: SpecialDays) -> list[date]:
    return [row.first_day + timedelta(days=n) for n in range((row.last_day - row.first_day).days + 1)]

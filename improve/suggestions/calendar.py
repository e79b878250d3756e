"""The company's days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

from improve.accounts.queries import company_settings
from improve.core import clock


def company_day(instant: datetime) -> date:
    """The calendar day of `instant` where the company is."""
    return instant.astimezone(company_zone()).date()


def company_today() -> date:
    """Today where the company is."""
    return company_day(clock.now())


def beginning_of(day: date) -> datetime:
    """The instant at which a day begins where the company is."""
    return datetime(day.year, day.month, day.day, tzinfo=company_zone()).astimezone(UTC)


def company_zone() -> ZoneInfo:
    """The company's time zone."""
    settings = company_settings()
    return ZoneInfo(settings.time_zone if settings is not None else current_app.config["TIME_ZONE"])

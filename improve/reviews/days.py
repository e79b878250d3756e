"""Days as the company counts them: a round opens and closes on days, wherever its readers are."""

from __future__ import annotations

from datetime import date

from improve.core import clock
from improve.web.i18n import default_time_zone


def company_today() -> date:
    """Today, where the company is."""
    return clock.today(default_time_zone())

"""Days as the company counts them: a round opens and closes on days, wherever its readers are."""

from __future__ import annotations

from datetime import date

from flask import current_app

from improve.accounts.queries import organization
from improve.core import clock


def company_today() -> date:
    """Today, where the company is."""
    company = organization()
    return clock.today(company.time_zone if company is not None else str(current_app.config["TIME_ZONE"]))

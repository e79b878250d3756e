"""What the clock starts."""

from __future__ import annotations

from improve.core.db import db, transaction
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.queries import with_metric
from improve.projects.sustaining.queries import due
from improve.projects.sustaining.service import run_due


def check_sustained() -> int:
    """Do the checks of adopted changes whose day has come; how many changed."""
    today = company_day()
    if db.session.scalar(due(today).limit(1)) is None:
        return 0
    with transaction():
        return run_due(today)


def refresh_verdicts() -> int:
    """Compute the verdicts that changed because a period has ended; how many."""
    today = company_day()
    if not verdicts.has_stale(db.session.scalars(with_metric()).all(), today=today):
        return 0
    with transaction():
        return verdicts.refresh(db.session.scalars(with_metric()).all(), today=today)

"""What the clock starts."""

from __future__ import annotations

from improve.core.db import db, transaction
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.queries import with_metric


def refresh_verdicts() -> int:
    """Compute the verdicts that changed because a period has ended; how many."""
    today = company_day()
    if not verdicts.has_stale(db.session.scalars(with_metric()).all(), today=today):
        return 0
    with transaction():
        return verdicts.refresh(db.session.scalars(with_metric()).all(), today=today)

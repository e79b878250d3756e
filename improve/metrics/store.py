"""Locks: who changes the same metric at the same moment comes in turn, and sees what the one before made of it."""

from __future__ import annotations

from improve.core.db import db
from improve.metrics.models import Metric


def lock(metric: Metric) -> None:
    """Let one transaction at a time change a metric; its columns are read again."""
    db.session.refresh(metric, list(Metric.__table__.columns.keys()), with_for_update=True)

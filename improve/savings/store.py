"""Statements the ORM cannot say."""

from __future__ import annotations

from sqlalchemy import text

from improve.core.db import db

METRIC_LOCK = 7_305_140


def lock_metric(metric_id: int) -> None:
    """Let one transaction at a time speak of the savings of a metric; SQLite's write lock does so already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(:key, :metric)"), {"key": METRIC_LOCK, "metric": metric_id}
        )

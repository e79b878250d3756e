"""Locks: who changes the same thing at the same moment comes in turn, and sees what the one before made of it."""

from __future__ import annotations

from sqlalchemy import text

from improve.core.db import db
from improve.projects.models import Project

LIMITS_LOCK = 7_305_141


def lock(project: Project) -> None:
    """Let one transaction at a time change a project. What was not stored yet of it is lost: lock before changing."""
    # The columns alone: PostgreSQL locks nothing that is joined because it may be missing.
    db.session.refresh(project, list(Project.__table__.columns.keys()), with_for_update=True)


def lock_limits() -> None:
    """Let one transaction at a time set limits; there may be no row yet to lock. SQLite's write lock does so already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LIMITS_LOCK})

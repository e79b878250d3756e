"""Locks: who changes the same thing at the same moment comes in turn, and sees what the one before made of it.
And who has owned a project, which is never forgotten."""

from __future__ import annotations

from sqlalchemy import select, text

from improve.core import clock
from improve.core.db import db
from improve.projects.models import Project, ProjectOwner

LIMITS_LOCK = 7_305_141


def lock(project: Project) -> None:
    """Let one transaction at a time change a project. What was not stored yet of it is lost: lock before changing."""
    # The columns alone: PostgreSQL locks nothing that is joined because it may be missing.
    db.session.refresh(project, list(Project.__table__.columns.keys()), with_for_update=True)


def remember_owner(project_id: int, person_id: int | None) -> None:
    """Note who owns the project from now on."""
    known = select(ProjectOwner.id).where(
        ProjectOwner.project_id == project_id, ProjectOwner.person_id == person_id
    )
    if person_id is not None and db.session.scalar(known) is None:
        db.session.add(ProjectOwner(project_id=project_id, person_id=person_id, since=clock.now()))


def lock_limits() -> None:
    """Let one transaction at a time set limits; there may be no row yet to lock. SQLite's write lock does so already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LIMITS_LOCK})

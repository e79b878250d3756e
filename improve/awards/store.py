"""Statements the ORM cannot say."""

from __future__ import annotations

from sqlalchemy import select, text

from improve.awards.models import Award
from improve.core.db import db

NUMBERS_LOCK = 7_305_122


def lock_numbers() -> None:
    """Let one transaction at a time number awards; SQLite's write lock does so already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": NUMBERS_LOCK})


def existing_award(program_id: int, project_id: int, person_id: int) -> int | None:
    """The award in force for the same thing."""
    return db.session.scalar(
        select(Award.id).where(
            Award.program_id == program_id,
            Award.project_id == project_id,
            Award.person_id == person_id,
            Award.withdrawn_at.is_(None),
        )
    )

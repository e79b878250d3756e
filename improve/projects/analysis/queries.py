"""The analysis of a project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.projects.analysis.models import Analysis


def analysis_of(project_id: int) -> Analysis | None:
    """What was found out about a project's problem."""
    return db.session.scalar(
        select(Analysis).options(joinedload(Analysis.by)).where(Analysis.project_id == project_id)
    )

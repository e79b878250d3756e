"""Whoever got an award for a project gains by the ideas behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from improve.awards.models import Award
from improve.core.db import db
from improve.core.interests import ConflictSource
from improve.projects.models import ProjectSuggestion

_LINKS = (
    select(ProjectSuggestion.suggestion_id)
    .join(Award, Award.project_id == ProjectSuggestion.project_id)
    .where(Award.withdrawn_at.is_(None))
)


def _pairs(suggestion_ids: Collection[int] | Select[tuple[int]]) -> Iterable[tuple[int, int]]:
    found = _LINKS.add_columns(Award.person_id).where(ProjectSuggestion.suggestion_id.in_(suggestion_ids))
    return db.session.execute(found).tuples().all()


def _of_person(person_id: int) -> Select[tuple[int]]:
    return _LINKS.where(Award.person_id == person_id)


AWARDED = ConflictSource(_pairs, _of_person)

"""Whoever claims a saving of a project gains by the ideas behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from improve.core.db import db
from improve.core.interests import ConflictSource
from improve.projects.models import ProjectSuggestion
from improve.savings.models import Saving

_LINKS = select(ProjectSuggestion.suggestion_id).join(
    Saving, Saving.project_id == ProjectSuggestion.project_id
)


def _pairs(suggestion_ids: Collection[int] | Select[tuple[int]]) -> Iterable[tuple[int, int]]:
    found = _LINKS.add_columns(Saving.created_by_id).where(
        ProjectSuggestion.suggestion_id.in_(suggestion_ids), Saving.created_by_id.is_not(None)
    )
    return [(suggestion_id, person_id) for suggestion_id, person_id in db.session.execute(found)]


def _of_person(person_id: int) -> Select[tuple[int]]:
    return _LINKS.where(Saving.created_by_id == person_id)


CLAIMED = ConflictSource(_pairs, _of_person)

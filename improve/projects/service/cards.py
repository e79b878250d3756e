"""Cards: made by hand or from an accepted idea, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import delete

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects import rules
from improve.projects.board.service import check_room_in
from improve.projects.events import OwnerNamed, ProjectCreated, ProjectEdited
from improve.projects.models import Project, ProjectSuggestion, Stage, StageChange
from improve.projects.policy import Permission, place_of
from improve.projects.queries import ideas_of
from improve.projects.store import lock, remember_owner
from improve.projects.values import TITLE, ProjectData
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_to as visible_ideas

T = TypeVar("T")
CARD_FIELDS = ("title", "problem", "unit_id", "owner_id", "plan_due_on")


def create(data: ProjectData, *, by: Actor) -> Project:
    """Put a card on the board, in Plan."""
    unit = found(Unit, data.unit_id, "unit_id")
    authorize(by, Permission.CREATE, place_of(unit))
    found(Person, data.owner_id, "owner_id")
    ideas = _ideas(data.idea_ids, by)
    return _put(data, ideas, made_by=by.actor_id)


def create_from(suggestion: Suggestion, *, accepted_by: int | None) -> Project:
    """Put a card on the board for an accepted idea. Its owner is still to be named."""
    data = ProjectData(
        title=suggestion.title[: TITLE.longest], problem=suggestion.problem, unit_id=suggestion.unit_id
    )
    return _put(data, [suggestion], made_by=accepted_by)


def edit(project: Project, data: ProjectData, *, by: Actor) -> None:
    """Change what the card says, who owns it, and which ideas it answers."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    unit = found(Unit, data.unit_id, "unit_id")
    if data.unit_id != project.unit_id:
        authorize(by, Permission.EDIT, place_of(unit))
        check_room_in(project, unit)
    found(Person, data.owner_id, "owner_id")
    if data.owner_id is None and project.stage != Stage.PLAN:
        raise Invalid.field("owner_id", rules.MISSING["owner_id"])
    changed = [name for name in CARD_FIELDS if getattr(project, name) != getattr(data, name)]
    named = data.owner_id if "owner_id" in changed else None
    for name in changed:
        setattr(project, name, getattr(data, name))
    remember_owner(project.id, named)
    if _link(project, _ideas(data.idea_ids, by, known=ideas_of(project.id))):
        changed.append("ideas")
    if changed:
        publish(ProjectEdited(actor_id=by.actor_id, subject_id=project.id, changed=tuple(changed)))
    if named is not None:
        publish(OwnerNamed(actor_id=by.actor_id, subject_id=project.id, owner_id=named))


def name_owner(project: Project, owner_id: int | None, *, by: Actor) -> None:
    """Make somebody responsible."""
    found(Person, owner_id, "owner_id")
    if owner_id == project.owner_id:
        return
    if owner_id is None and project.stage != Stage.PLAN:
        raise Invalid.field("owner_id", rules.MISSING["owner_id"])
    project.owner_id = owner_id
    remember_owner(project.id, owner_id)
    publish(ProjectEdited(actor_id=by.actor_id, subject_id=project.id, changed=("owner_id",)))
    if owner_id is not None:
        publish(OwnerNamed(actor_id=by.actor_id, subject_id=project.id, owner_id=owner_id))


def found(model: type[T], key: int | None, field: str) -> T | None:
    """The row that a form names, or the message at its field."""
    if key is None:
        return None
    row = db.session.get(model, key)
    if row is None:
        raise Invalid.field(field, _l("This does not exist any more. Please choose again."))
    return row


def _put(data: ProjectData, ideas: Iterable[Suggestion], *, made_by: int | None) -> Project:
    now = clock.now()
    project = Project(
        title=data.title,
        problem=data.problem,
        stage=str(Stage.PLAN),
        stage_since=now,
        unit_id=data.unit_id,
        owner_id=data.owner_id,
        plan_due_on=data.plan_due_on or company_day() + timedelta(days=rules.PLAN_DAYS),
        created_at=now,
        created_by_id=made_by,
    )
    db.session.add(project)
    db.session.flush()
    db.session.add(StageChange(project_id=project.id, to_stage=str(Stage.PLAN), at=now, by_id=made_by))
    db.session.add_all(ProjectSuggestion(project_id=project.id, suggestion_id=idea.id) for idea in ideas)
    remember_owner(project.id, data.owner_id)
    publish(ProjectCreated(actor_id=made_by, subject_id=project.id))
    if data.owner_id is not None:
        publish(OwnerNamed(actor_id=made_by, subject_id=project.id, owner_id=data.owner_id))
    return project


def _ideas(ids: Sequence[int], by: Actor, known: Iterable[Suggestion] = ()) -> list[Suggestion]:
    """The ideas of these numbers; one that the actor cannot see and that is not linked yet is refused."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = {idea.id: idea for idea in known}
    rows |= {idea.id: idea for idea in db.session.scalars(visible_ideas(by).where(Suggestion.id.in_(wanted)))}
    for number in wanted:
        if number not in rows:
            raise Invalid.field("idea_ids", _l("There is no idea #%(number)s.", number=number))
    return [rows[number] for number in wanted]


def _link(project: Project, ideas: Sequence[Suggestion]) -> bool:
    """Make these the ideas behind the project; did that change anything?"""
    before = {idea.id for idea in ideas_of(project.id)}
    wanted = {idea.id for idea in ideas}
    gone = before - wanted
    if gone:
        db.session.execute(
            delete(ProjectSuggestion).where(
                ProjectSuggestion.project_id == project.id, ProjectSuggestion.suggestion_id.in_(gone)
            )
        )
    db.session.add_all(
        ProjectSuggestion(project_id=project.id, suggestion_id=number) for number in sorted(wanted - before)
    )
    return before != wanted

"""Use cases of the rollout."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.projects.models import Project
from improve.projects.policy import Permission
from improve.projects.rollout import rules
from improve.projects.rollout.events import CriteriaChanged, StepEntered, StepLeft
from improve.projects.rollout.models import RolloutStep, Step
from improve.projects.rollout.queries import steps_of
from improve.projects.rollout.values import CriteriaData, ProofData
from improve.projects.store import lock


def write_criteria(project: Project, data: CriteriaData, *, by: Actor) -> None:
    """Say what must hold to enter and to leave each step. What a step was entered or left with stays."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    rules.check_open(project.state)
    known = steps_of(project)
    changed = []
    for step in Step:
        enter, leave = data.of(step)
        row = known.get(step)
        if row is None:
            if not (enter or leave):
                continue
            row = RolloutStep(
                project_id=project.id, cycle=project.cycle, step=str(step), enter_when="", leave_when=""
            )
            db.session.add(row)
        before = (row.enter_when, row.leave_when)
        if row.entered_at is None:
            row.enter_when = enter
        if row.left_at is None:
            row.leave_when = leave
        if before != (row.enter_when, row.leave_when):
            changed.append(step.value)
    if changed:
        publish(CriteriaChanged(actor_id=by.actor_id, subject_id=project.id, changed=tuple(changed)))


def enter(project: Project, step: Step, data: ProofData, *, by: Actor) -> None:
    """Begin a step; `proof` says what shows that its entry criteria hold."""
    authorize(by, Permission.EDIT, project)
    row, entered, left = _standing(project, step)
    rules.check_entering(
        step, entered=entered, left=left, criteria=row.enter_when if row else "", stage=project.state
    )
    assert row is not None  # noqa: S101  (it has criteria)
    row.entered_at, row.entered_by_id, row.entered_proof = clock.now(), by.actor_id, data.proof
    publish(StepEntered(actor_id=by.actor_id, subject_id=project.id, step=str(step)))


def leave(project: Project, step: Step, data: ProofData, *, by: Actor) -> None:
    """End a step; `proof` says what shows that its exit criteria hold."""
    authorize(by, Permission.EDIT, project)
    row, entered, left = _standing(project, step)
    rules.check_leaving(
        step, entered=entered, left=left, criteria=row.leave_when if row else "", stage=project.state
    )
    assert row is not None  # noqa: S101  (it was entered)
    row.left_at, row.left_by_id, row.left_proof = clock.now(), by.actor_id, data.proof
    publish(StepLeft(actor_id=by.actor_id, subject_id=project.id, step=str(step)))


def copy_criteria(project: Project) -> None:
    """The next round starts from the last: with its criteria, nothing entered yet."""
    for row in steps_of(project).values():
        again = RolloutStep(
            project_id=project.id,
            cycle=project.cycle + 1,
            step=row.step,
            enter_when=row.enter_when,
            leave_when=row.leave_when,
        )
        db.session.add(again)


def _standing(project: Project, step: Step) -> tuple[RolloutStep | None, set[Step], set[Step]]:
    """The row of a step; which steps were entered and left. The project is locked: two at once come in turn."""
    lock(project)
    rows = steps_of(project)
    entered = {one for one, row in rows.items() if row.entered_at is not None}
    left = {one for one, row in rows.items() if row.left_at is not None}
    return rows.get(step), entered, left

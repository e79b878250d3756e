"""Use cases after a decision."""

from __future__ import annotations

from datetime import date, timedelta

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects.acting import rules
from improve.projects.acting.events import (
    ResultApproved,
    ResultReturned,
    SpreadDone,
    SpreadDropped,
    SpreadPlanned,
    StandardChanged,
)
from improve.projects.acting.interests import interest_of
from improve.projects.acting.models import Approval, FollowUp, Spread
from improve.projects.acting.queries import follow_up_of, is_approved, spreads_of
from improve.projects.acting.values import ApprovalData, FollowUpData, SpreadData
from improve.projects.models import Decision, Project
from improve.projects.policy import Permission
from improve.projects.store import lock

FIELDS = ("standard", "standard_url", "training", "review_on")
FIRST_REVIEW = timedelta(days=30)


def open_follow_up(project: Project, decision: Decision, review_on: date | None, *, by: Actor) -> None:
    """Note when somebody looks again; an adopted change is looked at after 30 days."""
    if review_on is not None and review_on <= company_day():
        raise Invalid.field("next_review_on", _l("The next review must lie after today."))
    if review_on is None and decision is Decision.ADOPT:
        review_on = company_day() + FIRST_REVIEW
    row = _row(project, by)
    row.review_on = review_on


def write_standard(project: Project, data: FollowUpData, *, by: Actor) -> None:
    """Say what the new standard is, where it stands and who has to be trained."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    rules.check_adopted(project.state, _decision(project))
    row = _row(project, by)
    changed = tuple(name for name in FIELDS if getattr(row, name) != getattr(data, name))
    if not changed:
        return
    for name in changed:
        setattr(row, name, getattr(data, name))
    row.at, row.by_id = clock.now(), by.actor_id
    publish(StandardChanged(actor_id=by.actor_id, subject_id=project.id, changed=changed))


def approve(project: Project, data: ApprovalData, *, by: Actor) -> None:
    """Approve a result or give it back, as somebody who has nothing to do with how it came about."""
    authorize(by, Permission.APPROVE, project)
    lock(project)
    rules.check_approving(
        project.state,
        _decision(project),
        interest=interest_of(project, by.actor_id),
        is_approved=is_approved(project),
    )
    if not data.is_approved and not data.reason:
        raise Invalid.field("reason", _l("Say what is missing; the owner reads it."))
    if project.decided_at is None:
        raise Refused(_l("Decide first: adopt, adapt or abandon."))
    db.session.add(
        Approval(
            project_id=project.id,
            cycle=project.cycle,
            decided_at=project.decided_at,
            is_approved=data.is_approved,
            reason=data.reason,
            at=clock.now(),
            by_id=by.person_id,
        )
    )
    happened = ResultApproved if data.is_approved else ResultReturned
    publish(happened(actor_id=by.actor_id, subject_id=project.id))


def spread(project: Project, data: SpreadData, *, by: Actor) -> Spread:
    """Take an adopted change to another place."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    rules.check_adopted(project.state, _decision(project))
    if db.session.get(Unit, data.unit_id) is None or data.unit_id == project.unit_id:
        raise Invalid.field("unit_id", _l("Choose another place than that where it was tried."))
    if any(one.unit_id == data.unit_id for one in spreads_of(project.id)):
        raise Invalid.field("unit_id", _l("This place is on the list already."))
    person = db.session.get(Person, data.person_id)
    if person is None or not person.is_active:
        raise Invalid.field(
            "person_id", _l("There is nobody with this login, or several with this name. Type the login.")
        )
    row = Spread(
        project_id=project.id,
        unit_id=data.unit_id,
        person_id=data.person_id,
        due_on=data.due_on,
        note=data.note,
    )
    db.session.add(row)
    db.session.flush()
    publish(SpreadPlanned(actor_id=by.actor_id, subject_id=project.id, spread_id=row.id))
    return row


def arrived(row: Spread, *, by: Actor) -> None:
    """The change works there now; who brought it there has the credit."""
    authorize(by, Permission.WORK, row)
    db.session.refresh(row, ["done_on"], with_for_update=True)
    if row.done_on is None:
        row.done_on = company_day()
        publish(SpreadDone(actor_id=by.actor_id, subject_id=row.project_id, spread_id=row.id))


def drop_spread(row: Spread, *, by: Actor) -> None:
    """This place does not take it over after all."""
    authorize(by, Permission.EDIT, row.project)
    if row.done_on is not None:
        raise Refused(_l("The change works there already."))
    publish(SpreadDropped(actor_id=by.actor_id, subject_id=row.project_id, spread_id=row.id))
    db.session.delete(row)


def _decision(project: Project) -> Decision | None:
    return Decision(project.decision) if project.decision else None


def _row(project: Project, by: Actor) -> FollowUp:
    row = follow_up_of(project)
    if row is None:
        row = FollowUp(
            project_id=project.id,
            cycle=project.cycle,
            standard="",
            standard_url="",
            training="",
            at=clock.now(),
            by_id=by.actor_id,
        )
        db.session.add(row)
    return row

"""What people hear after a decision."""

from __future__ import annotations

from collections.abc import Iterable

from improve.accounts.queries import people_with_role
from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind, Subject
from improve.core.policy import Role
from improve.projects.acting.events import ResultApproved, ResultReturned, SpreadPlanned
from improve.projects.acting.interests import interests
from improve.projects.acting.models import Spread
from improve.projects.acting.queries import approvals_of
from improve.projects.events import ProjectDecided
from improve.projects.models import Decision, Project
from improve.projects.notices import GROUP, PROJECT, to_one

APPROVAL = NoticeKind(
    "projects.approval", GROUP, _l("My result is approved or given back"), default=WAITS_FOR_YOU, order=60
)
SPREAD = NoticeKind(
    "projects.spread", GROUP, _l("I take a change to another place"), default=WAITS_FOR_YOU, order=70
)
TO_APPROVE = NoticeKind(
    "projects.to_approve",
    GROUP,
    _l("A result waits for an approval that I can give"),
    default=WAITS_FOR_YOU,
    order=65,
)
KINDS = (APPROVAL, TO_APPROVE, SPREAD)
# Who is asked: those nearest to the project; the next only where nobody is left among them.
ASKED = (Role.COORDINATOR, Role.COMMITTEE, Role.ADMINISTRATOR)


def asked(event: ProjectDecided) -> Iterable[Notice]:
    """Who may approve an adopted result: nobody who has to do with how it came about."""
    if event.decision != Decision.ADOPT:
        return
    project = db.session.get_one(Project, event.subject_id)
    people = _approvers(project)
    if people:
        yield Notice(
            kind=TO_APPROVE,
            person_ids=people,
            text=_l("Approve the result: “%(title)s”", title=project.title),
            endpoint="projects.follow_up",
            values={"project_id": project.id},
            detail=project.decision_reason or "",
            about=Subject(PROJECT, project.id),
        )


def _approvers(project: Project) -> tuple[int, ...]:
    concerned = interests([project])[project.id]
    for role in ASKED:
        held = people_with_role(role, project.unit_path)
        found = [person.id for person in db.session.scalars(held) if person.id not in concerned]
        if found:
            return tuple(found)
    return ()


def looked_at(event: ResultApproved | ResultReturned) -> Iterable[Notice]:
    """The owner reads what somebody else thinks of the result."""
    project = db.session.get_one(Project, event.subject_id)
    found = approvals_of(project)
    text = (
        _l("The result is approved: “%(title)s”")
        if isinstance(event, ResultApproved)
        else _l("The result is given back: “%(title)s”")
    )
    yield from to_one(
        event,
        APPROVAL,
        project.owner_id,
        text % {"title": project.title},
        endpoint="projects.follow_up",
        detail=found[-1].reason if found else "",
    )


def planned(event: SpreadPlanned) -> Iterable[Notice]:
    """Who brings the change to another place."""
    row = db.session.get_one(Spread, event.spread_id)
    text = _l("Yours to bring to %(place)s: “%(title)s”", place=row.unit.name, title=row.project.title)
    yield from to_one(event, SPREAD, row.person_id, text, endpoint="projects.follow_up", detail=row.note)


TELLS = (
    (ProjectDecided, asked),
    (ResultApproved, looked_at),
    (ResultReturned, looked_at),
    (SpreadPlanned, planned),
)

"""What people hear after a decision."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind
from improve.projects.acting.events import ResultApproved, ResultReturned, SpreadPlanned
from improve.projects.acting.models import Spread
from improve.projects.acting.queries import approvals_of
from improve.projects.models import Project
from improve.projects.notices import GROUP, to_one

APPROVAL = NoticeKind(
    "projects.approval", GROUP, _l("My result is approved or given back"), default=WAITS_FOR_YOU, order=60
)
SPREAD = NoticeKind(
    "projects.spread", GROUP, _l("I take a change to another place"), default=WAITS_FOR_YOU, order=70
)
KINDS = (APPROVAL, SPREAD)


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


TELLS = ((ResultApproved, looked_at), (ResultReturned, looked_at), (SpreadPlanned, planned))

"""What people hear of the checks after an adoption."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind, Subject
from improve.projects.models import Project
from improve.projects.notices import GROUP, PROJECT, to_ideas
from improve.projects.sustaining.events import ProjectReopened, SustainChecked
from improve.projects.sustaining.models import State
from improve.projects.sustaining.values import DAY_WORDS
from improve.suggestions.ports import Step

REOPENED = NoticeKind(
    "projects.reopened", GROUP, _l("My adopted change does not last"), default=WAITS_FOR_YOU, order=80
)
KINDS = (REOPENED,)


def reopened(event: ProjectReopened) -> Iterable[Notice]:
    """The owner has the card again."""
    project = db.session.get_one(Project, event.subject_id)
    if project.owner_id is None:
        return
    when = DAY_WORDS[event.days]
    if event.state == State.MISSING:
        text = _l(
            "Readings are missing at the check after %(when)s: “%(title)s”", when=when, title=project.title
        )
    else:
        text = _l("It slid back at the check after %(when)s: “%(title)s”", when=when, title=project.title)
    yield Notice(
        kind=REOPENED,
        person_ids=(project.owner_id,),
        text=text,
        endpoint="projects.follow_up",
        values={"project_id": project.id},
        about=Subject(PROJECT, project.id),
    )


# What authors and followers read; that readings are missing is the owner's business, and no result.
RESULTS = {
    State.HELD: _l("Checked after %(when)s, and it lasts: “%(title)s”"),
    State.SLID: _l("Checked after %(when)s, and it has slid back: “%(title)s”"),
}


def checked(event: SustainChecked) -> Iterable[Notice]:
    """Authors and followers of the ideas behind the change hear of each check."""
    text = RESULTS.get(State(event.state))
    if text is not None:
        project = db.session.get_one(Project, event.subject_id)
        yield from to_ideas(project, Step.RESULT, text % {"when": DAY_WORDS[event.days]})


TELLS = ((SustainChecked, checked), (ProjectReopened, reopened))

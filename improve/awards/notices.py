"""What people hear of awards."""

from __future__ import annotations

from collections.abc import Iterable

from improve.awards.events import AwardGiven, AwardWithdrawn
from improve.awards.models import Award
from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Notice, NoticeGroup, NoticeKind

GROUP = NoticeGroup("awards", _l("Awards"), 40)
GIVEN = NoticeKind("awards.given", GROUP, _l("An award for me"), order=10)
WITHDRAWN = NoticeKind("awards.withdrawn", GROUP, _l("An award of mine is withdrawn"), order=20)
KINDS = (GIVEN, WITHDRAWN)


def given(event: AwardGiven) -> Iterable[Notice]:
    """The person is congratulated."""
    award = db.session.get_one(Award, event.subject_id)
    yield Notice(
        kind=GIVEN,
        person_ids=(event.person_id,),
        text=_l("You have received an award for “%(title)s”. Thank you!", title=award.project.title),
        detail=award.reason,
        endpoint="awards.show",
        values={"award_id": award.id},
    )


def withdrawn(event: AwardWithdrawn) -> Iterable[Notice]:
    """The person is told why."""
    award = db.session.get_one(Award, event.subject_id)
    yield Notice(
        kind=WITHDRAWN,
        person_ids=(event.person_id,),
        text=_l("Your award for “%(title)s” was withdrawn.", title=award.project.title),
        detail=award.withdrawn_reason or "",
        endpoint="accounts.me",
    )

"""What people hear of photos and files."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Notice, NoticeKind, Subject
from improve.suggestions.attachments.events import AttachmentTakenDown
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.hearing.audience import SUGGESTION
from improve.suggestions.hearing.kinds import MINE
from improve.suggestions.queries import authors_of

KIND = NoticeKind("suggestions.attachment_removed", MINE, _l("A photo or file of mine is removed"), order=60)
KINDS = (KIND,)


def taken_down(event: AttachmentTakenDown) -> Iterable[Notice]:
    """Something at my idea was removed, and why."""
    attachment = db.session.get_one(Attachment, event.attachment_id)
    people = authors_of([event.subject_id])[event.subject_id] - {event.actor_id}
    if people:
        yield Notice(
            kind=KIND,
            person_ids=tuple(sorted(people)),
            text=_l("A file was removed from “%(title)s”", title=attachment.suggestion.title),
            endpoint="suggestions.show",
            values={"suggestion_id": event.subject_id},
            detail=attachment.removal_reason or "",
            about=Subject(SUGGESTION, event.subject_id),
        )


TELLS = ((AttachmentTakenDown, taken_down),)

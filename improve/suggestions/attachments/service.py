"""Adding and removing photos and files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _ln
from improve.core.policy import Actor, authorize
from improve.core.uploads.columns import stored
from improve.core.uploads.values import Inspected
from improve.suggestions import rules
from improve.suggestions.attachments.events import AttachmentRemoved, AttachmentsAdded, AttachmentTakenDown
from improve.suggestions.attachments.models import REMOVAL_REASON, Attachment
from improve.suggestions.attachments.queries import count_of
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission


def attach(suggestion: Suggestion, files: Sequence[Inspected], *, by: Actor) -> list[Attachment]:
    """Add photos and files to one's idea until it is handled. The same content twice is there once."""
    authorize(by, Permission.EDIT, suggestion)
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    rules.check_edit(suggestion.state)
    added = keep(suggestion, files, person_id=by.actor_id)
    if added:
        suggestion.changed_at = clock.now()
        publish(AttachmentsAdded(actor_id=by.actor_id, subject_id=suggestion.id, count=len(added)))
    return added


def keep(suggestion: Suggestion, files: Sequence[Inspected], *, person_id: int | None) -> list[Attachment]:
    """Store files at an idea. The caller has authorized it, holds the idea's lock, and tells of it.

    With `person_id` None nobody is recorded, for ideas whose author must not be.
    """
    present = set(
        db.session.scalars(
            select(Attachment.sha256).where(
                Attachment.suggestion_id == suggestion.id, Attachment.removed_at.is_(None)
            )
        )
    )
    new = list({file.sha256: file for file in files if file.sha256 not in present}.values())
    check_room(count_of(suggestion.id) + len(new))
    added = [Attachment(suggestion_id=suggestion.id, added_by_id=person_id, **stored(file)) for file in new]
    db.session.add_all(added)
    db.session.flush()
    return added


def check_room(wanted: int) -> None:
    """Refuse more photos and files than an idea may have."""
    most: int = current_app.config["ATTACHMENTS_PER_IDEA"]
    if wanted > most:
        raise Refused(_ln("An idea has at most %(n)s file.", "An idea has at most %(n)s files.", most))


def remove(suggestion: Suggestion, attachment: Attachment, *, by: Actor) -> None:
    """Take back what one added, until the idea is handled; nothing of it stays."""
    authorize(by, Permission.EDIT, suggestion)
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    rules.check_edit(suggestion.state)
    suggestion.changed_at = clock.now()
    removed = AttachmentRemoved(actor_id=by.actor_id, subject_id=suggestion.id, attachment_id=attachment.id)
    db.session.delete(attachment)
    publish(removed)


def take_down(suggestion: Suggestion, attachment: Attachment, reason: str, *, by: Actor) -> None:
    """Remove somebody's photo or file for a reason, which the author reads; the file is given up."""
    authorize(by, Permission.MODERATE, suggestion)
    db.session.refresh(attachment, ["removed_at"], with_for_update=True)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = clock.now()
    attachment.removed_by_id = by.actor_id
    attachment.removal_reason = REMOVAL_REASON.check(reason)
    publish(AttachmentTakenDown(actor_id=by.actor_id, subject_id=suggestion.id, attachment_id=attachment.id))

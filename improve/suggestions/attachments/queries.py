"""Questions about photos and files. Whoever asks has found the idea through `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from improve.core.db import LARGEST_ID, db
from improve.suggestions.attachments.models import Attachment


def attachments_of(suggestion_id: int) -> Sequence[Attachment]:
    """The photos and files of an idea in the order they came, those taken down included."""
    return db.session.scalars(
        select(Attachment).where(Attachment.suggestion_id == suggestion_id).order_by(Attachment.id)
    ).all()


def attachment_of(suggestion_id: int, attachment_id: int) -> Attachment | None:
    """One that is still there, of this idea and no other."""
    if not 0 < attachment_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.suggestion_id == suggestion_id,
            Attachment.removed_at.is_(None),
        )
    )


def count_of(suggestion_id: int) -> int:
    """How many an idea has, without those taken down."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Attachment)
            .where(Attachment.suggestion_id == suggestion_id, Attachment.removed_at.is_(None))
        )
        or 0
    )


def keys_in_use() -> Iterator[str]:
    """The keys of all files that ideas still have."""
    yield from db.session.scalars(select(Attachment.key).where(Attachment.removed_at.is_(None)))

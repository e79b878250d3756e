"""Questions about meetings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from improve.core.db import db
from improve.reviews.models import Meeting, Talked


def meeting_of(round_id: int) -> Meeting | None:
    """The meeting of a round."""
    return db.session.scalar(select(Meeting).where(Meeting.round_id == round_id))


def talked_in(round_id: int) -> Sequence[Talked]:
    """What was talked about, in its order."""
    return db.session.scalars(
        select(Talked)
        .join(Meeting, Meeting.id == Talked.meeting_id)
        .where(Meeting.round_id == round_id)
        .order_by(Talked.id)
    ).all()

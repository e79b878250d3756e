"""Which notice holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from improve.core.db import db
from improve.core.localized import Localized
from improve.core.settled import settled
from improve.surveys.processing.models import NoticeRead, ProcessingNotice


@dataclass(frozen=True, slots=True)
class Notice:
    """A version as people read it."""

    id: int
    number: int
    text: Localized
    day: date
    is_own: bool


def _read(row: ProcessingNotice) -> Notice | None:
    return Notice(row.id, row.number, row.text, row.day, row.survey_id is not None) if row.text else None


@settled(ProcessingNotice)
def notice_of(survey_id: int | None) -> Notice | None:
    """What holds for a survey: its own notice, else the company's. None: the company's."""
    newest = select(ProcessingNotice).order_by(ProcessingNotice.number.desc()).limit(1)
    for of in dict.fromkeys((survey_id, None)):
        row = db.session.scalar(
            newest.where(
                ProcessingNotice.survey_id.is_(None) if of is None else ProcessingNotice.survey_id == of
            )
        )
        found = _read(row) if row is not None else None
        if found is not None:
            return found
    return None


def version(survey_id: int, notice_id: int) -> Notice | None:
    """A version that may have stood beside a survey's form, whether it still holds or not."""
    row = db.session.scalar(
        select(ProcessingNotice).where(
            ProcessingNotice.id == notice_id,
            or_(ProcessingNotice.survey_id.is_(None), ProcessingNotice.survey_id == survey_id),
        )
    )
    return _read(row) if row is not None else None


def versions(survey_id: int | None) -> Sequence[ProcessingNotice]:
    """All versions of a survey's own notice or of the company's, newest first."""
    of = (
        ProcessingNotice.survey_id.is_(None) if survey_id is None else ProcessingNotice.survey_id == survey_id
    )
    return db.session.scalars(
        select(ProcessingNotice).where(of).order_by(ProcessingNotice.number.desc())
    ).all()


def read_counts(ids: Sequence[int]) -> dict[int, int]:
    """How many agreed to something with these versions beside the form."""
    found = db.session.execute(
        select(NoticeRead.notice_id, func.count())
        .where(NoticeRead.notice_id.in_(ids))
        .group_by(NoticeRead.notice_id)
    )
    return {row[0]: row[1] for row in found}

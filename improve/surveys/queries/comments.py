"""What people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from improve.core.db import db
from improve.surveys.models import Answer
from improve.surveys.segments.membership import is_in
from improve.surveys.values.kinds import Group


@dataclass(frozen=True, slots=True)
class Comment:
    """A text with its day and the group of the score given with it."""

    day: date
    text: str
    group: Group | None


def comments(
    survey_id: int,
    code: str,
    *,
    groups: Sequence[str],
    limit: int,
    offset: int = 0,
    segment: tuple[str, str] | None = None,
    days: tuple[date, date] | None = None,
) -> list[Comment]:
    """The texts given to a question by people of these groups, newest day first; of a segment and of days only
    where they are asked for.

    Within a day they stand in the order of a random key, which says nothing about who came first.
    """
    statement = select(Answer.day, Answer.text, Answer.value).where(
        Answer.survey_id == survey_id,
        Answer.question_code == code,
        Answer.value.in_(groups),
        Answer.text.is_not(None),
    )
    if segment is not None:
        statement = statement.where(is_in(survey_id, segment, Answer.response_id))
    if days is not None:
        statement = statement.where(Answer.day >= days[0], Answer.day <= days[1])
    rows = db.session.execute(
        statement.order_by(Answer.day.desc(), Answer.response_id.desc()).limit(limit).offset(offset)
    )
    return [
        Comment(day, text, Group(value) if value in tuple(Group) else None)
        for day, text, value in rows
        if text is not None
    ]

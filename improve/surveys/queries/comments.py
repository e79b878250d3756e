"""What people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from improve.core.db import rows
from improve.surveys.models import Answer
from improve.surveys.segments.membership import looked_up
from improve.surveys.values.kinds import Group

_TEXTS = select(Answer.response_id, Answer.day, Answer.text, Answer.value).where(
    Answer.response_id.in_(bindparam("keys", expanding=True)), Answer.question_code == bindparam("code")
)


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
    limit: int,
    offset: int = 0,
    group: Group | None = None,
    segment: tuple[str, str] | None = None,
    days: tuple[date, date] | None = None,
) -> list[Comment]:
    """The texts given to a question, newest day first; of a group of the score, of a segment and of days only where
    they are asked for.

    Within a day they stand in the order of a random key, which says nothing about who came first. The keys come from
    an index in this order, then the rows of one page: a late page does not read those before it.
    """
    keys = select(Answer.response_id).where(
        Answer.survey_id == survey_id, Answer.question_code == code, Answer.text.is_not(None)
    )
    if group is not None:
        keys = keys.where(Answer.value == str(group))
    if segment is not None:
        keys = keys.where(looked_up(survey_id, segment, Answer.response_id))
    if days is not None:
        keys = keys.where(Answer.day >= days[0], Answer.day <= days[1])
    found = rows(keys.order_by(Answer.day.desc(), Answer.response_id.desc()).limit(limit).offset(offset))
    wanted = [row[0] for row in found]
    if not wanted:
        return []
    texts = {row[0]: row for row in rows(_TEXTS, {"keys": wanted, "code": code})}
    return [
        Comment(day, text, Group(value) if value in tuple(Group) else None)
        for _key, day, text, value in (texts[key] for key in wanted if key in texts)
        if text is not None
    ]

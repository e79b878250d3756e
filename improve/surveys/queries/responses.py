"""Single answers, for downloads and recounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from improve.core.db import db
from improve.surveys.models import Answer, Response, Version

PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in form: question's code -> text, or the value where there is none."""

    day: date
    version: int
    language: str
    answers: dict[str, str]
    key: int


def responses(survey_id: int) -> Iterator[Filled]:
    """All filled-in forms, by day and random key; read in portions, so that a million fit."""
    versions = db.session.execute(select(Version.id, Version.number).where(Version.survey_id == survey_id))
    numbers = {row.id: row.number for row in versions}
    last: tuple[date, int] | None = None
    while True:
        statement = (
            select(Response.id, Response.day, Response.version_id, Response.language)
            .where(Response.survey_id == survey_id)
            .order_by(Response.day, Response.id)
            .limit(PORTION)
        )
        if last is not None:
            statement = statement.where(
                or_(Response.day > last[0], and_(Response.day == last[0], Response.id > last[1]))
            )
        portion = db.session.execute(statement).all()
        if not portion:
            return
        answers = _answers([row.id for row in portion])
        for row in portion:
            yield Filled(row.day, numbers[row.version_id], row.language, answers.get(row.id, {}), row.id)
        last = (portion[-1].day, portion[-1].id)


def one_response(response_id: int) -> tuple[Filled, int] | None:
    """One filled-in form, and the id of its wording."""
    row = db.session.execute(
        select(Response.id, Response.day, Response.version_id, Response.language, Version.number)
        .join(Version, Version.id == Response.version_id)
        .where(Response.id == response_id)
    ).first()
    if row is None:
        return None
    answers = _answers([row.id]).get(row.id, {})
    return Filled(row.day, row.number, row.language, answers, row.id), row.version_id


def _answers(response_ids: list[int]) -> dict[int, dict[str, str]]:
    out: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(Answer.response_id, Answer.question_code, Answer.value, Answer.text).where(
            Answer.response_id.in_(response_ids)
        )
    )
    for response_id, code, value, text in rows:
        out.setdefault(response_id, {})[code] = value if text is None else text
    return out

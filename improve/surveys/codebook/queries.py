"""The codebook, the next comment to code, and what was coded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from improve.accounts.models import Person
from improve.core.db import db
from improve.surveys.codebook.models import Code, Coded, GivenCode
from improve.surveys.codebook.rules import Reading, latest
from improve.surveys.models import Answer, Rollup
from improve.surveys.themes.queries import Said, group_of
from improve.surveys.themes.words import mentions


def codes_of(survey_id: int, *, retired: bool = False) -> Sequence[Code]:
    """The codes of a survey, its own first, then those of all surveys."""
    statement = select(Code).where(or_(Code.survey_id == survey_id, Code.survey_id.is_(None)))
    if not retired:
        statement = statement.where(Code.is_retired.is_(False))
    return db.session.scalars(statement.order_by(Code.survey_id.is_(None), Code.position, Code.id)).all()


def pointed(codes: Sequence[Code], text: str) -> frozenset[int]:
    """The codes whose words occur in a comment."""
    return frozenset(code.id for code in codes if mentions(text, code.word_list))


def code_of(survey_id: int, code_id: int) -> Code | None:
    """One of them, retired or not."""
    return next((code for code in codes_of(survey_id, retired=True) if code.id == code_id), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many comments to a question there are, and how many of them a person has coded."""

    done: int
    all: int


def progress(survey_id: int, question_code: str, coder_id: int | None) -> Progress:
    """How far a person is."""
    # Every text is counted in the roll-up; counting a hundred thousand rows took SQLite a third of a second.
    comments = select(func.sum(Rollup.count)).where(
        Rollup.survey_id == survey_id, Rollup.question_code == question_code
    )
    coded = select(func.count()).where(
        Coded.survey_id == survey_id, Coded.question_code == question_code, Coded.coder_id == coder_id
    )
    return Progress(db.session.scalar(coded) or 0, int(db.session.scalar(comments) or 0))


def next_uncoded(
    survey_id: int, question_code: str, coder_id: int | None, after: tuple[date, int] | None = None
) -> Said | None:
    """The newest comment that this person has not coded; `after` skips down to one (day, response)."""
    mine = and_(
        Coded.response_id == Answer.response_id,
        Coded.question_code == Answer.question_code,
        Coded.coder_id == coder_id,
    )
    statement = (
        select(Answer.response_id, Answer.day, Answer.text, Answer.value)
        .outerjoin(Coded, mine)
        .where(
            Answer.survey_id == survey_id,
            Answer.question_code == question_code,
            Answer.text.is_not(None),
            Coded.coder_id.is_(None),
        )
    )
    if after is not None:
        day, response_id = after
        statement = statement.where(
            or_(Answer.day < day, and_(Answer.day == day, Answer.response_id < response_id))
        )
    row = db.session.execute(
        statement.order_by(Answer.day.desc(), Answer.response_id.desc()).limit(1)
    ).first()
    return None if row is None else Said(row[0], row[1], row[2] or "", group_of(row[3]))


def comment_of(survey_id: int, question_code: str, response_id: int) -> Said | None:
    """One comment."""
    row = db.session.execute(
        select(Answer.response_id, Answer.day, Answer.text, Answer.value).where(
            Answer.response_id == response_id,
            Answer.question_code == question_code,
            Answer.survey_id == survey_id,
            Answer.text.is_not(None),
        )
    ).first()
    return None if row is None else Said(row[0], row[1], row[2] or "", group_of(row[3]))


def codes_given(response_id: int, question_code: str, coder_id: int | None) -> frozenset[int]:
    """The codes that a person gave to a comment."""
    return frozenset(
        db.session.scalars(
            select(GivenCode.code_id).where(
                GivenCode.response_id == response_id,
                GivenCode.question_code == question_code,
                GivenCode.coder_id == coder_id,
            )
        )
    )


def readings(survey_id: int, question_code: str) -> list[Reading]:
    """All readings of the comments to a question, the oldest first."""
    given: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    mine = and_(Coded.survey_id == survey_id, Coded.question_code == question_code)
    pair = and_(
        GivenCode.response_id == Coded.response_id,
        GivenCode.question_code == Coded.question_code,
        GivenCode.coder_id == Coded.coder_id,
    )
    for response_id, coder_id, code_id in db.session.execute(
        select(GivenCode.response_id, GivenCode.coder_id, GivenCode.code_id).join(Coded, pair).where(mine)
    ):
        given[response_id, coder_id].add(code_id)
    rows = db.session.execute(
        select(Coded.response_id, Coded.coder_id, Answer.value)
        .join(
            Answer,
            and_(Answer.response_id == Coded.response_id, Answer.question_code == Coded.question_code),
        )
        .where(mine)
        .order_by(Coded.at, Coded.coder_id)
    )
    return [
        Reading(response_id, coder_id, group_of(value), frozenset(given[response_id, coder_id]))
        for response_id, coder_id, value in rows
    ]


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    """Who coded."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row[0]: row[1] for row in rows}


def codes_by_response(survey_id: int) -> dict[int, dict[str, frozenset[int]]]:
    """Response -> question -> the codes of its latest reading, for downloads; only comments that were coded."""
    questions = select(Coded.question_code).where(Coded.survey_id == survey_id).distinct()
    out: defaultdict[int, dict[str, frozenset[int]]] = defaultdict(dict)
    for code in db.session.scalars(questions.order_by(Coded.question_code)).all():
        for reading in latest(readings(survey_id, code)):
            out[reading.response_id][code] = reading.codes
    return dict(out)

"""Keeping files until their form is sent in, and giving them to their answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.messages import _l
from improve.core.uploads.columns import stored
from improve.core.uploads.values import Inspected
from improve.surveys.models import Survey
from improve.surveys.queries.surveys import company_today
from improve.surveys.rules.answers import Given
from improve.surveys.sittings.service import KEPT_DAYS
from improve.surveys.uploads.models import Upload
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec

# Files that wait for their form: beyond, somebody is filling the disk.
MOST_WAITING = 500
FULL = _l(
    "Very many files are being sent at the moment. Please try again later, or send your answer without."
)


def keep(survey: Survey, code: str, files: Sequence[Inspected]) -> list[str]:
    """Store files for a question until the form is sent in; answers their keys."""
    waiting = select(func.count()).where(Upload.survey_id == survey.id, Upload.response_id.is_(None))
    if (db.session.scalar(waiting) or 0) + len(files) > MOST_WAITING:
        raise Refused(FULL)
    today = company_today()
    rows = [Upload(survey_id=survey.id, question_code=code, day=today, **stored(file)) for file in files]
    for row in rows:
        row.added_at = row.added_at.replace(hour=0, minute=0, second=0, microsecond=0)
    db.session.add_all(rows)
    db.session.flush()
    return [row.key for row in rows]


def _for_answer(survey: Survey, response_id: int | None) -> Select[tuple[Upload]]:
    """The files that a form may name: those that wait, and those of the answer it changes."""
    mine = or_(Upload.response_id.is_(None), Upload.response_id == response_id)
    return select(Upload).where(Upload.survey_id == survey.id, mine)


def known(
    survey: Survey, specs: Sequence[Spec], answers: Mapping[str, Any], response_id: int | None = None
) -> dict[str, Any]:
    """The answers, of whose files only those are left that are there for their question."""
    out = dict(answers)
    codes = [spec.code for spec in specs if spec.kind is Kind.FILE and isinstance(out.get(spec.code), str)]
    named = {key for code in codes for key in out[code].split()[:100]}
    if not named:
        return out
    rows = db.session.scalars(_for_answer(survey, response_id).where(Upload.key.in_(named))).all()
    there = {(row.question_code, row.key) for row in rows}
    for code in codes:
        out[code] = " ".join(key for key in dict.fromkeys(out[code].split()) if (code, key) in there)
    return out


def named(
    survey: Survey, specs: Sequence[Spec], answers: Mapping[str, Any], given: Sequence[Given]
) -> tuple[Given, ...]:
    """The clean answers, with the names of their files as their text."""
    codes = {spec.code for spec in specs if spec.kind is Kind.FILE}
    names = names_of(survey.id, " ".join(str(answers.get(code) or "") for code in codes)) if codes else {}
    return tuple(
        replace(one, text="; ".join(names[key] for key in str(answers[one.code]).split() if key in names))
        if one.code in codes
        else one
        for one in given
    )


def attach(
    survey: Survey,
    response_id: int,
    specs: Sequence[Spec],
    answers: Mapping[str, Any],
    given: Sequence[Given],
) -> None:
    """Give the files to their answer; what the answer had before and names no more is deleted."""
    codes = {spec.code for spec in specs if spec.kind is Kind.FILE}
    if not codes:
        return
    keys = [key for one in given if one.code in codes for key in str(answers[one.code]).split()]
    db.session.execute(delete(Upload).where(Upload.response_id == response_id, Upload.key.not_in(keys)))
    if keys:
        mine = or_(Upload.response_id.is_(None), Upload.response_id == response_id)
        db.session.execute(
            update(Upload)
            .where(Upload.survey_id == survey.id, Upload.key.in_(keys), mine)
            .values(response_id=response_id, day=company_today())
        )


def given_of(response_id: int) -> dict[str, str]:
    """Question -> the keys of an answer's files, as its form names them."""
    out: dict[str, str] = {}
    rows = select(Upload.question_code, Upload.key).where(Upload.response_id == response_id)
    for code, key in db.session.execute(rows.order_by(Upload.id)):
        out[code] = f"{out[code]} {key}" if code in out else key
    return out


def names_of(survey_id: int, keys: str) -> dict[str, str]:
    """Key -> name, of those that exist."""
    found = keys.split()[:200]
    if not found:
        return {}
    rows = select(Upload.key, Upload.name).where(Upload.survey_id == survey_id, Upload.key.in_(found))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def of_survey(survey_id: int) -> Select[tuple[Upload]]:
    """The files of all answers, the newest day first; within a day in the order of a random key."""
    return (
        select(Upload)
        .where(Upload.survey_id == survey_id, Upload.response_id.is_not(None))
        .order_by(Upload.day.desc(), Upload.key)
    )


def questions_with_files(survey_id: int) -> set[str]:
    """The questions for which some answer has a file."""
    mine = (Upload.survey_id == survey_id, Upload.response_id.is_not(None))
    return set(db.session.scalars(select(Upload.question_code).where(*mine).distinct()))


def files_of(response_ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The keys of the files of these answers, by question; in the order of the keys, which says nothing."""
    out: dict[int, dict[str, list[str]]] = {}
    if not response_ids:
        return out
    rows = select(Upload.response_id, Upload.question_code, Upload.key).where(
        Upload.response_id.in_(response_ids)
    )
    for response_id, code, key in db.session.execute(rows.order_by(Upload.key)):
        if response_id is not None:
            out.setdefault(response_id, {}).setdefault(code, []).append(key)
    return out


def keys_in_use() -> Iterator[str]:
    """What the storage must keep."""
    yield from db.session.scalars(select(Upload.key))


def forget() -> int:
    """Delete files whose form was never sent in; answers how many."""
    before = clock.today() - timedelta(days=KEPT_DAYS)
    result: Any = db.session.execute(delete(Upload).where(Upload.response_id.is_(None), Upload.day < before))
    return int(result.rowcount)

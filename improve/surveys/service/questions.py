"""Writing the questions of a wording that is not published yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import SurveyChanged
from improve.surveys.models import Question, Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import draft_version, question_of
from improve.surveys.rules.standing import check_being_written
from improve.surveys.rules.wording import Texts, free_code, rewritten
from improve.surveys.service.settings import row_of, write
from improve.surveys.values.kinds import SCALES, Kind
from improve.surveys.values.questions import Choice, Spec, laid_out, leading_score, spec_of, specs_of
from improve.surveys.values.settings import MOST_QUESTIONS, NewQuestion
from improve.surveys.values.starters import NAMES_OF_ENDS


def add_question(survey: Survey, data: NewQuestion, *, by: Actor) -> Question:
    """Add a question at the end; its further texts are written next."""
    version = _being_written(survey, by)
    if len(version.questions) >= MOST_QUESTIONS:
        raise Refused(
            _l("A survey has at most %(most)s questions: people stop answering.", most=MOST_QUESTIONS)
        )
    kind = Kind(data.kind)
    code = free_code(kind, _codes_used(survey))
    row = row_of(_fresh(code, kind, data, version), len(version.questions) + 1)
    version.questions.append(row)
    _lay_out(version)
    _tell(survey, by, code)
    return row


def rewrite_question(survey: Survey, code: str, texts: Texts, *, by: Actor) -> None:
    """Change the texts of a question."""
    version = _being_written(survey, by)
    row = _question(version, code)
    write(row, rewritten(spec_of(row), texts, _choices_used(survey, code)))
    _tell(survey, by, code)


def move_question(survey: Survey, code: str, step: int, *, by: Actor) -> None:
    """Move a question up (-1) or down (1); at the end of the list nothing happens."""
    version = _being_written(survey, by)
    row = _question(version, code)
    order = list(version.questions)
    place = order.index(row)
    target = min(max(place + step, 0), len(order) - 1)
    if target == place:
        return
    order.insert(target, order.pop(place))
    _number(order)
    _lay_out(version)
    _tell(survey, by, "order")


def remove_question(survey: Survey, code: str, *, by: Actor) -> None:
    """Take a question out of the wording."""
    version = _being_written(survey, by)
    version.questions.remove(_question(version, code))
    _number(version.questions)
    _lay_out(version)
    _tell(survey, by, code)


def _being_written(survey: Survey, by: Actor) -> Version:
    authorize(by, Permission.MANAGE, survey)
    version = draft_version(survey)
    check_being_written(version is not None)
    assert version is not None  # noqa: S101  (checked by the rule above)
    return version


def _question(version: Version, code: str) -> Question:
    row = question_of(version, code)
    if row is None:
        raise Missing()
    return row


def _fresh(code: str, kind: Kind, data: NewQuestion, version: Version) -> Spec:
    leading = leading_score(specs_of(version.questions))
    spec = Spec(code=code, kind=kind, text=data.text)
    if kind in SCALES:
        low, high = NAMES_OF_ENDS[kind]
        return replace(
            spec, low_label=low, high_label=high, is_required=leading is None, offers_not_sure=True
        )
    return replace(spec, about=leading.code if leading is not None and spec.is_text else None)


def _number(rows: Sequence[Question]) -> None:
    for position, row in enumerate(rows, 1):
        row.position = position


def _lay_out(version: Version) -> None:
    """Give the questions their pages anew, and the texts the score they are about if that one is still there."""
    rows = sorted(version.questions, key=lambda row: row.position)
    specs = laid_out(specs_of(rows))
    leading = leading_score(specs)
    codes = {spec.code for spec in specs}
    for row, spec in zip(rows, specs, strict=True):
        about = spec.about if spec.about in codes else (leading.code if leading and spec.is_text else None)
        write(row, replace(spec, about=about))


def _codes_used(survey: Survey) -> set[str]:
    return set(db.session.scalars(select(Question.code).join(Version).where(Version.survey_id == survey.id)))


def _choices_used(survey: Survey, code: str) -> list[Choice]:
    rows = db.session.scalars(
        select(Question)
        .join(Version)
        .where(Version.survey_id == survey.id, Question.code == code)
        .order_by(Version.number.desc())
    )
    return [choice for row in rows for choice in spec_of(row).choices]


def _tell(survey: Survey, by: Actor, changed: str) -> None:
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=(changed,)))

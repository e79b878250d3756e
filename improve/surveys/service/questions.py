"""Writing the questions of a wording that is not published yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import SurveyChanged
from improve.surveys.logic import judging
from improve.surveys.logic.expressions import LogicError
from improve.surveys.logic.judging import checked
from improve.surveys.logic.paths import depends_on, laid_out
from improve.surveys.models import Question, Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import draft_version, published_version, question_of
from improve.surveys.rules.standing import check_being_written
from improve.surveys.rules.wording import free_code, rewritten
from improve.surveys.service.settings import row_of, write
from improve.surveys.turns import take_turn
from improve.surveys.values.kinds import SCALES, Kind
from improve.surveys.values.questions import Choice, Spec, leading_score, spec_of, specs_of
from improve.surveys.values.settings import MOST_QUESTIONS
from improve.surveys.values.starters import NAMES_OF_ENDS
from improve.surveys.values.texts import NewQuestion, Texts


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
    rows_used = _choices_used(survey, code, rows=True)
    spec = rewritten(spec_of(row), texts, _choices_used(survey, code), rows_used)
    spec = _with_conditions(spec, specs_of(version.questions))
    write(row, _with_revision(survey, spec))
    if texts.code and texts.code != code:
        _recode(survey, version, row, texts.code)
    _lay_out(version)
    _tell(survey, by, code)


def _with_conditions(spec: Spec, specs: Sequence[Spec]) -> Spec:
    """The question with its conditions in our notation; `Invalid` where one cannot be read or asks too early.

    Who writes a condition has reviewed what another product had in its place.
    """
    place = next(place for place, one in enumerate(specs) if one.code == spec.code)
    changes: dict[str, Any] = {}
    for name, earlier in (("show_if", specs[:place]), ("end_if", (*specs[:place], spec))):
        expression = getattr(spec, name)
        if expression:
            try:
                changes[name] = checked(expression, earlier)
            except LogicError as error:
                raise Invalid.field(name, error.message) from error
    return replace(spec, **changes, unread="" if spec.show_if else spec.unread)


def _with_revision(survey: Survey, spec: Spec) -> Spec:
    """What somebody agrees to has a number that rises when its text differs from the one published before."""
    if spec.kind is not Kind.CONSENT:
        return spec
    current = published_version(survey)
    row = question_of(current, spec.code) if current is not None else None
    if row is None:
        return replace(spec, revision=1)
    before = spec_of(row)
    return replace(spec, revision=before.revision + (before.text != spec.text))


def _recode(survey: Survey, version: Version, row: Question, code: str) -> None:
    """Give a question another code: as long as nobody has answered it and nothing refers to it."""
    published = published_version(survey)
    if published is not None and question_of(published, row.code) is not None:
        raise Invalid.field("code", _l("The code stays: answers are stored under it."))
    if code.lower() in {used.lower() for used in _codes_used(survey)} - {row.code.lower()}:
        raise Invalid.field("code", _l("Another question has this code."))
    if any(
        row.code in depends_on(spec) or row.code in judging.codes(spec.end_if)
        for spec in specs_of(version.questions)
    ):
        raise Invalid.field("code", _l("Other questions refer to this code. Change them first."))
    row.code = code


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
    take_turn(survey.id)
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
    if kind is Kind.RATING:
        low, high = NAMES_OF_ENDS[Kind.CSAT]
        return replace(spec, low_label=low, high_label=high, offers_not_sure=True)
    if kind is Kind.CONSENT:
        return replace(spec, is_required=True)
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


def _choices_used(survey: Survey, code: str, *, rows: bool = False) -> list[Choice]:
    found = db.session.scalars(
        select(Question)
        .join(Version)
        .where(Version.survey_id == survey.id, Question.code == code)
        .order_by(Version.number.desc())
    )
    specs = [spec_of(row) for row in found]
    return [item for spec in specs for item in (spec.rows if rows else spec.choices)]


def _tell(survey: Survey, by: Actor, changed: str) -> None:
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=(changed,)))

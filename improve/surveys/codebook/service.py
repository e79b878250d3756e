"""Writing the codebook and coding comments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows, authorize
from improve.surveys.codebook.models import Code, Coded, GivenCode
from improve.surveys.codebook.queries import codes_of
from improve.surveys.codebook.values import CodeTexts
from improve.surveys.events import CodebookChanged, CommentCoded
from improve.surveys.models import Answer, Survey
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.themes.values import USUAL

MOST_CODES = 40
NOT_YOURS = _l("Shared codes are changed by those who manage the surveys of the whole company.")


def add_code(survey: Survey, data: CodeTexts, *, by: Actor) -> Code:
    """Add a code at the end, to this survey or to all."""
    authorize(by, Permission.MANAGE, survey)
    _check_room(survey, 1)
    code = Code(position=_next_position(survey))
    _write(code, survey, data, by, is_new=True)
    db.session.add(code)
    db.session.flush()
    publish(CodebookChanged(actor_id=by.actor_id, subject_id=survey.id))
    return code


def change_code(survey: Survey, code: Code, data: CodeTexts, *, by: Actor) -> None:
    """Change the texts of a code, whom it is for, and whether it is still offered."""
    authorize(by, Permission.MANAGE, survey)
    _write(code, survey, data, by)
    publish(CodebookChanged(actor_id=by.actor_id, subject_id=survey.id))


def begin_with_usual(survey: Survey, *, by: Actor) -> int:
    """Put the usual themes into an empty codebook; answers how many."""
    authorize(by, Permission.MANAGE, survey)
    if any(code.survey_id is not None for code in codes_of(survey.id, retired=True)):
        raise Refused(_l("This survey has a codebook already."))
    _check_room(survey, len(USUAL))
    first = _next_position(survey)
    db.session.add_all(
        Code(survey_id=survey.id, name=theme.name, words="\n".join(theme.words), position=place)
        for place, theme in enumerate(USUAL, first)
    )
    publish(CodebookChanged(actor_id=by.actor_id, subject_id=survey.id))
    return len(USUAL)


def _write(code: Code, survey: Survey, data: CodeTexts, by: Actor, *, is_new: bool = False) -> None:
    before_shared = not is_new and code.survey_id is None
    if (data.is_shared or before_shared) and not allows(by, Permission.MANAGE, WHOLE):
        raise Refused(NOT_YOURS)
    code.name, code.description = data.name, data.description
    code.words = "\n".join(dict.fromkeys(line.strip() for line in data.words.split("\n") if line.strip()))
    code.is_retired = data.is_retired
    if data.is_shared or not before_shared:
        # A shared code stays shared: other surveys count with it.
        code.survey_id = None if data.is_shared else survey.id


def _next_position(survey: Survey) -> int:
    return max((code.position for code in codes_of(survey.id, retired=True)), default=0) + 1


def _check_room(survey: Survey, more: int) -> None:
    if len(codes_of(survey.id)) + more > MOST_CODES:
        raise Refused(
            _l("A codebook has at most %(most)s codes: nobody keeps more in mind.", most=MOST_CODES)
        )


def code_comment(
    survey: Survey, response_id: int, question_code: str, code_ids: Collection[int], *, by: Actor
) -> None:
    """Say which codes a comment has; what this person said of it before is replaced. `Missing` without comment."""
    authorize(by, Permission.MANAGE, survey)
    # The comment is held until the end: one that is changed or deleted meanwhile takes its codes along.
    answer = db.session.scalar(
        select(Answer)
        .where(
            Answer.response_id == response_id,
            Answer.question_code == question_code,
            Answer.survey_id == survey.id,
            Answer.text.is_not(None),
        )
        .with_for_update()
    )
    known = {code.id for code in codes_of(survey.id)}
    if answer is None or by.actor_id is None or not known >= set(code_ids):
        raise Missing()
    mine = {"response_id": response_id, "question_code": question_code, "coder_id": by.actor_id}
    db.session.execute(delete(Coded).filter_by(**mine))
    tables: tuple[Any, Any] = (Coded.__table__, GivenCode.__table__)
    db.session.execute(insert(tables[0]), {**mine, "survey_id": survey.id, "at": clock.now()})
    if code_ids:
        db.session.execute(insert(tables[1]), [{**mine, "code_id": code_id} for code_id in sorted(code_ids)])
    publish(CommentCoded(actor_id=by.actor_id, subject_id=survey.id))

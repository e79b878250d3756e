"""Which forms are in a segment, asked of the single answers: for comments, single days, and counting anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false
from sqlalchemy.orm import aliased

from improve.surveys.models import Answer, Response
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.segments.rules import LANGUAGE, Combination, saved_number


def is_in(survey_id: int, segment: tuple[str, str], response_id: Any) -> ColumnElement[bool]:
    """Is the form of this column in a segment?"""
    code, value = segment
    if saved_number(code) is None:
        return _has(code, (value,), response_id)
    found = next((one for one in chosen_for(survey_id).combinations if one.code == code), None)
    return false() if found is None else fits(found, response_id)


def fits(combination: Combination, response_id: Any) -> ColumnElement[bool]:
    """Does the form of this column fit a combination?"""
    return and_(*(_has(code, sorted(values), response_id) for code, values in combination.conditions))


def _has(code: str, values: Iterable[str], response_id: Any) -> ColumnElement[bool]:
    if code == LANGUAGE:
        form = aliased(Response)
        return exists().where(form.id == response_id, form.language.in_(tuple(values)))
    other = aliased(Answer)
    return exists().where(
        other.response_id == response_id, other.question_code == code, other.value.in_(tuple(values))
    )

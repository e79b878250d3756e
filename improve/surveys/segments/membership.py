"""Which forms are in a segment, asked of the single answers: for comments, single days, and counting anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select
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


def looked_up(survey_id: int, segment: tuple[str, str], response_id: Any) -> ColumnElement[bool]:
    """The same where few forms are taken in an order that an index has: each is looked up by its key. Of `exists`
    PostgreSQL makes a join that reads all answers of the segment first."""
    code, value = segment
    if saved_number(code) is None:
        return _value_of(code, response_id).in_((value,))
    found = next((one for one in chosen_for(survey_id).combinations if one.code == code), None)
    conditions = found.conditions if found is not None else ()
    parts = [_value_of(code, response_id).in_(sorted(values)) for code, values in conditions]
    return false() if found is None else and_(*parts)


def _value_of(code: str, response_id: Any) -> ColumnElement[str]:
    if code == LANGUAGE:
        form = aliased(Response)
        return select(form.language).where(form.id == response_id).scalar_subquery()
    other = aliased(Answer)
    mine = (other.response_id == response_id, other.question_code == code)
    return select(other.value).where(*mine).scalar_subquery()


def _has(code: str, values: Iterable[str], response_id: Any) -> ColumnElement[bool]:
    if code == LANGUAGE:
        form = aliased(Response)
        return exists().where(form.id == response_id, form.language.in_(tuple(values)))
    other = aliased(Answer)
    return exists().where(
        other.response_id == response_id, other.question_code == code, other.value.in_(tuple(values))
    )

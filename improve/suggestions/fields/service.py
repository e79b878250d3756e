"""Defining extra fields and storing their answers."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, func, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l, _ln
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions.fields.events import FieldAdded, FieldChanged
from improve.suggestions.fields.kinds import kinds
from improve.suggestions.fields.models import Field, FieldAnswer, FieldVersion
from improve.suggestions.fields.values import (
    MOST_FIELDS,
    FieldData,
    FieldText,
    Kind,
    Values,
    checked_range,
    options_of,
)
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission

COLUMNS: dict[str, str] = {Kind.TEXT: "text", Kind.PROSE: "text", Kind.NUMBER: "number"}
OUTSIDE = ("code", "order", "is_required", "is_closed")  # no part of a version


def add_field(category: Category, data: FieldData, *, by: Actor) -> Field:
    """Give a category one more field."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    db.session.refresh(category, with_for_update=True)
    count = db.session.scalar(select(func.count()).select_from(Field).where(Field.category_id == category.id))
    if (count or 0) >= MOST_FIELDS:
        raise Refused(
            _ln("A category has at most %(n)s field.", "A category has at most %(n)s fields.", MOST_FIELDS)
        )
    if data.kind not in kinds():
        raise Invalid.field("kind", _l("This is not one of the choices."))
    text = _text(data, ())
    _check_code(category.id, data.code, None)
    field = Field(
        category_id=category.id,
        kind=data.kind,
        code=data.code or f"F{token_hex(3)}",
        order=data.order,
        is_required=data.is_required,
        is_closed=data.is_closed,
        versions=[_version(text, 1)],
    )
    db.session.add(field)
    db.session.flush()
    publish(FieldAdded(actor_id=by.actor_id, subject_id=category.id, field_id=field.id))
    return field


def change_field(field: Field, data: FieldData, *, by: Actor) -> None:
    """Change a field; new words are a new version, and answers to the old one keep theirs. The kind stays."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    db.session.refresh(field, with_for_update=True)
    _check_code(field.category_id, data.code, field.id)
    before = field.newest.text
    text = _text(data, before.options, kind=field.kind)
    wanted = {**{name: getattr(data, name) for name in OUTSIDE}, "code": data.code or field.code}
    changed = [name for name, value in wanted.items() if getattr(field, name) != value]
    for name in changed:
        setattr(field, name, wanted[name])
    if text != before:
        field.versions.append(_version(text, field.newest.number + 1))
        changed.append("text")
    if changed:
        publish(
            FieldChanged(
                actor_id=by.actor_id, subject_id=field.category_id, field_id=field.id, changed=tuple(changed)
            )
        )


def _text(data: FieldData, present: tuple[Any, ...], *, kind: str | None = None) -> FieldText:
    """The part of the data that the kind uses."""
    kind = kind or data.kind
    checked_range(data.low, data.high)
    is_number = kind == Kind.NUMBER
    return FieldText(
        label=data.label,
        help=data.help,
        unit=data.unit if is_number else "",
        low=data.low if is_number else None,
        high=data.high if is_number else None,
        options=options_of(data.options, present) if kind == Kind.CHOICE else (),
    )


def _version(text: FieldText, number: int) -> FieldVersion:
    return FieldVersion(
        number=number,
        label=text.label,
        help=text.help,
        unit=text.unit,
        low=text.low,
        high=text.high,
        options=[{"code": option.code, "text": dict(option.text)} for option in text.options],
        made_at=clock.now(),
    )


def _check_code(category_id: int, code: str | None, own_id: int | None) -> None:
    if code is None:
        return
    taken = db.session.scalar(select(Field.id).where(Field.category_id == category_id, Field.code == code))
    if taken is not None and taken != own_id:
        raise Invalid.field("code", _l("Another field of this category already has this code."))


def answer(suggestion: Suggestion, values: Values, fields: Mapping[int, Field]) -> bool:
    """Store checked answers to these fields in place of earlier ones; did anything change?

    The caller has authorized the change of the idea and tells of it. Answers to other fields stay as they are:
    an idea that moves to another category keeps what its author said.
    """
    present = {
        row.field_id: row
        for row in db.session.scalars(select(FieldAnswer).where(FieldAnswer.suggestion_id == suggestion.id))
    }
    before = {field_id: row.value for field_id, row in present.items() if field_id in fields}
    if before == values:
        return False
    gone = [field_id for field_id in before if before[field_id] != values.get(field_id)]
    db.session.execute(
        delete(FieldAnswer).where(FieldAnswer.suggestion_id == suggestion.id, FieldAnswer.field_id.in_(gone))
    )
    for field_id, value in values.items():
        if before.get(field_id) != value:
            db.session.add(_answer(suggestion, fields[field_id], value))
    db.session.flush()
    return True


def _answer(suggestion: Suggestion, field: Field, value: Any) -> FieldAnswer:
    column = COLUMNS.get(field.kind, "choice")
    return FieldAnswer(
        suggestion_id=suggestion.id, field_id=field.id, version_id=field.newest.id, **{column: value}
    )

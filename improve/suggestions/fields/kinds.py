"""The kinds of extra fields: our own and those that other features bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor
from improve.core.text import fold
from improve.core.values import FieldError, is_blank
from improve.suggestions.fields.models import Field, FieldAnswer
from improve.suggestions.fields.values import KIND_WORDS, Answered, Kind, Values, constraint_of
from improve.suggestions.ports import FIELD_TYPE, FieldType
from improve.web.features import contributed
from improve.web.formatting import number


def types() -> dict[str, FieldType]:
    """The kinds that other features bring, by code."""
    found: Sequence[FieldType] = contributed(current_app, FIELD_TYPE)
    return {item.code: item for item in found}


def kinds() -> dict[str, LazyText]:
    """All kinds and what they are called."""
    return {**KIND_WORDS, **{code: item.label for code, item in types().items()}}


def options_for(field: Field, actor: Actor) -> list[tuple[str, str]]:
    """The entries one may choose from: code and words."""
    if field.kind in types():
        return [(str(code), str(text)) for code, text in types()[field.kind].options(actor)]
    return [(option.code, str(option.text)) for option in field.newest.text.options]


def words_of(field: Field, actor: Actor) -> dict[str, str]:
    """The codes of a list's entries by their folded words, in whatever language; {} where any words will do."""
    if field.kind in (Kind.TEXT, Kind.PROSE, Kind.NUMBER):
        return {}
    words = {fold(text): code for code, text in options_for(field, actor)}
    for option in field.newest.text.options:
        words |= {fold(text): option.code for text in option.text.values()}
    return words


def checked(
    fields: Sequence[Field], raw: Mapping[int, Any], actor: Actor, *, required: bool = True
) -> tuple[Values, dict[int, LazyText]]:
    """The typed answers, and what is wrong with the others, by the id of the field."""
    values: Values = {}
    problems: dict[int, LazyText] = {}
    for field in fields:
        given = raw.get(field.id)
        if is_blank(given):
            if field.is_required and required:
                problems[field.id] = _l("This is needed. Please fill it in.")
            continue
        codes = () if field.kind in (Kind.TEXT, Kind.PROSE, Kind.NUMBER) else options_for(field, actor)
        constraint = constraint_of(field.kind, field.newest.text, tuple(code for code, _text in codes))
        try:
            values[field.id] = constraint.check(given)
        except FieldError as error:
            problems[field.id] = error.message
    return values, problems


def checked_by_code(fields: Sequence[Field], raw: Mapping[str, Any], actor: Actor) -> Values:
    """The same by the codes of the fields, as the API sends them; raises `Invalid`."""
    by_code = {field.code: field for field in fields}
    unknown = [code for code in raw if code not in by_code]
    if unknown:
        raise Invalid.field("fields", _l("This category has no field “%(code)s”.", code=unknown[0]))
    values, problems = checked(fields, {by_code[code].id: value for code, value in raw.items()}, actor)
    if problems:
        codes = {field.id: field.code for field in fields}
        raise Invalid({f"fields.{codes[field_id]}": [message] for field_id, message in problems.items()})
    return values


def shown(answer: FieldAnswer) -> Answered:
    """An answer in the words of the version it was given to."""
    value, text = answer.value, answer.version.text
    words, href = str(value), None
    if isinstance(value, float):
        words = number(value)
    elif answer.field.kind in types():
        kind = types()[answer.field.kind]
        words, href = str(kind.shown(value)), kind.href(value)
    elif answer.field.kind == Kind.CHOICE:
        words = next((str(option.text) for option in text.options if option.code == value), words)
    return Answered(
        code=answer.field.code,
        label=text.label,
        value=value,
        shown=words,
        unit=text.unit,
        href=href,
        is_long=answer.field.kind == Kind.PROSE,
    )

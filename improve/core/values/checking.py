"""From raw input to a value, and from a value class to its JSON Schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from typing import Any, TypeVar, get_type_hints

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.values.constraint import Constraint, FieldError

V = TypeVar("V")


@dataclass(frozen=True)
class Field:
    """One field of a value class."""

    name: str
    constraint: Constraint
    required: bool
    default: Any


@cache
def fields_of(cls: type) -> dict[str, Field]:
    """The constrained fields of a value class, in order."""
    hints = get_type_hints(cls, include_extras=True)
    out: dict[str, Field] = {}
    for item in dataclasses.fields(cls):
        constraint = next(
            (m for m in getattr(hints[item.name], "__metadata__", ()) if isinstance(m, Constraint)), None
        )
        if constraint is None:
            raise TypeError(f"{cls.__name__}.{item.name} has no constraint")
        required = item.default is MISSING and item.default_factory is MISSING
        default = None if required else item.default
        if item.default_factory is not MISSING:
            default = item.default_factory()
        out[item.name] = Field(item.name, constraint, required, default)
    return out


def is_blank(raw: Any) -> bool:
    """Nothing was given."""
    return (
        raw is None
        or (isinstance(raw, str) and not raw.strip())
        or (isinstance(raw, Mapping) and all(is_blank(value) for value in raw.values()))
    )


def check(cls: type[V], raw: Mapping[str, Any], *, known_only: bool = False) -> V:
    """The value of class `cls` in `raw`, or `Invalid` with every field's messages.

    `known_only` refuses fields that the class does not have (the API's rule; a form has its own extras).
    """
    errors: dict[str, list[LazyText]] = {}
    values: dict[str, Any] = {}
    known = fields_of(cls)  # type: ignore[arg-type]  # a class is hashable
    if known_only:
        for name in raw:
            if name not in known:
                errors[str(name)[:100]] = [_l("This field is not known here.")]
    for name, item in known.items():
        given = raw.get(name)
        if is_blank(given):
            if item.required:
                errors[name] = [_l("This is needed. Please fill it in.")]
            else:
                values[name] = item.default
            continue
        try:
            values[name] = item.constraint.check(given)
        except FieldError as error:
            errors[name] = [error.message]
    if errors:
        raise Invalid(errors)
    return cls(**values)


def schema_of(cls: type) -> dict[str, Any]:
    """The JSON Schema of a value class, for the OpenAPI document."""
    known = fields_of(cls)
    properties = {}
    for name, item in known.items():
        schema = item.constraint.schema()
        if not item.required and isinstance(schema.get("type"), str):
            schema = {**schema, "type": [schema["type"], "null"]}
        properties[name] = schema
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name, item in known.items() if item.required],
        "additionalProperties": False,
    }

"""Limits, written once: constraints on the fields of frozen dataclasses.

A value class says what a use case takes:

    @dataclass(frozen=True)
    class NewIdea:
        title: Annotated[str, Line(200)]
        problem: Annotated[str, Prose(10_000)]
        category_id: Annotated[int | None, Whole(1)] = None

`check(NewIdea, raw)` turns raw input (a form's strings, a JSON object) into the value or raises `Invalid`
with a message per field. The form widgets and the OpenAPI document read the same constraints, so page and
API cannot differ. A field with a default may be left out or blank.
"""

from improve.core.values.checking import Field, check, fields_of, is_blank, schema_of
from improve.core.values.choices import Many, OneOf, Pairs
from improve.core.values.constraint import Constraint, FieldError
from improve.core.values.figures import LARGEST_INTEGER, Day, Decimal, Truth, Whole
from improve.core.values.texts import Line, Prose, Secret, Translated

__all__ = [
    "LARGEST_INTEGER",
    "Constraint",
    "Day",
    "Decimal",
    "Field",
    "FieldError",
    "Line",
    "Many",
    "OneOf",
    "Pairs",
    "Prose",
    "Secret",
    "Translated",
    "Truth",
    "Whole",
    "check",
    "fields_of",
    "is_blank",
    "schema_of",
]

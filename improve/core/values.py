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

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints

from improve.core.errors import Invalid
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import LazyText, _l
from improve.core.text import tidy, unreadable

LARGEST_INTEGER = 2**31 - 1
V = TypeVar("V")


class FieldError(ValueError):
    """A value that does not fit, with the sentence for the person."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message


def _string(raw: Any) -> str:
    if not isinstance(raw, str):
        raise FieldError(_l("This must be text."))
    problem = unreadable(raw)
    if problem is not None:
        raise FieldError(problem)
    return raw


@dataclass(frozen=True)
class Constraint:
    """What a field takes. `check` gets a non-blank raw value and answers the clean one or raises `FieldError`."""

    def check(self, raw: Any) -> Any:
        raise NotImplementedError

    def attributes(self) -> dict[str, Any]:
        """HTML attributes of an input for it."""
        return {}

    def schema(self) -> dict[str, Any]:
        """JSON Schema of it."""
        return {}


@dataclass(frozen=True)
class Line(Constraint):
    """Text on one line, of at most `longest` characters."""

    longest: int = 200
    shortest: int = 1
    pattern: str | None = None
    hint: LazyText | None = None
    lines = False

    def check(self, raw: Any) -> str:
        text = tidy(_string(raw), lines=self.lines)
        if len(text) > self.longest:
            raise FieldError(
                _l(
                    "This is %(length)s characters long; %(longest)s fit. Please shorten it.",
                    length=len(text),
                    longest=self.longest,
                )
            )
        if len(text) < self.shortest:
            raise FieldError(_l("Please write at least %(shortest)s characters.", shortest=self.shortest))
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            raise FieldError(self.hint or _l("This does not have the expected form."))
        return text

    def attributes(self) -> dict[str, Any]:
        return {"maxlength": self.longest}

    def schema(self) -> dict[str, Any]:
        out: dict[str, Any] = {"type": "string", "minLength": self.shortest, "maxLength": self.longest}
        if self.pattern is not None:
            out["pattern"] = f"^(?:{self.pattern})$"
        return out


@dataclass(frozen=True)
class Prose(Line):
    """Text with line breaks."""

    longest: int = 10_000
    lines = True


@dataclass(frozen=True)
class Secret(Constraint):
    """A password: taken as typed, never trimmed."""

    longest: int = 200
    shortest: int = 1

    def check(self, raw: Any) -> str:
        text = _string(raw)
        if not self.shortest <= len(text) <= self.longest:
            raise FieldError(
                _l(
                    "Please use %(shortest)s to %(longest)s characters.",
                    shortest=self.shortest,
                    longest=self.longest,
                )
            )
        return text

    def attributes(self) -> dict[str, Any]:
        return {"maxlength": self.longest}

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}


@dataclass(frozen=True)
class Whole(Constraint):
    """A whole number from `low` to `high`."""

    low: int = 0
    high: int = LARGEST_INTEGER

    def check(self, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, (int, str)):
            raise FieldError(_l("This must be a whole number."))
        if isinstance(raw, str) and not re.fullmatch(r"[+-]?[0-9]{1,12}", _string(raw).strip()):
            raise FieldError(_l("This must be a whole number."))
        number = int(raw)
        if not self.low <= number <= self.high:
            raise FieldError(_l("This must be between %(low)s and %(high)s.", low=self.low, high=self.high))
        return number

    def attributes(self) -> dict[str, Any]:
        return {"inputmode": "numeric", "min": self.low, "max": self.high}

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Decimal(Constraint):
    """A finite number; as text with a point or, where nothing else can be meant, a decimal comma."""

    low: float = -1e12
    high: float = 1e12

    def check(self, raw: Any) -> float:
        if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
            raise FieldError(_l("This must be a number."))
        if isinstance(raw, str):
            text = _string(raw).strip().replace("\u2212", "-")
            if re.fullmatch(r"[+-]?\d+,\d{1,2}", text):
                text = text.replace(",", ".")
            if not re.fullmatch(
                r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})([eE][+-]?\d{1,2})?", text, re.ASCII
            ):
                raise FieldError(_l("This must be a number."))
            raw = text
        try:
            number = float(raw)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise FieldError(
                _l("This must be between %(low)s and %(high)s.", low=f"{self.low:g}", high=f"{self.high:g}")
            )
        return number

    def attributes(self) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Truth(Constraint):
    """A check box or a JSON boolean."""

    def check(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        if raw in ("y", "on", "true", "1", "yes"):
            return True
        if raw in ("n", "off", "false", "0", "no"):
            return False
        raise FieldError(_l("This must be yes or no."))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day(Constraint):
    """A calendar day, ISO 8601."""

    earliest: date = date(1900, 1, 1)
    latest: date = date(2200, 12, 31)

    def check(self, raw: Any) -> date:
        if isinstance(raw, datetime) or not isinstance(raw, (str, date)):
            raise FieldError(_l("This must be a date such as 2026-05-31."))
        try:
            day = raw if isinstance(raw, date) else date.fromisoformat(_string(raw).strip())
        except ValueError as error:
            raise FieldError(_l("This must be a date such as 2026-05-31.")) from error
        if not self.earliest <= day <= self.latest:
            raise FieldError(
                _l("This must be between %(low)s and %(high)s.", low=self.earliest, high=self.latest)
            )
        return day

    def attributes(self) -> dict[str, Any]:
        return {"type": "date"}

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOf(Constraint):
    """One of a fixed list of codes (an enumeration's values)."""

    codes: tuple[str, ...]

    def check(self, raw: Any) -> str:
        text = _string(raw).strip()
        if text not in self.codes:
            raise FieldError(_l("This is not one of the choices."))
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.codes)}


@dataclass(frozen=True)
class Many(Constraint):
    """A list, each item under the same constraint, at most `most` of them."""

    item: Constraint
    most: int = 100

    def check(self, raw: Any) -> tuple[Any, ...]:
        if isinstance(raw, str) or not isinstance(raw, Sequence):
            raise FieldError(_l("This must be a list."))
        if len(raw) > self.most:
            raise FieldError(_l("At most %(most)s entries fit.", most=self.most))
        return tuple(self.item.check(value) for value in raw if value not in (None, ""))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema(), "maxItems": self.most}


@dataclass(frozen=True)
class Pairs(Constraint):
    """An object with at most `most` names; what the values may be is the use case's to judge."""

    most: int = 200
    name: Constraint = dataclasses.field(default_factory=lambda: Line(100))

    def check(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise FieldError(_l("This must be an object of names and values."))
        if len(raw) > self.most:
            raise FieldError(_l("At most %(most)s entries fit.", most=self.most))
        return {self.name.check(name): value for name, value in raw.items()}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "maxProperties": self.most, "additionalProperties": True}


@dataclass(frozen=True)
class Translated(Constraint):
    """A text per language (`Localized`); at least one language must be filled."""

    text: Constraint = dataclasses.field(default_factory=Line)

    def check(self, raw: Any) -> Localized:
        if isinstance(raw, str):
            raw = {LANGUAGES[0]: raw}
        if not isinstance(raw, Mapping) or set(raw) - set(LANGUAGES):
            raise FieldError(_l("This must be a text per language."))
        texts = {code: self.text.check(text) for code, text in raw.items() if text not in (None, "")}
        if not any(texts.values()):
            raise FieldError(_l("Please fill in at least one language."))
        return Localized(texts)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {code: self.text.schema() for code in LANGUAGES}}


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

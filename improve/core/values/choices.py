"""Choices, lists and objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improve.core.messages import _l
from improve.core.values.constraint import Constraint, FieldError, readable
from improve.core.values.texts import Line


@dataclass(frozen=True)
class OneOf(Constraint):
    """One of a fixed list of codes (an enumeration's values)."""

    codes: tuple[str, ...]

    def check(self, raw: Any) -> str:
        text = readable(raw).strip()
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

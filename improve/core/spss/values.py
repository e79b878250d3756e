"""What is written into a system file: variables with their labels, and sets of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

Value = str | int | float | date | datetime | None
LONGEST_NAME = 64
LONGEST_LABEL = 255
LONGEST_VALUE_LABEL = 120
LONGEST_TEXT = 32_767
# Words of the command language cannot be names.
_RESERVED = frozenset("all and by eq ge gt le lt ne not or to with".split())
_ODD = re.compile(r"[^0-9A-Za-z_.$#@\u00aa-\U0010ffff]")


class Format(Enum):
    """How values are shown; the number is that of the format, the second the usual width."""

    TEXT = (1, 0)
    NUMBER = (5, 8)
    DAY = (39, 10)
    MOMENT = (22, 20)


class Measure(Enum):
    """The level of measurement."""

    NOMINAL = 1
    ORDINAL = 2
    SCALE = 3


@dataclass(frozen=True, slots=True)
class Variable:
    """A column. Of texts `width` is the most bytes that a value has; `missing` is a value that means no answer."""

    name: str
    label: str = ""
    format: Format = Format.NUMBER
    measure: Measure = Measure.NOMINAL
    labels: tuple[tuple[Value, str], ...] = ()
    missing: float | None = None
    width: int = 0
    decimals: int = 0

    @property
    def is_text(self) -> bool:
        return self.format is Format.TEXT


@dataclass(frozen=True, slots=True)
class Set:
    """Variables that are the ticked answers of one question, where 1 means ticked."""

    name: str
    label: str
    members: tuple[str, ...]


def cut(text: str, longest: int) -> bytes:
    """The text in UTF-8, without broken letters at its end; what SPSS cannot hold becomes a space or a mark."""
    data = text.replace("\0", " ").encode("utf-8", "replace")
    return data if len(data) <= longest else data[:longest].decode("utf-8", "ignore").encode()


def with_usable_names(variables: Iterable[Variable]) -> list[Variable]:
    """The variables under names that SPSS takes: they begin with a letter, are unique whatever the case, and are no
    words of its commands."""
    used: set[str] = set()
    out = []
    for variable in variables:
        stem = _ODD.sub("_", variable.name).rstrip(".") or "v"
        if not stem[0].isalpha() or stem.lower() in _RESERVED:
            stem = f"v_{stem}"
        name, number = cut(stem, LONGEST_NAME).decode(), 1
        while name.lower() in used:
            number += 1
            name = f"{cut(stem, LONGEST_NAME - 8).decode()}_{number}"
        used.add(name.lower())
        out.append(replace(variable, name=name))
    return out


def with_widths(variables: Sequence[Variable], widths: Sequence[int]) -> list[Variable]:
    """The text variables as wide as their longest value."""
    return [
        replace(one, width=min(max(width, 1), LONGEST_TEXT)) if one.is_text else one
        for one, width in zip(variables, widths, strict=True)
    ]

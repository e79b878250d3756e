"""Readings as they come in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from improve.core.messages import _l
from improve.core.periods import PeriodKind, read
from improve.core.values import Constraint, Decimal, FieldError, Line, schema_of
from improve.metrics.values.periods import EXAMPLES, KIND_WORDS

MOST_READINGS = 10_000
COLUMN_LABELS = {
    "period": _l("Period"),
    "value": _l("Value"),
    "numerator": _l("Numerator"),
    "denominator": _l("Denominator"),
    "unit": _l("Unit of the company"),
}


@dataclass(frozen=True)
class PeriodText(Constraint):
    """A period as text: a day, an ISO week, a month or a quarter."""

    def check(self, raw: Any) -> str:
        text = Line(30).check(raw)
        if not re.search(r"\d{4}", text, re.ASCII):
            raise FieldError(_l("This must be a period such as 2026-05, 2026-W18, 2026-Q2 or 2026-05-31."))
        return text

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "maxLength": 30,
            "examples": ["2026-05", "2026-W18", "2026-Q2", "2026-05-31"],
        }


@dataclass(frozen=True)
class ReadingData:
    """One reading: a value, or numerator and denominator; of a unit (its name or path), else of the whole."""

    period: Annotated[str, PeriodText()]
    value: Annotated[float | None, Decimal()] = None
    numerator: Annotated[float | None, Decimal(low=0)] = None
    denominator: Annotated[float | None, Decimal(low=0)] = None
    unit: Annotated[str | None, Line(400)] = None


@dataclass(frozen=True)
class _Readings(Constraint):
    """A list of readings; each is judged by itself, so that bad ones do not stop good ones."""

    def check(self, raw: Any) -> tuple[Mapping[str, Any], ...]:
        if not isinstance(raw, list):
            raise FieldError(_l("This must be a list."))
        if len(raw) > MOST_READINGS:
            raise FieldError(_l("At most %(most)s entries fit.", most=MOST_READINGS))
        return tuple(entry if isinstance(entry, dict) else {"": entry} for entry in raw)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": schema_of(ReadingData), "maxItems": MOST_READINGS}


@dataclass(frozen=True)
class ReadingBatch:
    """What the API takes."""

    readings: Annotated[tuple[Mapping[str, Any], ...], _Readings()]


def period_start(kind: PeriodKind, text: str) -> date:
    """The start of a typed period, or the sentence for the person."""
    found = read(kind, text)
    if found is None:
        raise FieldError(
            _l(
                "“%(text)s” is not a period of this metric. It is measured by %(kind)s: %(example)s.",
                text=text,
                kind=KIND_WORDS[kind],
                example=EXAMPLES[kind],
            )
        )
    return found

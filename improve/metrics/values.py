"""Values of metrics, with their limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.periods import PeriodKind, read
from improve.core.values import Constraint, Decimal, FieldError, Line, OneOf, Prose, Translated, Whole
from improve.metrics.models import Direction, MetricKind

CODE = Line(
    40, pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*", hint=_l("A code has letters, digits, dots and dashes: WH-07.")
)
PERIOD_KINDS = tuple(str(kind) for kind in PeriodKind if kind is not PeriodKind.YEAR)


@dataclass(frozen=True)
class MetricData:
    """The definition of a metric."""

    name: Annotated[Localized, Translated(Line(120))]
    direction: Annotated[str, OneOf(tuple(Direction))]
    kind: Annotated[str, OneOf(tuple(MetricKind))]
    period: Annotated[str, OneOf(PERIOD_KINDS)]
    code: Annotated[str | None, CODE] = None
    unit: Annotated[Localized | None, Translated(Line(40))] = None
    decimals: Annotated[int, Whole(0, 6)] = 1
    target: Annotated[float | None, Decimal()] = None
    description: Annotated[str | None, Prose(2_000)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    owner_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class PeriodText(Constraint):
    """A period as text: a day, an ISO week, a month or a quarter."""

    def check(self, raw: Any) -> str:
        text = Line(30).check(raw)
        if not re.search(r"\d{4}", text):
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
    """One reading: a value, or numerator and denominator."""

    period: Annotated[str, PeriodText()]
    value: Annotated[float | None, Decimal()] = None
    numerator: Annotated[float | None, Decimal(low=0)] = None
    denominator: Annotated[float | None, Decimal(low=0)] = None


def period_start(kind: PeriodKind, text: str) -> date:
    """The start of a typed period, or the sentence for the person."""
    found = read(kind, text)
    if found is None:
        raise FieldError(
            _l(
                "%(text)s is not a period of this metric. It is measured by %(kind)s, for example %(example)s.",
                text=text,
                kind=KIND_WORDS[kind],
                example=EXAMPLES[kind],
            )
        )
    return found


KIND_WORDS = {
    PeriodKind.DAY: _l("day"),
    PeriodKind.WEEK: _l("week"),
    PeriodKind.MONTH: _l("month"),
    PeriodKind.QUARTER: _l("quarter"),
    PeriodKind.YEAR: _l("year"),
}
EXAMPLES = {
    PeriodKind.DAY: "2026-05-31",
    PeriodKind.WEEK: "2026-W18",
    PeriodKind.MONTH: "2026-05",
    PeriodKind.QUARTER: "2026-Q2",
    PeriodKind.YEAR: "2026",
}

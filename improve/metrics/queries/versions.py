"""What changed between two versions of a definition, in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from improve.accounts.models import Unit
from improve.core.db import db
from improve.core.localized import Localized
from improve.core.messages import LazyText, _, _l, _p
from improve.core.periods import PeriodKind, last_day
from improve.metrics.models import Direction, Metric, MetricVersion
from improve.metrics.queries.series import Series
from improve.metrics.values import KIND_WORDS
from improve.metrics.values.definition import CALENDAR_WORDS, COMBINE_WORDS, KIND_NAMES
from improve.web.formatting import number

NAMES: dict[str, LazyText] = {
    "direction": _l("What is better?"),
    "kind": _l("What is a reading?"),
    "period": _l("Measured every"),
    "unit": _l("Unit"),
    "numerator_name": _l("What is counted?"),
    "denominator_name": _l("Out of what?"),
    "per": _l("A rate is per"),
    "target": _l("Target"),
    "description": _l("How is it measured?"),
    "calendar": _l("Days measured"),
    "combine": _l("Several rows of one period"),
    "feed": _l("How the readings come in"),
    "unit_id": _l("Where it is measured"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that is meant otherwise now."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownVersion:
    """A version with what it changed."""

    number: int
    holds_from: date | None
    note: str
    by: str | None
    at: datetime
    changes: Sequence[Difference]


def shown_versions(versions: Sequence[MetricVersion]) -> list[ShownVersion]:
    """All but the first with their differences from the one before; the newest first."""
    found = []
    for before, after in pairwise(versions):
        changes = [
            Difference(
                str(NAMES[name]),
                _text(name, before.definition.get(name)),
                _text(name, after.definition.get(name)),
            )
            for name in NAMES
            if before.definition.get(name) != after.definition.get(name)
        ]
        by = after.changed_by.name if after.changed_by is not None else None
        found.append(ShownVersion(after.number, after.holds_from, after.note, by, after.changed_at, changes))
    return found[::-1]


def targets_of(metric: Metric, versions: Sequence[MetricVersion], found: Series) -> list[float | None]:
    """The target that held in each period: that of the version in force on its last day."""
    if len(versions) < 2:
        return [metric.target] * len(found)
    since = [one.holds_from or date.min for one in versions]
    held = [one.definition.get("target") for one in versions]
    return [held[bisect_right(since, last_day(found.kind, start), lo=1) - 1] for start in found.starts]


def version_marks(versions: Sequence[MetricVersion]) -> list[tuple[date, str]]:
    """For the chart: the day from which another definition holds."""
    return [
        (
            one.holds_from,
            _(
                "Definition changed: %(what)s",
                what=one.note or _p("separator", ", ").join(change.name for change in one.changes),
            ),
        )
        for one in shown_versions(versions)
        if one.holds_from is not None
    ]


def _text(name: str, value: Any) -> str:
    """A value of a definition as a person reads it."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, dict):
        return str(Localized(value))
    if name == "direction":
        return str(_p("direction", "More") if value == Direction.UP else _p("direction", "Less"))
    if name == "period":
        return str(KIND_WORDS[PeriodKind(value)])
    words: Mapping[str, LazyText] = {
        "kind": KIND_NAMES,
        "calendar": CALENDAR_WORDS,
        "combine": COMBINE_WORDS,
    }.get(name, {})
    if value in words:
        return str(words[value])
    if name == "unit_id":
        unit = db.session.get(Unit, value)
        return str(unit.name) if unit is not None else _("nothing")
    return number(value) if isinstance(value, (int, float)) else str(value)

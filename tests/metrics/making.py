"""Metrics for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from improve.accounts.models import Person, Unit
from improve.core.db import transaction
from improve.core.localized import Localized
from improve.core.periods import PeriodKind, after, code
from improve.core.policy import SYSTEM, Actor
from improve.metrics import service
from improve.metrics.models import Metric
from improve.metrics.service import Recorded
from improve.metrics.values import MetricData


def make_metric(
    code: str = "WH-07",
    *,
    name: str = "Truck waiting time",
    zh: str = "卡车等待时间",
    kind: str = "value",
    period: str = "week",
    direction: str = "down",
    owner: Person | None = None,
    unit: Unit | None = None,
    by: Actor = SYSTEM,
    **more: Any,
) -> Metric:
    """A metric, stored."""
    with transaction():
        return service.define(
            MetricData(
                name=Localized(en=name, zh_Hans=zh),
                kind=kind,
                period=period,
                direction=direction,
                code=code,
                owner_id=owner.id if owner is not None else None,
                unit_id=unit.id if unit is not None else None,
                **more,
            ),
            by=by,
        )


def record(metric: Metric, rows: Sequence[Mapping[str, Any]], *, by: Actor = SYSTEM) -> Recorded:
    """Readings, stored."""
    with transaction():
        return service.record(metric, rows, by=by)


def fill(metric: Metric, first: date, values: Sequence[float | None], *, by: Actor = SYSTEM) -> None:
    """One value a period from the period that begins at `first` on; None is a gap."""
    kind = PeriodKind(metric.period)
    rows = [
        {"period": code(kind, after(kind, first, i)), "value": value}
        for i, value in enumerate(values)
        if value is not None
    ]
    outcome = record(metric, rows, by=by)
    assert not outcome.errors, outcome.errors


def fill_counts(
    metric: Metric, first: date, counts: Sequence[tuple[float, float] | None], *, by: Actor = SYSTEM
) -> None:
    """One pair of numerator and denominator a period; None is a gap."""
    kind = PeriodKind(metric.period)
    rows = [
        {"period": code(kind, after(kind, first, i)), "numerator": pair[0], "denominator": pair[1]}
        for i, pair in enumerate(counts)
        if pair is not None
    ]
    outcome = record(metric, rows, by=by)
    assert not outcome.errors, outcome.errors

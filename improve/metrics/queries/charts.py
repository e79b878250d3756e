"""The control chart that fits a metric."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise
from typing import Any

from improve.core.periods import last_day
from improve.metrics.models import Metric, MetricKind
from improve.metrics.queries.series import MOST_COUNTED, Series
from improve.metrics.values.charting import AUTO, CHART_TYPES, ChartSettings, settings_of
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import PRIME_FROM, Chart, chart, phases
from improve.stats.errors import StatsError
from improve.stats.run_rules import Direction, direction_of


@dataclass(frozen=True)
class MetricChart(Chart):
    """A chart whose lists run through all phases; what is one number (`center`, `sigma_z`, the runs) is that of the
    last phase. `centers` and `directions` have one entry per period; `starts` are the places at which new limits
    begin; `counted` is how many readings the last phase has. `asked` is the type that somebody chose and the data
    do not allow. A phase with fewer than 6 readings has dots only.
    """

    centers: tuple[float | None, ...] = ()
    directions: tuple[Direction | None, ...] = ()
    starts: tuple[int, ...] = ()
    counted: int = 0
    asked: str | None = None

    @property
    def has_limits(self) -> bool:
        """Are there enough readings since the last new limits?"""
        return self.counted >= LEAST_BEFORE and self.center is not None

    def last(self, count: int) -> MetricChart:
        """The same chart with only its last periods in sight."""
        cut = max(0, len(self.values) - count)
        return replace(
            self,
            values=self.values[cut:],
            lower=self.lower[cut:],
            upper=self.upper[cut:],
            labels=self.labels[cut:],
            centers=self.centers[cut:],
            directions=self.directions[cut:],
            signals=tuple(replace(one, index=one.index - cut) for one in self.signals if one.index > cut),
            starts=tuple(start - cut for start in self.starts if start >= cut),
        )


def finished_part(found: Series, today: date) -> Series:
    """The periods that are over."""
    return found.part(0, sum(1 for start in found.starts if last_day(found.kind, start) < today))


def chart_of(
    metric: Metric,
    found: Series,
    *,
    new_limits: Iterable[date] = (),
    settings: ChartSettings | None = None,
) -> MetricChart:
    """The chart on the metric's scale, with new limits from each day of `new_limits` on.

    From the data: XmR for values (2.66, moving ranges screened once), p or u for counts, with the prime where the
    periods scatter more than counts would alone (sigma_z > 1.2), g or t for what lies between rare events.
    """
    settings = settings or settings_of(metric)
    found = found.part(-MOST_COUNTED) if len(found) > MOST_COUNTED else found
    cuts = [place for day in sorted(new_limits) if 0 < (place := bisect_left(found.starts, day)) < len(found)]
    starts = tuple(dict.fromkeys(cuts))
    allowed = CHART_TYPES[MetricKind(metric.kind)]
    asked = settings.type if settings.type != AUTO else None
    for type in (asked, AUTO, "xmr"):
        if type is None or (type is asked and asked not in allowed):
            continue
        try:
            parts = _parts(metric, found, starts, settings, type)
        except StatsError:  # readings that cannot be drawn so: a value below 0
            if type == "xmr":
                raise
            continue
        return _joined(metric, found, parts, starts, asked=asked if type is not asked else None)
    raise AssertionError("an XmR chart is drawn or refused")


def _parts(
    metric: Metric, found: Series, starts: Sequence[int], settings: ChartSettings, type: str
) -> tuple[Chart, ...]:
    """The phases of a chart of that type. Refuses readings that cannot be drawn so (StatsError)."""
    if type == AUTO:
        # What was defined decides between shares and rates, not whether a count exceeds its size.
        type, *others = CHART_TYPES[MetricKind(metric.kind)]
        type = _counts_type(type, others[0], found, starts) if metric.has_counts else type
    values, sizes = (found.numerators, found.denominators) if metric.has_counts else (found.values, None)
    options: dict[str, Any] = {
        "screen": settings.is_screened,
        "constant": settings.factor,
        "rules": None if settings.rules == AUTO else settings.rules,
        "better": metric.direction,
        "without": settings.without,
    }
    if not starts:
        frozen = min(settings.baseline, len(found)) if settings.baseline and len(found) else None
        return (chart(type, values, sizes, freeze=frozen, **options),)
    return phases(
        type, values, sizes, starts=[start + 1 for start in starts], freeze=settings.baseline, **options
    )


def _counts_type(plain: str, prime: str, found: Series, starts: Sequence[int]) -> str:
    """The plain type, or its prime form where the last phase scatters more than counts would alone."""
    last = found.part(starts[-1] if starts else 0)
    ratio = chart(plain, last.numerators, last.denominators).sigma_z
    return prime if ratio is not None and ratio > PRIME_FROM else plain


def _joined(
    metric: Metric, found: Series, parts: Sequence[Chart], starts: Sequence[int], *, asked: str | None
) -> MetricChart:
    """One chart of all phases."""
    scale = metric.per if metric.has_counts else 1.0
    edges = list(pairwise([0, *starts, len(found)]))
    known = [sum(value is not None for value in part.values) for part in parts]
    lists: dict[str, list[Any]] = {
        name: [] for name in ("values", "lower", "upper", "labels", "centers", "directions", "signals")
    }
    for part, (first, end), count in zip(parts, edges, known, strict=True):
        enough = count >= LEAST_BEFORE
        nothing: tuple[None, ...] = (None,) * (end - first)
        lists["values"] += _scaled(part.values, scale)
        lists["lower"] += _scaled(part.lower, scale) if enough else nothing
        lists["upper"] += _scaled(part.upper, scale) if enough else nothing
        lists["labels"] += part.labels if enough else nothing
        center = None if part.center is None or not enough else part.center * scale
        lists["centers"] += [center] * (end - first)
        lists["directions"] += _directions(part, first) if enough else nothing
        lists["signals"] += part.signals if enough else ()
    last = parts[-1]
    own = {field.name: getattr(last, field.name) for field in fields(Chart)}
    own |= {name: tuple(found_values) for name, found_values in lists.items()}
    own["center"] = None if last.center is None else last.center * scale
    return MetricChart(**own, starts=tuple(starts), counted=known[-1], asked=asked)


def _directions(part: Chart, first: int) -> list[Direction | None]:
    """Where the label of each point points; other sets than the NHS one say it with their signals."""
    told = {(signal.index - 1 - first, signal.rule): signal.direction for signal in part.signals}
    return [
        None if label is None else told.get((place, label), direction_of(label))
        for place, label in enumerate(part.labels)
    ]


def _scaled(values: Sequence[float | None], scale: float) -> list[float | None]:
    return [None if value is None else value * scale for value in values]

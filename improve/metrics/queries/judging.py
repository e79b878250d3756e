"""What the chart of each metric says, kept with a stamp, so that a list of metrics reads no series."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from improve.accounts.queries import work_calendar
from improve.core.db import db
from improve.core.periods import start_of
from improve.metrics.models import Metric, MetricCalendar, MetricState
from improve.metrics.queries.charts import MetricChart, chart_of, finished_part
from improve.metrics.queries.history import new_limits_of
from improve.metrics.queries.readings import data_versions
from improve.metrics.queries.series import Series, late_series_of
from improve.metrics.values.charting import settings_of
from improve.stats.run_rules import COMMON_CAUSE

# Raised when charts are computed or kept otherwise, so that what is stored is computed again.
METHOD = 1
PERIODS_KEPT = 24


@dataclass(frozen=True)
class Judged:
    """What a chart of the finished periods says. The numbers are those of the last phase.

    `label` and `direction` are of the last reading (None without limits), `run` how many of the last readings lie
    on the side of the center it names; `shifted` is the answer of a run chart, `signaled`: was there any signal
    since the last new limits? `tail` are the last periods.
    """

    is_measured: bool = False
    counted: int = 0
    has_limits: bool = False
    has_new_limits: bool = False
    center: float | None = None
    lower: float | None = None
    upper: float | None = None
    label: str | None = None
    direction: str | None = None
    run: int = 0
    shifted: bool = False
    signaled: bool = False
    tail: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class State:
    """What is judged, and the last reading, be its period over or not."""

    judged: Judged = Judged()
    last: date | None = None
    value: float | None = None


def judged(drawn: MetricChart) -> Judged:
    """What a chart says."""
    since = drawn.starts[-1] if drawn.starts else 0
    place = next((at for at in reversed(range(len(drawn.labels))) if drawn.labels[at] is not None), None)
    label = drawn.labels[place] if drawn.has_limits and place is not None else None
    lower, upper = last_limits(drawn)
    return Judged(
        is_measured=any(value is not None for value in drawn.values),
        counted=drawn.counted,
        has_limits=drawn.has_limits,
        has_new_limits=bool(drawn.starts),
        center=drawn.center,
        lower=lower,
        upper=upper,
        label=label,
        direction=drawn.directions[place] if label is not None and place is not None else None,
        run=_run(drawn, since, label),
        shifted=bool(drawn.signal),
        signaled=any(one not in (None, COMMON_CAUSE) for one in drawn.labels[since:]),
        tail=tuple(drawn.values[-PERIODS_KEPT:]),
    )


def last_limits(drawn: MetricChart) -> tuple[float | None, float | None]:
    """The lower and upper limit of the last period that has them."""
    if not drawn.has_limits:
        return None, None
    lower = next((value for value in reversed(drawn.lower) if value is not None), None)
    upper = next((value for value in reversed(drawn.upper) if value is not None), None)
    return lower, upper


def _run(drawn: MetricChart, since: int, label: str | None) -> int:
    """How many of the last readings since the last new limits lie on the side of the center that a label names."""
    center = drawn.center
    if center is None or label is None:
        return 0
    above = label.endswith("above")
    known = [value for value in reversed(drawn.values[since:]) if value is not None]
    return sum(1 for _value in takewhile(lambda value: value > center if above else value < center, known))


def state_of(metric: Metric, found: Series, today: date, new_limits: Sequence[date] = ()) -> State:
    """The state that these readings give."""
    last = (found.starts[-1], found.values[-1]) if found.starts else (None, None)
    counted = finished_part(found.events_only() if metric.is_rare else found, today)
    if not counted.measured:
        return State(Judged(), *last)
    return State(judged(chart_of(metric, counted, new_limits=new_limits)), *last)


def states_of(metrics: Sequence[Metric], today: date) -> dict[int, State]:
    """The states of metrics: what is stored and still true, the rest computed; nothing is written. Three statements
    where all is stored, two more where something is not."""
    if not metrics:
        return {}
    fresh, limits = stamps(metrics, today)
    found = {
        row.metric_id: _restored(row.payload)
        for row in stored_states(fresh).values()
        if row.stamp == fresh[row.metric_id]
    }
    rest = [metric for metric in metrics if metric.id not in found]
    series = late_series_of(rest) if rest else {}
    return found | {
        metric.id: state_of(metric, series[metric.id], today, limits.get(metric.id, ())) for metric in rest
    }


def stored_states(metric_ids: Iterable[int]) -> dict[int, MetricState]:
    """What is stored of these metrics, true or not."""
    rows = db.session.scalars(select(MetricState).where(MetricState.metric_id.in_(list(metric_ids))))
    return {row.metric_id: row for row in rows}


def stamps(metrics: Sequence[Metric], today: date) -> tuple[dict[int, str], dict[int, list[date]]]:
    """A hash for each metric that changes when its state may, and the days of its new limits; two statements."""
    ids = [metric.id for metric in metrics]
    versions, limits = data_versions(ids), new_limits_of(ids)
    found = {
        metric.id: _stamp(metric, versions.get(metric.id), limits.get(metric.id, ()), today)
        for metric in metrics
    }
    return found, limits


def _stamp(metric: Metric, version: int | None, new_limits: Sequence[date], today: date) -> str:
    settings = asdict(settings_of(metric))
    measured = [metric.kind, metric.period, metric.direction, metric.per, metric.calendar, version]
    days = _calendar() if metric.calendar == MetricCalendar.WORKING_DAYS else []
    # Changes with the first day of each period, when the one before is over.
    running = start_of(metric.period_kind, today).isoformat()
    plain = [METHOD, settings, measured, [day.isoformat() for day in new_limits], days, running]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _calendar() -> list[Any]:
    """The company's working days, as plain values."""
    calendar = work_calendar()
    days = (sorted(day.isoformat() for day in part) for part in (calendar.off, calendar.on))
    return [sorted(calendar.weekdays), *days]


def to_payload(state: State) -> dict[str, Any]:
    """A state for a JSON column."""
    last = state.last.isoformat() if state.last is not None else None
    return {"judged": asdict(state.judged), "last": last, "value": state.value}


def _restored(payload: Mapping[str, Any]) -> State:
    """The state that `to_payload` stored."""
    kept = dict(payload["judged"])
    last = date.fromisoformat(payload["last"]) if payload["last"] is not None else None
    return State(Judged(**{**kept, "tail": tuple(kept["tail"])}), last, payload["value"])

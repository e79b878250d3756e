"""Everything that a check shows, on a project's page and on its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from improve.core.db import db
from improve.core.messages import LazyText, _, _p
from improve.metrics.queries import marks_of, version_marks, versions_of
from improve.metrics.values import (
    change_unit,
    counted,
    period_heading,
    period_short,
    signal_words,
    unit_text,
)
from improve.projects.checking.comparison import (
    Comparison,
    also_looked_at,
    compared,
    comparison_cautions,
    comparison_fact,
)
from improve.projects.limits import frozen
from improve.projects.models import PlanVersion, Project
from improve.projects.presenting.cautions import Caution, cautions
from improve.projects.presenting.computing import computed
from improve.projects.presenting.drawing import bar, check_chart
from improve.projects.presenting.facts import facts
from improve.projects.presenting.sentences import chart_title, said
from improve.projects.queries import same_metric
from improve.projects.window import Window, day_of
from improve.web.access import current_actor
from improve.web.formatting import number

LAST_ROWS = 4


@dataclass(frozen=True)
class LastReading:
    """One of the last finished periods."""

    start: date
    value: float | None
    size: float | None
    signal: LazyText | None


def check_of(project: Project, window: Window, versions: Sequence[PlanVersion]) -> dict[str, Any]:
    """Everything that the check shows."""
    metric, verdict = window.metric, window.result.verdict
    taken = said(project, metric, verdict)
    beside = compared(window)
    others, marks = _meanwhile(project, window)
    day_marks = [(mark_day, note) for mark_day, note in marks]
    events = [
        *((other.starts_on, other.title) for other in others if other.starts_on is not None),
        *day_marks,
    ]
    return {
        "window": window,
        "metric": metric,
        "verdict": verdict,
        "code": window.result.code,
        "finding": taken.finding,
        "cautions": [
            *_cautions(window, taken.cautions, versions, others, day_marks),
            *_compared(window, beside),
        ],
        "chart": check_chart(window, events) if len(window.shown) else None,
        "title": chart_title(project, metric, window.result),
        "line": _line(window),
        "bar": bar(metric, window.result),
        "facts": [*facts(window), *([comparison_fact(window, beside)] if beside is not None else [])],
        "also": also_looked_at(current_actor(), window),
        "computed": computed(window, versions),
        "rows": _last_rows(window),
        "unit": unit_text(metric),
        "change_unit": change_unit(metric),
        "heading": period_heading(metric.period_kind),
        "period": lambda start: period_short(metric.period_kind, start),
    }


def _compared(window: Window, beside: Comparison | None) -> Iterator[Caution]:
    """What the comparison says, and whether it is one: nothing else may have been changed there."""
    first = window.project.baseline_from
    if beside is not None and first is not None:
        changes = same_metric(
            current_actor(),
            beside.metric.id,
            first,
            window.as_of,
            besides=window.project.id,
            unit=beside.unit,
        )
        yield from comparison_cautions(window, beside, changes)


def _line(window: Window) -> str:
    """What is measured: unit, periods, and out of how many."""
    metric = window.metric
    unit = window.project.measured_unit
    name = f"{metric.name}{_p('separator', ' · ')}{unit.name}" if unit is not None else str(metric.name)
    parts = [name, unit_text(metric), str(counted(metric.period_kind, len(window.shown)))]
    sizes = [size for size in window.shown.denominators if size is not None]
    if sizes:
        parts.append(
            _("out of %(low)s to %(high)s a period", low=number(min(sizes)), high=number(max(sizes)))
        )
    return " · ".join(part for part in parts if part)


def _cautions(
    window: Window,
    found: Sequence[str],
    versions: Sequence[PlanVersion],
    others: Sequence[Project],
    marks: Sequence[tuple[date, str]],
) -> list[Caution]:
    if window.result.verdict.effect is None:
        found = ()
    return cautions(window, found, versions=versions, others=others, marks=marks)


def _meanwhile(project: Project, window: Window) -> tuple[Sequence[Project], list[tuple[date, str]]]:
    """Other changes on the same metric within the window, and what was marked on its chart, other definitions too."""
    if project.baseline_from is None:
        return (), []
    first, last = project.baseline_from, window.as_of
    others = same_metric(
        current_actor(),
        window.metric.id,
        first,
        last,
        besides=project.id,
        starts_on=project.starts_on,
        unit=project.measured_unit,
    )
    marks = db.session.scalars(marks_of(window.metric.id))
    versions = versions_of(window.metric.id)
    # A definition that was changed meanwhile and is said to hold from before the baseline counts from its start.
    backdated = {
        one.holds_from
        for one in versions
        if one.holds_from is not None and one.holds_from < first <= day_of(one.changed_at)
    }
    days = [
        *((mark.day, mark.note) for mark in marks),
        *((first if day in backdated else day, text) for day, text in version_marks(versions)),
    ]
    return others, [(day, note) for day, note in days if first <= day <= last]


def _last_rows(window: Window) -> list[LastReading]:
    """The last finished periods, the newest first."""
    n = len(window.inputs.starts)
    labels = frozen(window.inputs).labels
    sizes = window.shown.denominators[:n]
    rows = [
        LastReading(start, value, size, signal_words(label))
        for start, value, size, label in zip(
            window.inputs.starts, window.inputs.values, sizes, labels, strict=True
        )
    ]
    return rows[: -LAST_ROWS - 1 : -1]

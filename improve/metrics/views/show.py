"""The page of one metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.messages import LazyText, _
from improve.core.periods import code
from improve.core.policy import allows
from improve.metrics import service
from improve.metrics.forms import MarkForm
from improve.metrics.models import Constant, Metric, MetricCalendar, MetricKind, Reading
from improve.metrics.policy import Permission
from improve.metrics.presenting import findings
from improve.metrics.presenting.computing import computed
from improve.metrics.presenting.findings import Tone, tone_of
from improve.metrics.presenting.phases import answers
from improve.metrics.queries import (
    WHOLE,
    company_day,
    corrections_of,
    last_limits,
    measured_units,
    readings_of,
    segment_of,
    standing_of,
)
from improve.metrics.queries.versions import shown_versions
from improve.metrics.rules import is_finished
from improve.metrics.values import (
    KIND_WORDS,
    amount_text,
    period_heading,
    period_name,
    period_short,
    signal_words,
    unit_text,
)
from improve.metrics.values.charting import (
    AUTO,
    CHART_TYPES,
    RULE_WORDS,
    SET_WORDS,
    TYPE_WORDS,
    ChartSettings,
    rules_of,
)
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.metrics.views.picturing import WINDOWS, Charted, as_query, charted
from improve.web.access import current_actor, requires

ROWS_SHOWN = 12


@dataclass(frozen=True)
class ReadingRow:
    """One period of the table: its reading, the signal, and what it replaced."""

    start: date
    is_finished: bool
    value: float | None
    signal: LazyText | None
    tone: Tone
    reading: Reading | None
    old: Sequence[Reading]


@blueprint.get("/<int:metric_id>")
@requires(Permission.READ)
def show(metric_id: int) -> ResponseReturnValue:
    """What the readings say, and the readings."""
    return page_of(visible_or_404(metric_id))


def page_of(metric: Metric, *, mark_form: MarkForm | None = None) -> str:
    """The page, with a form that has to be corrected where there is one."""
    actor, today = current_actor(), company_day()
    found = charted(metric)
    drawn, whole = found.picture, found.whole
    rows = _rows(metric, found, today)
    last = whole.starts[-1] if len(whole) else None
    may_record = allows(actor, Permission.RECORD, metric) and not metric.is_closed
    return render_template(
        "metrics/show.html",
        metric=metric,
        picture=drawn,
        name=found.name,
        one_unit=found.unit,
        units=measured_units(metric.id),
        said=findings.finding(metric, drawn.whole, found.name) if drawn is not None else None,
        variation=findings.variation_words(metric, drawn.whole) if drawn is not None else None,
        assurance=findings.assurance(metric, drawn.whole) if drawn is not None else None,
        assurance_words=findings.assurance_words,
        rows=rows if "readings" in request.args else rows[:ROWS_SHOWN],
        row_count=len(rows),
        limits=last_limits(drawn.whole) if drawn is not None else (None, None),
        computed=computed(metric, drawn.whole, drawn.finished, found.settings) if drawn is not None else [],
        window=found.window,
        windows=_windows(whole.measured if metric.is_rare else len(whole)),
        last=(last, whole.values[-1]) if last is not None else None,
        standing=standing_of(metric, last, today),
        marks=found.marks,
        others=found.others,
        drawing=_drawing(metric, found) if drawn is not None else None,
        phases=found.phases,
        answers=answers,
        versions=shown_versions(found.versions),
        mark_form=mark_form or MarkForm(),
        unit=unit_text(metric),
        heading=period_heading(metric.period_kind),
        how_often=_how_often(metric),
        period_code=code,
        period_name=period_name,
        period_short=period_short,
        amount_text=amount_text,
        points_counted=findings.points_counted,
        may_record=may_record,
        may_enter=may_record and metric.feed is None,
        feed=service.offer_of(actor, metric.feed) if metric.feed is not None else None,
        may_define=allows(actor, Permission.DEFINE, metric),
        today=today,
        Tone=Tone,
    )


@dataclass(frozen=True)
class Drawing:
    """What the form for drawing it differently offers, and the present answers."""

    settings: ChartSettings
    is_kept: bool
    types: Sequence[tuple[str, LazyText]]
    sets: Sequence[tuple[str, LazyText]]
    rule_set: str
    rules: Sequence[tuple[str, LazyText]]
    constants: Sequence[str]
    query: Mapping[str, Any]
    file_query: Mapping[str, Any]


def _drawing(metric: Metric, found: Charted) -> Drawing:
    rule_set = found.picture.whole.rules if found.picture is not None else ""
    query = as_query(found.settings, rule_set)
    file_query = {} if found.is_kept else dict(query)
    if found.window:
        file_query["show"] = found.window
    if found.unit is not None:
        file_query["unit"] = found.unit.id
    return Drawing(
        settings=found.settings,
        is_kept=found.is_kept,
        types=[
            (AUTO, TYPE_WORDS[AUTO]),
            *((one, TYPE_WORDS[one]) for one in CHART_TYPES[MetricKind(metric.kind)]),
        ],
        sets=list(SET_WORDS.items()),
        rule_set=rule_set,
        rules=[(name, RULE_WORDS[name]) for name in rules_of(rule_set)],
        constants=tuple(Constant),
        query=query,
        file_query=file_query,
    )


def _how_often(metric: Metric) -> str:
    """When there is a reading, in words."""
    if metric.is_rare:
        return _("a reading for each event")
    if metric.calendar == MetricCalendar.WORKING_DAYS:
        return _("measured every working day")
    return _("measured every %(period)s", period=KIND_WORDS[metric.period_kind])


def _windows(periods: int) -> list[tuple[str, int]]:
    """How much of the series can be shown: only what differs."""
    return [
        (name, size)
        for name, size in WINDOWS.items()
        if name == "" or periods > (WINDOWS[""] if name == "all" else size)
    ]


def _rows(metric: Metric, found: Charted, today: date) -> list[ReadingRow]:
    """The periods shown, the newest first; gaps and removed readings too."""
    drawn = found.picture
    if drawn is None or not drawn.shown.starts:
        return []
    shown = drawn.shown
    first, last = shown.starts[0], shown.starts[-1]
    segment = segment_of(found.unit.id) if found.unit is not None else WHOLE
    readings = readings_of(metric.id, first, last, segment)
    old = corrections_of(metric.id, first, last, segment)
    late = [None] * (len(shown) - len(drawn.chart.labels))
    return [
        ReadingRow(
            start=start,
            is_finished=is_finished(shown.kind, start, today),
            value=value,
            signal=signal_words(label),
            tone=tone_of(metric, direction),
            reading=readings.get(start),
            old=old.get(start, ()),
        )
        for start, value, label, direction in reversed(
            list(
                zip(
                    shown.starts,
                    shown.values,
                    [*drawn.chart.labels, *late],
                    [*drawn.chart.directions, *late],
                    strict=True,
                )
            )
        )
    ]

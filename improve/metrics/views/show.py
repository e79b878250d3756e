"""The page of one metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from improve.core.db import db
from improve.core.messages import LazyText
from improve.core.periods import code
from improve.core.policy import allows
from improve.metrics import service
from improve.metrics.forms import MarkForm
from improve.metrics.models import Mark, Metric, Reading
from improve.metrics.policy import Permission
from improve.metrics.ports import MARKS, ContributedMark
from improve.metrics.presenting import findings
from improve.metrics.presenting.computing import computed
from improve.metrics.presenting.drawing import Picture, picture
from improve.metrics.presenting.findings import Tone, tone_of
from improve.metrics.queries import (
    Series,
    company_day,
    corrections_of,
    finished_part,
    marks_of,
    readings_of,
    series,
)
from improve.metrics.rules import is_finished, standing
from improve.metrics.values import (
    KIND_WORDS,
    amount_text,
    counted,
    period_heading,
    period_name,
    period_short,
    signal_words,
    unit_text,
)
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import Chart
from improve.web.access import current_actor, requires
from improve.web.features import contributed

WINDOWS = {"": 36, "120": 120, "all": 600}
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
    whole = series(metric)
    window = request.args.get("show", "")
    shown = whole.part(-WINDOWS[window] if window in WINDOWS else -WINDOWS[""])
    marks = db.session.scalars(marks_of(metric.id)).all()
    others = _contributed(metric)
    finished = finished_part(shown, today)
    drawn = picture(metric, shown, today, _all_marks(marks, others))
    rows = _rows(metric, shown, drawn, today)
    last = whole.starts[-1] if len(whole) else None
    may_record = allows(actor, Permission.RECORD, metric) and not metric.is_closed
    return render_template(
        "metrics/show.html",
        metric=metric,
        picture=drawn,
        said=findings.finding(metric, drawn.chart) if drawn is not None else None,
        assurance=findings.assurance(metric, drawn.chart) if drawn is not None else None,
        assurance_words=findings.assurance_words,
        rows=rows if "readings" in request.args else rows[:ROWS_SHOWN],
        row_count=len(rows),
        limits=_limits(drawn),
        computed=computed(metric, drawn.chart, finished) if drawn is not None else [],
        window=window,
        windows=_windows(len(whole)),
        last=(last, whole.values[-1]) if last is not None else None,
        standing=standing(metric.period_kind, last, today),
        marks=marks,
        others=sorted(others, key=lambda mark: mark.day),
        mark_form=mark_form or MarkForm(),
        unit=unit_text(metric),
        heading=period_heading(metric.period_kind),
        period_word=KIND_WORDS[metric.period_kind],
        period_code=code,
        period_name=period_name,
        period_short=period_short,
        amount_text=amount_text,
        counted=counted,
        may_record=may_record,
        may_enter=may_record and metric.feed is None,
        feed=service.offer_of(actor, metric.feed) if metric.feed is not None else None,
        may_define=allows(actor, Permission.DEFINE, metric),
        today=today,
        Tone=Tone,
    )


def _limits(drawn: Picture | None) -> tuple[float, float] | None:
    """The last limits, where there are both and enough readings to believe them."""
    if drawn is None or sum(value is not None for value in drawn.chart.values) < LEAST_BEFORE:
        return None
    lower = next((value for value in reversed(drawn.chart.lower) if value is not None), None)
    upper = next((value for value in reversed(drawn.chart.upper) if value is not None), None)
    return None if lower is None or upper is None else (lower, upper)


def _contributed(metric: Metric) -> list[ContributedMark]:
    return [mark for fill in contributed(current_app, MARKS) for mark in fill(current_actor(), metric.id)]


def _all_marks(marks: Sequence[Mark], others: Sequence[ContributedMark]) -> list[tuple[date, str]]:
    return [
        *((mark.day, mark.note) for mark in marks),
        *((mark.day, str(mark.text)) for mark in others),
    ]


def _windows(periods: int) -> list[tuple[str, int]]:
    """How much of the series can be shown: only what differs."""
    return [(name, size) for name, size in WINDOWS.items() if name == "" or periods > WINDOWS[""]]


def _rows(metric: Metric, shown: Series, drawn: Picture | None, today: date) -> list[ReadingRow]:
    """The periods shown, the newest first; gaps and removed readings too."""
    if drawn is None or not shown.starts:
        return []
    first, last = shown.starts[0], shown.starts[-1]
    readings = readings_of(metric.id, first, last)
    old = corrections_of(metric.id, first, last)
    labels = _labels(drawn.chart, len(shown))
    return [
        ReadingRow(
            start=start,
            is_finished=is_finished(shown.kind, start, today),
            value=value,
            signal=signal_words(label),
            tone=tone_of(metric, label),
            reading=readings.get(start),
            old=old.get(start, ()),
        )
        for start, value, label in reversed(list(zip(shown.starts, shown.values, labels, strict=True)))
    ]


def _labels(drawn: Chart, count: int) -> list[str | None]:
    return [*drawn.labels, *[None] * (count - len(drawn.labels))]

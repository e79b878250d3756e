"""The pictures of a check: the control chart with the frozen baseline, and the bar of the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from markupsafe import Markup

from improve.core.messages import _
from improve.core.periods import after, between, last_day, start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series
from improve.metrics.values import (
    amount_text,
    counted,
    key_texts,
    period_axis,
    period_name,
    period_short,
    unit_text,
)
from improve.projects.limits import Frozen, frozen
from improve.projects.presenting.sentences import (
    chart_title,
    decimals_of,
    limits_text,
    planned_size,
    short_day,
)
from improve.projects.verdicts import Inputs, Result
from improve.projects.window import Window
from improve.stats.run_rules import COMMON_CAUSE, direction_of
from improve.web.charts import ChangeTexts, ControlTexts, Event, Point, change_bar, control_chart
from improve.web.charts.series import Signal
from improve.web.formatting import number

Tone = Literal["good", "bad"]
# Periods drawn ahead of a change that is still to come.
MOST_COMING = 6
TONES: dict[str, Tone] = {"improved": "good", "worse": "bad"}


def check_chart(window: Window, others: Sequence[tuple[date, str]] = ()) -> Markup:
    """The chart of the window: baseline limits carried on, the start marked, settling in shaded."""
    metric, inputs = window.metric, window.inputs
    drawn = _with_coming(window)
    baseline = frozen(inputs)
    started = start_of(drawn.kind, window.starts_on) in drawn.starts
    return control_chart(
        _points(window, drawn, baseline),
        texts=_texts(window, baseline),
        center=baseline.center,
        lower=baseline.lower,
        upper=baseline.upper,
        baseline_end=inputs.changed_at - 1 if started else None,
        start=inputs.changed_at if started else None,
        settle=_settle(inputs, len(drawn)) if started else None,
        after=window.result.verdict.mean_after,
        tone=TONES.get(window.result.verdict.verdict),
        events=_events(drawn, others),
        number=number,
        period=lambda one: period_short(metric.period_kind, one),
        short_period=lambda one: period_axis(metric.period_kind, one),
        decimals=metric.decimals,
    )


def _with_coming(window: Window) -> Series:
    """Up to the last finished period, and to the start of a change that is still to come."""
    shown, kind = window.shown, window.shown.kind
    if not len(shown):
        return shown
    running = start_of(kind, window.as_of)
    end = after(kind, running, -1)
    if window.starts_on >= window.as_of:
        end = min(start_of(kind, window.starts_on), after(kind, running, MOST_COMING))
    more = between(kind, after(kind, shown.starts[-1]), end)
    nothing = (None,) * len(more)
    return Series(
        kind,
        (*shown.starts, *more),
        (*shown.values, *nothing),
        (*shown.numerators, *nothing),
        (*shown.denominators, *nothing),
    )


def _settle(inputs: Inputs, count: int) -> tuple[int, int] | None:
    last = min(inputs.changed_at + inputs.settle_in, count) - 1
    return (inputs.changed_at, last) if inputs.settle_in and last >= inputs.changed_at else None


def _points(window: Window, drawn: Series, baseline: Frozen) -> list[Point]:
    labels = [*baseline.labels, *[None] * (len(drawn) - len(baseline.labels))]
    return [
        Point(
            start,
            value,
            _signal(label, window.inputs, is_before=index < window.inputs.changed_at),
            unfinished=last_day(drawn.kind, start) >= window.as_of,
            hover=f"{period_name(drawn.kind, start)}: {amount_text(window.metric, value)}",
        )
        for index, (start, value, label) in enumerate(zip(drawn.starts, drawn.values, labels, strict=True))
    ]


def _signal(label: str | None, inputs: Inputs, *, is_before: bool) -> Signal | None:
    """A signal after the change is favorable or not; one in the baseline only says that it was not stable."""
    if label is None or label == COMMON_CAUSE:
        return None
    if is_before:
        return "neutral"
    return "good" if direction_of(label) == inputs.better else "bad"


def _events(drawn: Series, others: Sequence[tuple[date, str]]) -> list[Event]:
    found = []
    for day, text in sorted(others):
        at = sum(1 for start in drawn.starts if start <= day) - 1
        if at >= 0 and last_day(drawn.kind, drawn.starts[-1]) >= day:
            found.append(Event(at, text))
    return found


def _texts(window: Window, baseline: Frozen) -> ControlTexts:
    texts = key_texts(window.metric.period_kind)
    return ControlTexts(
        title=chart_title(window.project, window.metric, window.result),
        desc=_described(window, baseline),
        unit=unit_text(window.metric),
        center=_("before"),
        after=_("after"),
        start=_("Start %(day)s", day=short_day(window.starts_on)),
        settle=_("settling in, not counted"),
        signal=_("signal in the baseline"),
        **texts,
    )


def _described(window: Window, baseline: Frozen) -> str:
    """The numbers for who does not see the drawing."""
    metric, verdict = window.metric, window.result.verdict
    kind, settling = metric.period_kind, window.inputs.settle_in
    before, n_after = counted(kind, verdict.n_before), counted(kind, verdict.n_after)
    parts = [_("%(count)s before.", count=before)]
    if baseline.center is not None and baseline.lower is not None and baseline.upper is not None:
        parts[0] = _(
            "%(count)s before, average %(mean)s, natural limits %(limits)s.",
            count=before,
            mean=amount_text(metric, baseline.center),
            limits=limits_text(metric, baseline.lower, baseline.upper),
        )
    if settling:
        parts.append(_("%(count)s settling in.", count=counted(kind, settling)))
    if verdict.mean_after is None:
        parts.append(_("%(count)s after.", count=n_after))
    else:
        mean = amount_text(metric, verdict.mean_after)
        parts.append(_("%(count)s after, average %(mean)s.", count=n_after, mean=mean))
    return " ".join(parts)


def bar(metric: Metric, result: Result) -> Markup | None:
    """How large the change may be, against zero and against what would be useful."""
    verdict, effect = result.verdict, result.verdict.effect
    if effect is None:
        return None
    digits = decimals_of(metric, effect, verdict)
    interval = limits_text(metric, effect.low, effect.high)
    return change_bar(
        effect.low,
        effect.high,
        effect.difference,
        useful_from=verdict.smallest_useful,
        better=verdict.better,
        tone=TONES.get(verdict.verdict),
        number=number,
        texts=ChangeTexts(
            title=_(
                "Change %(change)s, 95%% interval %(interval)s",
                change=number(effect.difference, digits),
                interval=interval,
            ),
            zero=_("no change"),
            useful=_useful(metric, result),
        ),
    )


def _useful(metric: Metric, result: Result) -> str:
    useful = result.verdict.smallest_useful
    if useful is None:
        return ""
    size = planned_size(metric, useful)
    if result.verdict.better == "down":
        return _("%(size)s less or better: useful", size=size)
    return _("%(size)s more or better: useful", size=size)

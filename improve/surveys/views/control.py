"""The trend of a score as a control chart, with what it says and how it was computed."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from improve.core.localized import Localized
from improve.core.messages import _, _p
from improve.core.periods import PeriodKind, last_day
from improve.metrics.models import Direction, Metric, MetricKind
from improve.metrics.queries import MetricChart, Series, chart_of, company_day, finished_part
from improve.metrics.values import key_texts, period_axis, period_short, signal_words
from improve.metrics.values.charting import RULE_WORDS, TYPE_WORDS, rules_of
from improve.stats.change import LEAST_BEFORE
from improve.stats.run_rules import COMMON_CAUSE
from improve.surveys.queries.report import ScoreResult
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.views.figures import DECIMALS, period_name, value
from improve.surveys.views.wording import SCORE_NAMES
from improve.web.charts import ControlTexts, Point, control_chart
from improve.web.charts.series import Signal
from improve.web.formatting import number

SHOWN = 36


@dataclass(frozen=True)
class Control:
    """A drawn chart: what it says, what is measured, the drawing, and how it was computed."""

    title: str
    unit: str
    chart: Markup
    computed: list[str]


def control_of(result: ScoreResult, by: PeriodKind) -> Control | None:
    """The control chart of the finished periods; None with too few of them for limits."""
    kind, today = result.spec.kind, company_day()
    metric = _as_metric(kind, by)
    found = _series(result, by)
    finished = finished_part(found, today)
    if finished.measured < LEAST_BEFORE:
        return None
    whole = chart_of(metric, finished)
    if not whole.has_limits:
        return None
    late = len(found) - len(finished)
    found = found.part(-SHOWN)
    drawn = whole.last(max(len(found) - late, 0))
    title = _finding(kind, by, whole, finished)
    return Control(
        title,
        str(SCORE_NAMES[kind]),
        control_chart(
            [
                Point(start, reading, signal, unfinished=last_day(by, start) >= today)
                for start, reading, signal in zip(
                    found.starts, found.values, [*_signals(drawn), *[None] * late], strict=True
                )
            ],
            texts=_texts(kind, by, whole, title),
            center=[*drawn.centers, *drawn.centers[-1:] * late],
            lower=[*drawn.lower, *drawn.lower[-1:] * late],
            upper=[*drawn.upper, *drawn.upper[-1:] * late],
            number=number,
            period=lambda start: period_short(by, start),
            short_period=lambda start: period_axis(by, start),
            decimals=DECIMALS[kind],
            id="trend",
        ),
        _computed(kind, whole, finished),
    )


def _as_metric(kind: Kind, by: PeriodKind) -> Metric:
    """The score as the engine of the charts knows it; it is not stored."""
    shares = kind is Kind.CSAT
    return Metric(
        code="",
        name=Localized.both(kind),
        direction=Direction.UP,
        kind=MetricKind.PROPORTION if shares else MetricKind.VALUE,
        period=str(by),
        per=100.0 if shares else 1.0,
        decimals=DECIMALS[kind],
        chart_type="auto",
        chart_rules="auto",
        rules_off="",
        is_screened=True,
        constant="2.66",
    )


def _series(result: ScoreResult, by: PeriodKind) -> Series:
    """Shares as counted answers, other scores as they are; hidden periods are gaps."""
    shares = result.spec.kind is Kind.CSAT
    scores = [point.score for point in result.trend]
    return Series(
        by,
        tuple(point.start for point in result.trend),
        tuple(score.value if score else None for score in scores),
        tuple(float(score.of(Group.HIGH)) if score and shares else None for score in scores),
        tuple(float(score.n) if score and shares else None for score in scores),
    )


def _signals(drawn: MetricChart) -> list[Signal | None]:
    tones: dict[str | None, Signal] = {"up": "good", "down": "bad"}
    return [
        None if label in (None, COMMON_CAUSE) else tones.get(direction, "neutral")
        for label, direction in zip(drawn.labels, drawn.directions, strict=True)
    ]


def _finding(kind: Kind, by: PeriodKind, whole: MetricChart, finished: Series) -> str:
    place = max(place for place, label in enumerate(whole.labels) if label is not None)
    label = whole.labels[place] or COMMON_CAUSE
    center = value(kind, whole.center)
    if label == COMMON_CAUSE and any(one not in (None, COMMON_CAUSE) for one in whole.labels):
        return _("No new signal; around %(center)s on average", center=center)
    if label == COMMON_CAUSE:
        return _("Stable around %(center)s: the periods differ no more than by chance", center=center)
    return _(
        "Signal in %(period)s: %(signal)s",
        period=period_name(by, finished.starts[place]),
        signal=signal_words(label),
    )


def _texts(kind: Kind, by: PeriodKind, whole: MetricChart, title: str) -> ControlTexts:
    lower, upper = _limits(whole)
    return ControlTexts(
        title=title,
        desc=_(
            "Average %(center)s, natural limits %(low)s to %(high)s.",
            center=value(kind, whole.center),
            low=value(kind, lower),
            high=value(kind, upper),
        ),
        unit="%" if kind is Kind.CSAT else "",
        center=_("average"),
        **key_texts(by, rules=whole.rules),
    )


def _limits(whole: MetricChart) -> tuple[float | None, float | None]:
    lower, upper = (
        next((limit for limit in reversed(limits) if limit is not None), None)
        for limits in (whole.lower, whole.upper)
    )
    return lower, upper


def _computed(kind: Kind, whole: MetricChart, finished: Series) -> list[str]:
    lower, upper = _limits(whole)
    said = [
        _(
            "%(chart)s of %(n)s finished periods with enough answers: average %(center)s, natural limits %(low)s to %(high)s.",
            chart=TYPE_WORDS[whole.type],
            n=finished.measured,
            center=value(kind, whole.center),
            low=value(kind, lower),
            high=value(kind, upper),
        )
    ]
    if whole.mean_range is not None:
        said.append(
            _(
                "The limits are the average ± 2.66 × the mean moving range %(range)s; unusually large ranges are left out once.",
                range=number(whole.mean_range, 1),
            )
        )
    if whole.sigma_z is not None:
        said.append(
            _(
                "The limits are three standard errors of the counts wide; the periods scatter %(sigma)s times as much as counting explains (sigma z).",
                sigma=number(whole.sigma_z, 2),
            )
        )
    rules = _p("separator", ", ").join(str(RULE_WORDS[name]) for name in rules_of(whole.rules))
    said.append(_("Signals: %(rules)s. A gap is a gap, nothing is filled in.", rules=rules))
    return said

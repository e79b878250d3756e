"""Series: gaps stay gaps, numbers are on the metric's scale, and the chart fits the kind of data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from markupsafe import escape

from improve.core.db import transaction
from improve.core.policy import SYSTEM
from improve.metrics import service
from improve.metrics.presenting.drawing import picture, small
from improve.metrics.presenting.findings import Assurance, Tone, assurance, finding, tone_of
from improve.metrics.queries import (
    chart_of,
    finished_part,
    judged,
    late_series,
    late_series_of,
    series,
    series_of,
)
from improve.stats.control_charts import xmr_limits
from improve.stats.run_rules import direction_of
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.metrics.making import fill, fill_counts, make_metric

MONDAY = date(2025, 6, 2)


def test_a_missing_period_is_a_gap_and_not_a_zero(context: object, clock: Clock) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [10.0, None, None, 13.0])
    found = series(metric)
    assert found.values == (10.0, None, None, 13.0)
    assert found.codes == ["2025-W23", "2025-W24", "2025-W25", "2025-W26"]
    assert found.measured == 2
    # No moving range reaches across it.
    assert chart_of(metric, found).mean_range is None


def test_shares_are_percent_and_rates_per_their_base(context: object, clock: Clock) -> None:
    share = make_metric("S", kind="proportion", direction="up")
    rate = make_metric("R", kind="rate", per="1000")
    fill_counts(share, MONDAY, [(9, 10), None, (1, 4)])
    fill_counts(rate, MONDAY, [(3, 1500)])
    found = series_of([share, rate])
    assert found[share.id].values == (90.0, None, 25.0)
    assert found[share.id].denominators == (10.0, None, 4.0)
    assert found[rate.id].values == (2.0,)


def test_parts_of_a_series(context: object, clock: Clock) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [1.0, 2.0, 3.0, 4.0])
    found = series(metric)
    assert found.since(date(2025, 6, 10)).values == (3.0, 4.0)
    assert found.until(date(2025, 6, 15)).values == (1.0, 2.0)
    assert finished_part(found, date(2025, 6, 22)).values == (1.0, 2.0)
    assert finished_part(found, date(2025, 6, 23)).values == (1.0, 2.0, 3.0)
    assert len(series(make_metric("empty"))) == 0


def test_lists_say_the_same_as_the_page(context: object, clock: Clock, statements: Any) -> None:
    """Also where the last 24 periods alone would be called stable; two statements for all metrics."""
    weekly, daily = make_metric("A"), make_metric("B", period="day")
    fill(weekly, date(2025, 3, 3), [float(i) for i in range(52)])
    fill(daily, date(2026, 2, 1), [float(i) for i in range(30)])
    assert (weekly.period, daily.period) == ("week", "day")  # loaded again after the last transaction
    with statements() as asked:
        found = late_series_of([weekly, daily])
    assert asked.count == 2
    assert found == series_of([weekly, daily])
    moved = make_metric("C")
    fill(moved, date(2025, 3, 3), [*([10.0, 11.0] * 14), *([20.0, 21.0] * 12)])
    whole = late_series(moved)
    drawn = picture(moved, whole, date(2026, 3, 4))
    assert drawn is not None
    said = finding(moved, drawn.whole).sentence
    assert said != finding(moved, chart_of(moved, whole.part(-24))).sentence
    assert str(escape(said)) in small(moved, judged(drawn.whole))


STEADY = [10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 12.0]


def test_values_get_an_xmr_chart_with_screened_moving_ranges(context: object, clock: Clock) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [*STEADY, 60.0])
    drawn = chart_of(metric, series(metric))
    expected = xmr_limits([*STEADY, 60.0], screen=True)
    assert drawn.type == "xmr"
    assert drawn.screened == 1
    assert drawn.upper[0] == pytest.approx(expected.upper[0], rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "counts", "type"),
    [
        ("proportion", [(30 + i % 3, 300) for i in range(12)], "p"),
        ("proportion", [(20 if i % 2 else 80, 300) for i in range(12)], "pp"),
        ("rate", [(9 + i % 3, 4000) for i in range(12)], "u"),
        ("rate", [(5 if i % 2 else 60, 4000) for i in range(12)], "up"),
    ],
)
def test_counts_get_the_chart_of_counts_with_the_prime_where_periods_scatter_more(
    context: object, clock: Clock, kind: str, counts: list[tuple[float, float]], type: str
) -> None:
    metric = make_metric(kind=kind, per="1000")
    fill_counts(metric, MONDAY, counts)
    drawn = chart_of(metric, series(metric))
    assert drawn.type == type
    assert drawn.sigma_z is not None
    assert (drawn.sigma_z > 1.2) is (type in ("pp", "up"))
    assert all(low >= 0 for low in drawn.lower if low is not None)
    assert drawn.center == pytest.approx(metric.per * sum(c for c, _ in counts) / sum(n for _, n in counts))


def test_limits_of_a_share_stay_between_0_and_100_percent(context: object, clock: Clock) -> None:
    metric = make_metric(kind="proportion")
    fill_counts(metric, MONDAY, [(1, 30), (0, 20), (2, 25), (0, 30), (1, 20), (0, 25), (29, 30)])
    drawn = chart_of(metric, series(metric))
    known = [v for v in (*drawn.lower, *drawn.upper) if v is not None]
    assert min(known) >= 0
    assert max(known) <= 100


@pytest.mark.parametrize(
    ("values", "sentence", "tone"),
    [
        ([], "no readings yet", Tone.NONE),
        ([10.0, 11.0], "2 weeks measured, too few to judge", Tone.NONE),
        (STEADY, "is stable around 10.6", Tone.NONE),
        ([*STEADY, 60.0], "the last reading lies above its limits", Tone.BAD),
        ([*STEADY, -40.0], "the last reading lies below its limits", Tone.GOOD),
        ([*STEADY, 20.0, *STEADY], "shows no new signal", Tone.NONE),
        (
            [12.0, 14.0, 11.0, 13.0, 12.0, 14.0, 12.0, 13.0, *[10.0, 9.5, 10.5, 9.8, 10.2, 9.6, 10.4]],
            "has been below its average for 7 weeks",
            Tone.GOOD,
        ),
    ],
)
def test_the_finding_says_what_the_last_reading_is(
    context: object, clock: Clock, values: list[float], sentence: str, tone: Tone
) -> None:
    metric = make_metric()
    if values:
        fill(metric, MONDAY, values)
    with speaking("en"):
        said = finding(metric, chart_of(metric, series(metric)))
    assert sentence in said.sentence
    assert said.tone is tone


@pytest.mark.parametrize(
    ("label", "direction", "tone"),
    [
        ("outside_upper", "up", Tone.GOOD),
        ("outside_upper", "down", Tone.BAD),
        ("shift7_below", "down", Tone.GOOD),
        ("trend7_down", "up", Tone.BAD),
        ("common_cause", "up", Tone.NONE),
        (None, "up", Tone.NONE),
    ],
)
def test_a_signal_is_good_in_the_direction_that_is_better(
    context: object, label: str | None, direction: str, tone: Tone
) -> None:
    assert tone_of(make_metric(direction=direction), direction_of(label or "")) is tone


@pytest.mark.parametrize(
    ("direction", "target", "found"),
    [
        ("up", 95.0, Assurance.OUT_OF_REACH),
        ("up", 10.0, Assurance.HIT_OR_MISS),
        ("up", 2.0, Assurance.RELIABLE),
        ("down", 95.0, Assurance.RELIABLE),
        ("down", 2.0, Assurance.OUT_OF_REACH),
        ("down", None, None),
    ],
)
def test_the_target_is_judged_by_the_limits_apart_from_the_variation(
    context: object, clock: Clock, direction: str, target: float | None, found: Assurance | None
) -> None:
    metric = make_metric(direction=direction, target=target)
    fill(metric, MONDAY, STEADY)
    assert assurance(metric, chart_of(metric, series(metric))) is found


def test_a_reading_taken_back_at_the_end_shortens_the_series(context: object, clock: Clock) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [1.0, 2.0, 3.0])
    with transaction():
        service.take_back(metric, date(2025, 6, 16), by=SYSTEM)
    assert series(metric).values == (1.0, 2.0)

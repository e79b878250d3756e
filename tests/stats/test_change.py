"""The verdict: a case worked out by hand, each outcome and flag at its edge, gaps, and what is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from improve.stats.change import Verdict, judge, judge_series
from improve.stats.effect import its_average, welch_ar
from improve.stats.errors import StatsError
from improve.stats.time_series import slope
from improve.stats.wording import change_sentence

Values = Sequence[float | None]

# Mean 11, every moving range 2, limits 11 +- 5.32, no trend (p 0.65).
STEADY = [10.0, 12.0] * 6
LOW = [4.0, 5.0] * 4
# Mean 11 and within the limits, no pattern.
SAME = [12.0, 10.0, 11.0, 12.0, 10.0, 11.0, 10.0, 12.0]
# Rises by a tenth each period, with scatter.
RISING = [10 + 0.3 * t + (0.4 if t % 3 else -0.8) for t in range(24)]


def test_a_case_worked_out_by_hand() -> None:
    found = judge(STEADY, LOW, better="down")
    # Residuals: before +-1 (products -11, squares 12), after +-0.5 (products -1.75, squares 2): r1 = -12.75/14,
    # corrected 0. Variances 12/11 and 2/7: SE = sqrt(12/132 + 2/56), t(0.975, 18) = 2.100922.
    se = math.sqrt(12 / 132 + 2 / 56)
    assert found.as_json() == {
        "verdict": "improved",
        "flags": [],
        "n_before": 12,
        "n_after": 8,
        "need_before": 0,
        "need_after": 0,
        "limits": {"center": 11, "lower": pytest.approx(5.68), "upper": pytest.approx(16.32)},
        "labels": ["outside_lower"] * 8,
        "effect": {
            "method": "welch_ar",
            "difference": -6.5,
            "se": pytest.approx(se),
            "low": pytest.approx(-6.5 - 2.100922 * se, rel=1e-6),
            "high": pytest.approx(-6.5 + 2.100922 * se, rel=1e-6),
            "df": 18,
            "p": pytest.approx(0, abs=1e-10),
            "correlation": 0,
            "n_effective": 20,
            "season_terms": False,
        },
        "signal_against_average": False,
        "mean_before": 11,
        "mean_after": 4.5,
    }


def test_the_correlation_of_neighbors_widens_the_interval() -> None:
    # Residuals -1 -1 1 1 again and again: of 15 and 7 products one more is 1 than -1, so r1 = 2/24.
    r = 2 / 24 + (2 + 4 * 2 / 24) / 24
    found = welch_ar([1.0, 1, 3, 3] * 4, [9.0, 9, 11, 11] * 2)
    assert found.correlation == pytest.approx(r)
    assert found.n_effective == pytest.approx(24 * (1 - r) / (1 + r))
    assert found.df == pytest.approx(24 * (1 - r) / (1 + r) - 2)
    assert found.se == pytest.approx(math.sqrt((1 / 15 + 1 / 7) * (1 + r) / (1 - r)))


def test_the_correlation_is_bounded() -> None:
    found = welch_ar(list(range(20)), list(range(100, 120)))
    assert (found.correlation, found.n_effective, found.df) == (0.9, 4, 2)


def test_a_chart_that_contradicts_the_averages_is_named() -> None:
    low = [9, 9, 9.5, 11.5] * 3
    against = judge(STEADY * 3, [9, 9, 9.5, 11.5, 9, 9, 9.5, 17, *low], better="down")
    assert against.is_opposed and against.as_json()["signal_against_average"] is True
    silent = judge(STEADY * 3, low, better="down")
    assert silent.flags == against.flags and not silent.is_opposed
    said = [
        change_sentence(one, metric=None, unit=None, changed_on=None, language="en")
        for one in (against, silent)
    ]
    assert ["signals the other way" in one for one in said] == [True, False]


def outcome(before: Values, after: Values, better: str, **options: Any) -> tuple[str, set[str]]:
    found = judge(before, after, better=better, **options)
    return found.verdict, set(found.flags)


@pytest.mark.parametrize(
    ("before", "after", "better", "verdict", "flags"),
    [
        (STEADY, LOW, "down", "improved", set()),
        (STEADY, LOW, "up", "worse", set()),
        (STEADY, SAME, "down", "no_change_shown", set()),
        (STEADY[:11], LOW, "down", "improved", {"early"}),
        (STEADY, LOW[:7], "down", "improved", {"early"}),
        (STEADY[:6], LOW[:4], "down", "improved", {"early"}),
        # One point far out is a signal; the average could be chance.
        (STEADY, [*SAME[:7], 2], "down", "no_change_shown", {"signal_but_average_could_be_chance"}),
        (STEADY, [*SAME[:6], 2, 21], "down", "no_change_shown", {"signals_both_ways"}),
        # Lower by 1.6 throughout, but with two points over the center and never near a limit.
        (
            STEADY * 3,
            [9, 9, 9.5, 11.5, 9, 9, 9.5, 11.5] * 2,
            "down",
            "no_change_shown",
            {"average_differs_but_no_chart_signal"},
        ),
        # The chart points up, the average down: no signal in the direction of the average.
        (
            STEADY * 3,
            [9, 9, 9.5, 11.5, 9, 9, 9.5, 17] + [9, 9, 9.5, 11.5, 9, 9, 9.5, 11.5] * 3,
            "down",
            "no_change_shown",
            {"average_differs_but_no_chart_signal"},
        ),
        # Both ways on the chart, but the average decides.
        (STEADY, [*LOW, 30, *LOW], "down", "improved", set()),
        ([*STEADY[:5], 30, *STEADY[:6]], LOW, "down", "improved", {"baseline_not_stable"}),
        ([7.0] * 12, LOW, "down", "improved", {"no_variation"}),
        ([7.0] * 12, [7.0] * 8, "down", "no_change_shown", {"no_variation"}),
        (
            RISING,
            [28.0, 28.4, 28.2, 28.8],
            "up",
            "improved",
            {"early", "baseline_not_stable", "baseline_trend"},
        ),
    ],
)
def test_outcomes_and_flags(
    before: Values, after: Values, better: str, verdict: str, flags: set[str]
) -> None:
    assert outcome(before, after, better) == (verdict, flags)


@pytest.mark.parametrize(
    ("n_before", "n_after", "need"),
    [(0, 0, (6, 4)), (5, 3, (1, 1)), (6, 3, (0, 1)), (5, 4, (1, 0)), (6, 4, None)],
)
def test_when_data_are_enough(n_before: int, n_after: int, need: tuple[int, int] | None) -> None:
    found = judge((STEADY * 2)[:n_before], LOW[:n_after], better="down", smallest_useful=1)
    if need is None:
        assert found.verdict != "not_enough_data"
    else:
        document = found.as_json()
        assert (found.verdict, found.flags, found.labels) == ("not_enough_data", (), ())
        assert (found.need_before, found.need_after) == need
        assert document["limits"] is document["effect"] is None


@pytest.mark.parametrize(
    ("better", "size", "flag"),
    [
        # The interval of the difference is about -0.93 to 0.93.
        ("down", 1.0, "useful_change_ruled_out"),
        ("down", 0.9, "useful_change_not_ruled_out"),
        ("up", 1.0, "useful_change_ruled_out"),
        ("up", 0.9, "useful_change_not_ruled_out"),
    ],
)
def test_a_useful_change_is_ruled_out_or_not(better: str, size: float, flag: str) -> None:
    found = judge(STEADY, SAME, better=better, smallest_useful=size)
    assert found.effect is not None
    assert (found.effect.low, found.effect.high) == (
        pytest.approx(-0.93, abs=0.01),
        pytest.approx(0.93, abs=0.01),
    )
    assert found.flags == (flag,)
    assert judge(STEADY, LOW, better="down", smallest_useful=100).flags == ()


def test_a_useful_change_equal_to_the_bound_is_not_ruled_out() -> None:
    bound = judge(STEADY, SAME, better="up").effect
    assert bound is not None
    assert judge(STEADY, SAME, better="up", smallest_useful=bound.high).flags == (
        "useful_change_not_ruled_out",
    )


def test_a_moving_baseline_is_compared_with_its_course() -> None:
    after = [10 + 0.3 * t + (0.4 if t % 3 else -0.8) for t in range(24, 36)]
    found = judge(RISING, after, better="up")
    assert "baseline_trend" in found.flags
    assert found.verdict == "no_change_shown"
    assert found.effect is not None
    assert (
        found.effect == pytest.approx(its_average(RISING, after))
        or found.effect.method == "its_average_effect"
    )
    assert abs(found.effect.difference) < 0.5
    assert welch_ar(RISING, after).difference > 5


@pytest.mark.parametrize(("drift", "flagged"), [(0.05, False), (0.10, True), (0.25, True)])
def test_a_baseline_moves_from_p_one_fifth_on(drift: float, flagged: bool) -> None:
    before = [v + drift * t for t, v in enumerate(STEADY)]
    p = slope(before)
    assert p is not None
    assert (p.p < 0.20) == flagged
    assert ("baseline_trend" in judge(before, LOW, better="down").flags) == flagged


def test_the_limits_leave_out_a_jump_in_the_baseline() -> None:
    found = judge([*STEADY, *STEADY, 40, *STEADY], SAME, better="up")
    assert found.limits is not None
    # Every other moving range is 2.
    assert found.limits.upper == pytest.approx((36 * 11 + 40) / 37 + 2.66 * 2)


def season_of(n: int, length: int, start: int = 0) -> list[int]:
    return [(start + i) % length for i in range(n)]


def seasonal(n: int, length: int, start: int = 0, shift: float = 0) -> list[float]:
    return [
        20 + 5 * ((start + i) % length) + shift + (0.3 if i % 3 else -0.6) + 0.2 * (i % 2) for i in range(n)
    ]


def test_seasons_are_allowed_for() -> None:
    before, after = seasonal(24, 4), seasonal(9, 4, start=24, shift=-2)
    found = judge(
        before, after, better="down", season_before=season_of(24, 4), season_after=season_of(9, 4, 24)
    )
    assert found.effect is not None
    assert (found.effect.method, found.effect.season_terms) == ("its_average_effect", True)
    assert found.effect.difference == pytest.approx(-2, abs=0.4)
    assert found.effect.high < 0
    assert "season_not_adjusted" not in found.flags


@pytest.mark.parametrize(
    ("n_before", "n_after", "length", "adjusted"),
    [
        # n - k = 19 - 7 is just enough; k is 3 and one for each season.
        (11, 8, 4, True),
        (10, 8, 4, False),
        # Too few on one side for a course to be told.
        (30, 7, 4, False),
        (7, 30, 4, False),
        # Month terms need 27.
        (19, 8, 12, True),
        (18, 8, 12, False),
    ],
)
def test_when_seasons_cannot_be_allowed_for(n_before: int, n_after: int, length: int, adjusted: bool) -> None:
    before, after = seasonal(n_before, length), seasonal(n_after, length, start=n_before)
    seasons = season_of(n_before, length), season_of(n_after, length, n_before)
    found = judge(before, after, better="down", season_before=seasons[0], season_after=seasons[1])
    assert found.effect is not None
    assert found.effect.season_terms == adjusted
    assert found.effect.method == ("its_average_effect" if adjusted else "welch_ar")
    assert ("season_not_adjusted" in found.flags) != adjusted


def test_a_season_met_only_after_the_change() -> None:
    found = judge(STEADY * 2, SAME, better="up", season_before="a" * 24, season_after="a" * 7 + "b")
    assert found.effect is not None
    assert (found.effect.method, found.flags) == ("welch_ar", ("season_not_adjusted",))


def test_a_season_that_comes_with_the_change() -> None:
    season = ["a"] * 12 + ["b"] * 12
    found = judge(STEADY * 2, SAME * 2, better="up", season_before=season, season_after=["c"] * 16)
    assert "season_not_adjusted" in found.flags


@pytest.mark.parametrize("size", [1e-200, 1e-9, 1.0, 1e9, 1e90])
def test_very_small_and_very_large_readings(size: float) -> None:
    found = judge([v * size for v in STEADY], [v * size for v in LOW], better="down")
    assert found.verdict == "improved"
    assert found.effect is not None
    assert found.effect.se / size == pytest.approx(math.sqrt(12 / 132 + 2 / 56))


def test_without_scatter_the_interval_is_the_point() -> None:
    found = judge([7.0] * 12, [5.0] * 8, better="down")
    assert found.effect is not None
    assert (found.effect.difference, found.effect.se, found.effect.low, found.effect.high) == (-2, 0, -2, -2)
    assert found.verdict == "improved"
    same = judge([0.3] * 12, [0.1 + 0.2] * 8, better="down")
    assert same.effect is not None
    assert (same.verdict, same.flags, same.effect.difference) == ("no_change_shown", ("no_variation",), 0)


# Gaps


def test_a_missing_reading_is_a_gap() -> None:
    before: Values = [10, 12, 10, None, 30, 32, 30, 32]
    found = judge(before, [20, None, 21, 20, 21], better="up")
    assert (found.n_before, found.n_after) == (7, 4)
    assert len(found.labels) == 4
    assert found.limits is not None
    # Moving ranges 2 2 and 2 2 2: the step of 20 across the gap is none of them.
    assert found.limits.upper == pytest.approx(156 / 7 + 2.66 * 2)


def test_a_run_does_not_reach_across_a_gap() -> None:
    after = [9.9] * 7
    assert judge(STEADY, after, better="down").labels == ("shift7_below",) * 7
    assert set(judge(STEADY, [*after[:4], None, *after[4:]], better="down").labels) == {"common_cause"}


def test_a_baseline_of_single_readings_has_no_limits() -> None:
    before: Values = [10, None] * 8
    found = judge(before, LOW, better="down")
    assert found.limits is not None
    assert (found.limits.center, found.limits.lower, found.limits.upper) == (10, None, None)
    assert found.labels == ("shift7_below",) * 8


def test_a_series_is_cut_at_the_change() -> None:
    found = judge_series([*STEADY, *LOW], changed_at=12, better="down")
    assert found == judge(STEADY, LOW, better="down")


def test_settling_in_belongs_to_neither_phase_but_time_runs_on() -> None:
    values = [*RISING, 50, 60, 70, *SAME]
    found = judge_series(values, changed_at=24, settle_in=3, better="down")
    assert found == judge(RISING, SAME, better="down", between=3)
    assert found.effect is not None
    assert found.effect.difference != judge(RISING, SAME, better="down").effect.difference  # type: ignore[union-attr]
    assert (found.n_before, found.n_after) == (24, 8)


def test_a_skipped_period_is_a_gap() -> None:
    months = [f"2024-{m:02}" for m in range(1, 13)] + [f"2025-{m:02}" for m in range(1, 10)]
    values: list[float | None] = [*STEADY, *SAME, 11.0]
    kept = [i for i in range(21) if i not in {3, 15}]
    found = judge_series(
        [values[i] for i in kept], [months[i] for i in kept], changed_at=11, better="up", smallest_useful=3
    )
    values[3] = values[15] = None
    assert found == judge(values[:12], values[12:], better="up", smallest_useful=3)


def test_settling_in_counts_periods_not_readings() -> None:
    values = [*STEADY, 99.0, *SAME]
    # The period after the change is read, the one after it is skipped.
    periods = [*range(12), 12, *range(14, 22)]
    found = judge_series(values, periods, changed_at=12, settle_in=2, better="up")
    assert found == judge(STEADY, SAME, better="up", between=2)


def test_seasons_follow_their_readings() -> None:
    before, after = seasonal(24, 4), seasonal(9, 4, start=25)
    found = judge_series(
        [*before, 99, *after], changed_at=24, settle_in=1, better="up", season=season_of(34, 4)
    )
    assert found == judge(
        before,
        after,
        better="up",
        between=1,
        season_before=season_of(24, 4),
        season_after=season_of(9, 4, 25),
    )
    assert found.effect is not None and found.effect.season_terms


@pytest.mark.parametrize("changed_at", [0, 20])
def test_a_change_at_an_end_leaves_too_little(changed_at: int) -> None:
    assert judge_series([*STEADY, *SAME], changed_at=changed_at, better="up").verdict == "not_enough_data"
    assert judge_series([], changed_at=0, better="up", settle_in=3).need_before == 6
    season = season_of(20, 4)
    late = judge_series([*STEADY, *SAME], changed_at=12, better="up", settle_in=10**12, season=season)
    assert (late.n_before, late.n_after) == (12, 0)


def test_all_of_it_is_plain_json() -> None:
    for found in (
        judge([7.0] * 12, [7.0] * 8, better="up"),
        judge([], [], better="up"),
        judge([1, None] * 6, [None, 2] * 8, better="down"),
    ):
        assert isinstance(found, Verdict)
        document = found.as_json()
        assert json.loads(json.dumps(document, allow_nan=False)) == document


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"better": "sideways"}, "better_unknown"),
        ({"smallest_useful": 0}, "smallest_useful_not_positive"),
        ({"smallest_useful": -1}, "smallest_useful_not_positive"),
        ({"smallest_useful": math.nan}, "smallest_useful_not_positive"),
        ({"before": [math.nan]}, "not_finite"),
        ({"after": [math.inf]}, "not_finite"),
        ({"after": [1e200]}, "too_large"),
        ({"between": -1}, "too_small"),
        ({"season_before": [1] * 12}, "season_incomplete"),
        ({"season_after": [1] * 8}, "season_incomplete"),
        ({"season_before": [1] * 12, "season_after": [1]}, "length_differs"),
        ({"season_before": [None] * 12, "season_after": [1] * 8}, "season_incomplete"),
    ],
)
def test_refused(options: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"before": STEADY, "after": SAME, "better": "up"} | options
    with pytest.raises(StatsError) as refused:
        judge(given.pop("before"), given.pop("after"), **given)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"changed_at": 21}, "change_outside"),
        ({"changed_at": -1}, "too_small"),
        ({"settle_in": -1}, "too_small"),
        ({"settle_in": 1.5}, "not_whole"),
        ({"periods": list(range(19, -1, -1))}, "periods_not_rising"),
        ({"periods": [1, *range(1, 20)]}, "periods_not_rising"),
        ({"periods": [1]}, "length_differs"),
        ({"periods": [*range(19), 10**9]}, "periods_too_far_apart"),
        ({"season": [1]}, "length_differs"),
    ],
)
def test_refused_series(options: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"changed_at": 12, "better": "up"} | options
    with pytest.raises(StatsError) as refused:
        judge_series([*STEADY, *SAME], given.pop("periods", None), **given)
    assert refused.value.code == code

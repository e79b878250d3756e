"""What must hold for every series: units, mirrors and gaps do not change a verdict, nothing is ever NaN."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.stats.change import judge, judge_series
from improve.stats.control_charts import chart
from improve.stats.errors import StatsError
from improve.stats.run_rules import direction_of, nelson_signals, nhs_labels, runs_around
from improve.stats.wording import change_sentence

any_number = st.floats(-1e100, 1e100) | st.integers(-20, 20).map(float) | st.just(0.1)
any_series = st.lists(st.none() | any_number, max_size=40)
whole_numbers = st.integers(-200, 200).map(float)
phases = st.tuples(
    st.lists(whole_numbers, min_size=6, max_size=24), st.lists(whole_numbers, min_size=4, max_size=16)
)
directions = st.sampled_from(["up", "down"])

MIRRORED = {
    "upper": "lower",
    "lower": "upper",
    "above": "below",
    "below": "above",
    "up": "down",
    "down": "up",
}


def mirrored(label: str) -> str:
    stem, _, end = label.rpartition("_")
    return f"{stem}_{MIRRORED[end]}" if end in MIRRORED else label


@given(any_series, any_series, directions, st.none() | st.floats(1e-300, 1e100), st.integers(0, 3))
def test_a_verdict_is_finite_and_can_be_said(
    before: list[float | None], after: list[float | None], better: str, useful: float | None, between: int
) -> None:
    found = judge(before, after, better=better, smallest_useful=useful, between=between)
    json.dumps(found.as_json(), allow_nan=False)
    assert len(found.labels) in {0, found.n_after}
    if found.effect is not None:
        assert found.effect.se >= 0
        assert found.effect.low <= found.effect.difference <= found.effect.high
        assert 0 <= found.effect.correlation <= 0.9
    for language in ("en", "zh_Hans"):
        said = change_sentence(found, metric=None, unit=None, changed_on=None, language=language)  # type: ignore[arg-type]
        assert not {"nan", "inf", "None", "-"} & set(said.split())


@given(phases, st.lists(st.integers(0, 3), min_size=40, max_size=40), directions)
def test_a_verdict_with_seasons_is_finite(
    series: tuple[list[float], list[float]], season: list[int], better: str
) -> None:
    before, after = series
    found = judge(
        before, after, better=better, season_before=season[: len(before)], season_after=season[-len(after) :]
    )
    json.dumps(found.as_json(), allow_nan=False)
    assert found.effect is not None
    assert found.effect.season_terms != ("season_not_adjusted" in found.flags)


@given(phases, st.sampled_from([2.0**-20, 0.25, 4.0, 2.0**30]), directions)
def test_another_unit_is_the_same_verdict(
    series: tuple[list[float], list[float]], factor: float, better: str
) -> None:
    before, after = series
    one = judge(before, after, better=better, smallest_useful=5)
    other = judge(
        [v * factor for v in before],
        [v * factor for v in after],
        better=better,
        smallest_useful=5 * factor,
    )
    assert (one.verdict, one.flags, one.labels) == (other.verdict, other.flags, other.labels)
    assert one.effect is not None and other.effect is not None
    assert other.effect.difference == pytest.approx(one.effect.difference * factor, rel=1e-9, abs=1e-12)
    assert other.effect.se == pytest.approx(one.effect.se * factor, rel=1e-9, abs=1e-12)


@given(phases, st.integers(-1000, 1000), directions)
def test_another_origin_is_the_same_verdict(
    series: tuple[list[float], list[float]], shift: int, better: str
) -> None:
    before, after = series
    one = judge(before, after, better=better)
    other = judge([v + shift for v in before], [v + shift for v in after], better=better)
    assert (one.verdict, one.flags, one.labels) == (other.verdict, other.flags, other.labels)
    assert one.effect is not None and other.effect is not None
    assert other.effect.difference == pytest.approx(one.effect.difference, rel=1e-6, abs=1e-6)
    assert other.effect.se == pytest.approx(one.effect.se, rel=1e-6, abs=1e-6)


@given(phases)
def test_up_is_the_mirror_of_down(series: tuple[list[float], list[float]]) -> None:
    before, after = series
    one = judge(before, after, better="up", smallest_useful=3)
    other = judge([-v for v in before], [-v for v in after], better="down", smallest_useful=3)
    assert (one.verdict, one.flags) == (other.verdict, other.flags)
    assert one.labels == tuple(mirrored(label) for label in other.labels)
    assert one.effect is not None and other.effect is not None
    assert (one.effect.low, one.effect.high) == pytest.approx((-other.effect.high, -other.effect.low))


@given(phases)
def test_better_the_other_way_round_swaps_improved_and_worse(series: tuple[list[float], list[float]]) -> None:
    swapped = {"improved": "worse", "worse": "improved"}
    up, down = (judge(*series, better=better) for better in ("up", "down"))
    assert swapped.get(up.verdict, up.verdict) == down.verdict
    assert (up.flags, up.labels, up.effect) == (down.flags, down.labels, down.effect)


@given(phases, st.integers(0, 4), directions)
def test_cutting_a_series_is_judging_its_parts(
    series: tuple[list[float], list[float]], settle_in: int, better: str
) -> None:
    before, after = series
    cut = judge_series(
        [*before, *[1e6] * settle_in, *after], changed_at=len(before), settle_in=settle_in, better=better
    )
    assert cut == judge(before, after, better=better, between=settle_in)


@given(phases, directions)
def test_readings_after_the_change_do_not_move_the_limits(
    series: tuple[list[float], list[float]], better: str
) -> None:
    before, after = series
    assert judge(before, after, better=better).limits == judge(before, [0.0] * 9, better=better).limits


numbers = st.lists(st.none() | st.integers(0, 60).map(float), max_size=40)
kinds = st.sampled_from(["auto", "run", "xmr", "p", "pp", "u", "up", "c", "g", "t", "i_prime"])
rule_sets = st.sampled_from(["nhs", "nelson", "western-electric", "anhoej", None])


@given(kinds, numbers, st.data(), rule_sets)
def test_a_chart_is_finite_and_has_an_entry_for_each_period(
    kind: str, values: list[float | None], data: Any, rules: str | None
) -> None:
    sizes = None
    if kind in {"p", "pp", "u", "up", "i_prime"}:
        sizes = [data.draw(st.none() | st.integers(60, 5000).map(float)) for _ in values]
    freeze = data.draw(st.none() | st.integers(1, len(values))) if values else None
    drawn = chart(kind, values, sizes, rules=rules, screen=data.draw(st.booleans()), freeze=freeze)
    document = drawn.as_json()
    json.dumps(document, allow_nan=False)
    for name in ("lower", "upper", "labels", "values"):
        assert len(document[name]) == len(values)
    for i, (low, high) in enumerate(zip(drawn.lower, drawn.upper, strict=True)):
        assert (low is None) == (high is None)
        if low is not None and high is not None:
            assert low <= high
            assert drawn.type in {"xmr", "i_prime"} or low >= 0
            assert drawn.type not in {"p", "pp"} or high <= 1
        label = drawn.labels[i]
        assert (label is None) == (drawn.values[i] is None)
    signaled = {signal.index for signal in drawn.signals}
    assert signaled == {i for i, label in enumerate(drawn.labels, 1) if label not in {None, "common_cause"}}


@given(st.lists(st.none() | any_number, max_size=30), rule_sets)
def test_extreme_readings_have_a_chart(values: list[float | None], rules: str | None) -> None:
    json.dumps(chart("xmr", values, rules=rules).as_json(), allow_nan=False)
    json.dumps(chart("run", values, rules=rules).as_json(), allow_nan=False)


fine = st.lists(st.integers(-50, 50).map(lambda v: v / 10), max_size=40)


@given(fine)
def test_labels_mirror(values: list[float]) -> None:
    down = nhs_labels([-v for v in values], 0, -3, 3)
    assert nhs_labels(values, 0, -3, 3) == [label and mirrored(label) for label in down]


@given(fine, st.integers(0, 39), st.floats(0.1, 5))
def test_a_higher_point_is_never_labeled_lower(values: list[float], index: int, lift: float) -> None:
    """Patterns of position are monotone: lifting a point cannot turn its own signal down, nor take it back inside."""
    if index >= len(values):
        return
    lifted = [*values[:index], values[index] + lift, *values[index + 1 :]]
    old, new = nhs_labels(values, 0, -3, 3)[index], nhs_labels(lifted, 0, -3, 3)[index]
    if old == "outside_upper":
        assert new == "outside_upper"
    if new == "outside_lower":
        assert old == "outside_lower"
    if old in {"two_in_three_above", "shift7_above"}:
        assert new is not None
        assert direction_of(new) == "up" or new.startswith("trend7")


@given(fine, st.floats(0, 3))
def test_wider_limits_never_add_a_point_outside(values: list[float], wider: float) -> None:
    narrow, wide = nhs_labels(values, 0, -3, 3), nhs_labels(values, 0, -3 - wider, 3 + wider)
    for one, other in zip(narrow, wide, strict=True):
        assert not (other or "").startswith("outside") or one == other


@given(fine, st.integers(0, 40))
def test_a_gap_at_an_end_changes_nothing(values: list[float], gaps: int) -> None:
    hole: list[float | None] = [None] * gaps
    assert nhs_labels([*hole, *values, *hole], 0, -3, 3)[gaps : gaps + len(values)] == nhs_labels(
        values, 0, -3, 3
    )
    assert runs_around([*hole, *values], 0) == runs_around(values, 0)
    found = [s.index + gaps for s in nelson_signals(values, 0, -3, 3)]
    assert [s.index for s in nelson_signals([*hole, *values], 0, -3, 3)] == found


@given(st.lists(st.sampled_from([math.nan, math.inf, -math.inf, 1.0]), min_size=1, max_size=5))
def test_what_is_not_finite_is_refused(values: list[float]) -> None:
    if all(math.isfinite(v) for v in values):
        assert chart("xmr", values).center == 1
    else:
        with pytest.raises(StatsError):
            chart("xmr", values)

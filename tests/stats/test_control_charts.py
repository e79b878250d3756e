"""Limits worked out by hand, gaps, baselines, the choice of a type, and what is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from improve.stats.control_charts import chart, phases, xmr_limits
from improve.stats.errors import StatsError

Values = list[float | None]


def lines(*args: Any, **options: Any) -> tuple[float | None, float | None, float | None]:
    """Center, and the limits at the first period."""
    drawn = chart(*args, **options)
    return drawn.center, drawn.lower[0], drawn.upper[0]


def near(*expected: float | None) -> tuple[Any, ...]:
    return tuple(v if v is None else pytest.approx(v, rel=1e-12, abs=1e-12) for v in expected)


# Eight readings: mean 11, moving ranges 2 1 2 4 3 2 1 with mean 15/7.
EIGHT: Values = [10, 12, 11, 13, 9, 12, 10, 11]
# Nineteen moving ranges of 1 and one of 40: mean 59/20, so that 40 is over 3.267 times it.
JUMP: Values = [10.0, 11.0] * 10 + [51.0]


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        (("xmr", EIGHT), {}, (11, 11 - 2.66 * 15 / 7, 11 + 2.66 * 15 / 7)),
        (("xmr", EIGHT), {"constant": 3 / 1.128}, (11, 11 - 45 / 1.128 / 7, 11 + 45 / 1.128 / 7)),
        (("xmr", JUMP), {}, (261 / 21, 261 / 21 - 2.66 * 59 / 20, 261 / 21 + 2.66 * 59 / 20)),
        (("xmr", JUMP), {"screen": True}, (261 / 21, 261 / 21 - 2.66, 261 / 21 + 2.66)),
        (("xmr", [5, 5, 5]), {"screen": True}, (5, 5, 5)),
        (("xmr", [5]), {}, (5, None, None)),
        (("xmr", []), {}, None),
        # No moving range across the hole: 1 and 1, not 1, 8 and 1.
        (("xmr", [1, 2, None, 10, 11]), {}, (6, 6 - 2.66, 6 + 2.66)),
        (("xmr", [1, None, 2]), {}, (1.5, None, None)),
        (("xmr", [1, 2, 30, 40]), {"freeze": 2}, (1.5, 1.5 - 2.66, 1.5 + 2.66)),
        (("xmr", [1, 2, 30, 4, 5]), {"exclude": [3]}, (3, 3 - 2.66, 3 + 2.66)),
        (("xmr", [20, 30], [10, 10]), {}, (2.5, 2.5 - 2.66, 2.5 + 2.66)),
        (("run", [3, 1, 2, 10]), {}, (2.5, None, None)),
        (("run", [3, 1, 2, 10, 10]), {"freeze": 3}, (2, None, None)),
        (("c", [9, 9, 9]), {}, (9, 0, 18)),
        (("c", [100, 100]), {}, (100, 70, 130)),
        (("c", [0, 0]), {}, (0, 0, 0)),
        # 20 of 100 each: sigma 0.04.
        (("p", [20, 20], [100, 100]), {}, (0.2, 0.08, 0.32)),
        (("p", [1, 3], [10, 10]), {}, (0.2, 0, 0.2 + 3 * math.sqrt(0.016))),
        (("p", [9, 9], [10, 10]), {}, (0.9, 0.9 - 3 * math.sqrt(0.009), 1)),
        (("p", [10, 20], [10, 20]), {}, (1, 1, 1)),
        # z is 0, 1.25, -1.25: sigma_z = (1.25 + 2.5) / 2 / 1.128.
        (("pp", [20, 25, 15], [100] * 3), {}, (0.2, 0.2 - 0.225 / 1.128, 0.2 + 0.225 / 1.128)),
        (("pp", [20, 20], [100, 100]), {}, (0.2, 0.2, 0.2)),
        (("pp", [20], [100]), {}, (0.2, None, None)),
        (("u", [8, 8], [2, 2]), {}, (4, 0, 4 + 3 * math.sqrt(2))),
        # sigma 0.2; z is -1, 1.
        (("up", [380, 420], [100, 100]), {}, (4, 4 - 1.2 / 1.128, 4 + 1.2 / 1.128)),
        (("g", [1, 2, 6]), {}, (2, 0, 3 + 3 * math.sqrt(12))),
        (("t", [1, 2**3.6, 3**3.6, 4**3.6]), {}, (2.5**3.6, 0, 5.16**3.6)),
        # x is 1, 2, 1, 2 with weight 4: s = sqrt(pi/2) / sqrt(1/2), limits 3 s / 2.
        (("i_prime", [4, 8, 4, 8], [4] * 4), {}, (1.5, 1.5 - 1.5 * math.pi**0.5, 1.5 + 1.5 * math.pi**0.5)),
        (("i_prime", [-4, 4], [4, 4]), {}, (0, -3 * math.pi**0.5, 3 * math.pi**0.5)),
    ],
)
def test_lines(given: tuple[Any, ...], options: dict[str, Any], expected: tuple[float | None, ...]) -> None:
    if expected is None:
        empty = chart(*given, **options)
        assert (empty.center, empty.lower, empty.labels, empty.signals) == (None, (), (), ())
    else:
        assert lines(*given, **options) == near(*expected)


def test_limits_follow_the_size_of_each_period_and_a_hole_has_none() -> None:
    drawn = chart("p", [20, None, 80, 5], [100, 100, 400, None])
    assert drawn.values == (0.2, None, 0.2, None)
    assert drawn.lower == near(0.08, 0.08, 0.14, None)
    assert drawn.labels == ("common_cause", None, "common_cause", None)


def test_the_scatter_between_periods_is_not_taken_across_a_hole() -> None:
    with_hole = chart("p", [20, 20, None, 40, 40], [100] * 5)
    assert with_hole.sigma_z == 0
    assert chart("i_prime", [1, 1, None, 9, 9], [1] * 5).mean_range == 0


def test_the_values_of_a_t_chart_are_the_times_themselves() -> None:
    assert chart("t", [3, 7, 0]).values == (3, 7, 0)


def test_screening_leaves_out_each_large_range_once() -> None:
    drawn = chart("xmr", JUMP, screen=True)
    assert (drawn.mean_range, drawn.screened) == (1, 1)
    assert chart("xmr", JUMP).screened == 0


def test_a_range_at_the_limit_of_ranges_is_left_out() -> None:
    # Moving ranges 3267, 233, 250 and 250 with mean 1000.
    drawn = chart("xmr", [0, 3267, 3500, 3750, 4000], screen=True)
    assert (drawn.mean_range, drawn.screened) == (pytest.approx(733 / 3), 1)


def test_limits_alone() -> None:
    found = xmr_limits(EIGHT, screen=True)
    assert (found.center, found.lower[7]) == near(11, 11 - 2.66 * 15 / 7)


@pytest.mark.parametrize(
    ("values", "sizes", "expected"),
    [
        ([1.5, 2], None, "xmr"),
        ([20, 21, 20], [100] * 3, "p"),
        ([20.0, 21.0], [100.0, 100.0], "p"),
        ([20, 45, 20], [100] * 3, "pp"),
        # sigma_z 1.06 and 1.26: the prime form above 1.2.
        ([20, 25] * 4, [100] * 8, "p"),
        ([20, 26] * 4, [100] * 8, "pp"),
        ([20, 21], [100.5, 100], "u"),
        ([20.5, 21], [100, 100], "u"),
        ([20, 101], [1000, 100], "up"),
        ([101, 102], [100, 100], "u"),
        ([20, None], [100, None], "p"),
    ],
)
def test_the_type_follows_the_data(values: Values, sizes: Values | None, expected: str) -> None:
    assert chart("auto", values, sizes).type == expected


def test_the_choice_of_the_prime_form_looks_at_the_baseline() -> None:
    counts: Values = [20, 21, 20, 60, 10, 60]
    assert chart("auto", counts, [100] * 6).type == "pp"
    assert chart("auto", counts, [100] * 6, freeze=3).type == "p"


def test_each_phase_has_its_own_limits_and_counters() -> None:
    first, second = phases("xmr", [1, 2, 1, 2, 11, 12, 11, 30], starts=[5])
    assert (first.center, second.center) == (1.5, 16)
    # Six points under 16 stand before the last one, but only three of them in its phase.
    assert second.labels == ("common_cause",) * 4
    assert phases("xmr", [1, 1, 1, 9], starts=[]) == (chart("xmr", [1, 1, 1, 9]),)
    both = phases("c", [4, 4, 4, 4, 4, 4, 4, 20], starts=[3])
    assert [(s.index, s.rule) for c in both for s in c.signals] == [(8, "outside_upper")]


def test_two_thirds_of_the_way_are_two_standard_errors_also_where_no_limit_is_drawn() -> None:
    # 98 of 100 each, upper limit 1.02, drawn at 1: 100 of 100 is within two standard errors and no signal.
    drawn = chart("p", [98, 98, 98, 98, 100, 100, 94], [100] * 7, freeze=4)
    assert drawn.upper[0] == 1
    assert drawn.labels[4:6] == ("common_cause", "common_cause")


def test_a_frozen_constant_baseline_still_finds_what_leaves_it() -> None:
    drawn = chart("xmr", [5, 5, 5, 6, 5, 4], freeze=3)
    assert [(s.index, s.rule) for s in drawn.signals] == [(4, "outside_upper"), (6, "outside_lower")]


def test_nelson_reports_all_rules_and_labels_with_the_first() -> None:
    drawn = chart("xmr", [10, 11] * 7 + [-20], freeze=14, rules="nelson", better="down")
    assert [(s.index, s.rule) for s in drawn.signals] == [
        (14, "nelson_4"),
        (15, "nelson_1"),
        (15, "nelson_4"),
    ]
    assert drawn.labels[13:] == ("nelson_4", "nelson_1")
    assert drawn.labels[0] == "common_cause"
    assert [s["favorable"] for s in drawn.as_json()["signals"]] == [None, True, None]


def test_western_electric_rules() -> None:
    drawn = chart("xmr", [10, 11] * 7 + [12] * 8, freeze=14, rules="western-electric")
    assert {s.rule for s in drawn.signals} == {"western_electric_3", "western_electric_4"}


def test_the_object_of_analyze_chart() -> None:
    document = chart("p", [20, 20, 60], [100] * 3, freeze=2).as_json()
    assert document["type"] == "p"
    assert document["signals"] == [{"index": 3, "rule": "outside_upper"}]
    assert document["labels"] == ["common_cause", "common_cause", "outside_upper"]
    assert len(document["lower"]) == len(document["upper"]) == 3
    assert {"center", "sigma_z"} <= set(document)
    assert "n_useful" not in document
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_object_of_a_run_chart() -> None:
    document = chart("run", [1] * 6 + [9] * 6).as_json()
    assert document["lower"] == [None] * 12
    assert {name: document[name] for name in ("center", "n_useful", "longest_run", "longest_run_max")} == {
        "center": 5,
        "n_useful": 12,
        "longest_run": 6,
        "longest_run_max": 7,
    }
    assert (document["crossings"], document["crossings_min"], document["signal"]) == (1, 3, True)
    assert document["signals"] == []
    assert chart("run", []).as_json()["n_useful"] == 0


def test_favorable_signals_are_named_when_the_direction_is_known() -> None:
    values: Values = [10, 11] * 4 + [30, -10]
    drawn = chart("xmr", values, freeze=8, better="up").as_json()
    assert [s["favorable"] for s in drawn["signals"]] == [True, False]


@pytest.mark.parametrize(
    ("given", "options", "code"),
    [
        (("pie", [1]), {}, "type_unknown"),
        (("xmr", [1]), {"rules": "tarot"}, "rules_unknown"),
        (("xmr", [1]), {"better": "left"}, "better_unknown"),
        (("xmr", [1]), {"constant": 0}, "constant_out_of_range"),
        (("xmr", [1]), {"constant": math.nan}, "constant_out_of_range"),
        (("xmr", [1]), {"freeze": 0}, "too_small"),
        (("xmr", [1]), {"freeze": 2}, "freeze_too_long"),
        (("xmr", [1, 2]), {"freeze": 1.5}, "not_whole"),
        (("xmr", [1]), {"exclude": [0]}, "too_small"),
        (("xmr", [math.nan]), {}, "not_finite"),
        (("xmr", [1, math.inf]), {}, "not_finite"),
        (("xmr", [1e101]), {}, "too_large"),
        (("xmr", ["a"]), {}, "not_a_number"),
        (("p", [1]), {}, "sizes_missing"),
        (("i_prime", [1]), {}, "sizes_missing"),
        (("c", [1], [1]), {}, "sizes_unused"),
        (("p", [1, 1], [1]), {}, "length_differs"),
        (("p", [1], [0]), {}, "size_not_positive"),
        (("u", [1], [-1]), {}, "size_not_positive"),
        (("i_prime", [1], [0]), {}, "size_not_positive"),
        (("u", [1], [1e-101]), {}, "size_too_small"),
        (("p", [3], [2]), {}, "count_above_size"),
        (("p", [-1], [2]), {}, "negative"),
        (("u", [-1], [2]), {}, "negative"),
        (("c", [-1]), {}, "negative"),
        (("g", [-1]), {}, "negative"),
        (("t", [-1]), {}, "negative"),
    ],
)
def test_refused(given: tuple[Any, ...], options: dict[str, Any], code: str) -> None:
    with pytest.raises(StatsError) as refused:
        chart(*given, **options)
    assert refused.value.code == code


@pytest.mark.parametrize("starts", [[1], [5], [3, 3], [4, 2]])
def test_refused_phases(starts: list[int]) -> None:
    with pytest.raises(StatsError):
        phases("xmr", [1, 2, 3, 4], starts=starts)

"""Each rule at its edge: one point short, exactly on the line, across a gap, at the ends of the series."""

from __future__ import annotations

import pytest

from improve.stats.errors import StatsError
from improve.stats.run_rules import (
    COMMON_CAUSE,
    direction_of,
    nelson_signals,
    nhs_labels,
    run_limits,
    runs_around,
    western_electric_signals,
)

# Center 0 and limits at -3 and 3: the outer third begins at 2 and the inner one ends at 1.
SHORT = {
    "o": "outside_upper",
    "u": "outside_lower",
    "t": "trend7_up",
    "d": "trend7_down",
    "n": "two_in_three_above",
    "m": "two_in_three_below",
    "s": "shift7_above",
    "b": "shift7_below",
    ".": COMMON_CAUSE,
    " ": None,
}


def labels(values: list[float | None]) -> str:
    """The NHS labels as one letter each."""
    letters = {label: letter for letter, label in SHORT.items()}
    return "".join(letters[label] for label in nhs_labels(values, 0, -3, 3))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ""),
        ([None], " "),
        # Outside is strict.
        ([3, -3], ".."),
        ([3.01, 0, -3.01], "o.u"),
        # Seven on one side; six are not enough, and a point on the center breaks the run.
        ([1] * 6, "......"),
        ([1] * 7, "sssssss"),
        ([-1] * 8, "bbbbbbbb"),
        ([1, 1, 1, 0, 1, 1, 1, 1], "........"),
        ([1] * 7 + [-1] * 7, "sssssssbbbbbbb"),
        ([-0.5] + [1] * 7 + [-0.5], ".sssssss."),
        # Seven points rising, on both sides of the center so that no shift hides it.
        ([-1.5, -1, -0.5, 0, 0.5, 1], "......"),
        ([-1.5, -1, -0.5, 0, 0.5, 1, 1.5], "ttttttt"),
        ([1.5, 1, 0.5, 0, -0.5, -1, -1.5], "ddddddd"),
        ([-1.5, -1, -0.5, 0, 0.5, 1, 1], "......."),
        # The turning point of two trends belongs to the later one.
        ([-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 1, 0.5, 0, -0.5, -1, -1.5], "tttttt" + "ddddddd"),
        # Two of three in the outer third, all three on one side; only the two are labeled.
        ([2.5, 0.5, 2.5], "n.n"),
        ([-2.5, -0.5, -2.5], "m.m"),
        ([2.5, -0.5, 2.5], "..."),
        ([2.5, 0, 2.5], "..."),
        ([0.5, 2.5, 2.5, 0.5], ".nn."),
        ([2, 0.5, 2], "..."),
        ([2.5, 0.5, 0.5, 2.5], "...."),
        # The three may hang over an end, so that the neighbor on the other side does not count.
        ([2.5, 2.5], "nn"),
        ([-1, 2.5, 2.5], ".nn"),
        ([2.5, 2.5, -1], "nn."),
        ([-1, 2.5, 2.5, -1], "...."),
        # A point outside is not one of the two.
        ([2.5, 0.5, 3.5], "..o"),
        ([2.5, 3.5, 2.5], "non"),
        # Precedence: outside, trend, two in three, shift.
        ([0.1, 0.2, 0.3, 0.4, 2.3, 2.4, 3.5], "tttttto"),
        ([0.5, 0.5, 2.5, 0.5, 2.5, 0.5, 0.5], "ssnsnss"),
        # A gap ends the stretch.
        ([1, 1, 1, None, 1, 1, 1, 1], "... ...."),
        ([2.5, None, 2.5], ". ."),
        ([-1, 2.5, 2.5, None, -1], ".nn ."),
        ([-1.5, -1, -0.5, None, 0, 0.5, 1, 1.5], "... ...."),
    ],
)
def test_nhs_labels(values: list[float | None], expected: str) -> None:
    assert labels(values) == expected


def test_rounding_does_not_make_a_signal() -> None:
    # 0.1 + 0.2 is not 0.3 in a computer; on paper all seven lie on the center.
    assert set(nhs_labels([0.1 + 0.2] * 7, 0.3, 0.0, 0.6)) == {COMMON_CAUSE}


def test_limits_may_differ_from_point_to_point_and_may_be_missing() -> None:
    found = nhs_labels([2, 2, 2], 0, [-1, -3, None], [1, 3, None])
    assert found == ["outside_upper", COMMON_CAUSE, COMMON_CAUSE]
    assert nhs_labels([9] * 7, 0) == ["shift7_above"] * 7
    with pytest.raises(StatsError) as refused:
        nhs_labels([1, 2], 0, [0], [3])
    assert refused.value.code == "length_differs"


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        ("outside_upper", "up"),
        ("two_in_three_above", "up"),
        ("shift7_above", "up"),
        ("trend7_up", "up"),
        ("outside_lower", "down"),
        ("two_in_three_below", "down"),
        ("shift7_below", "down"),
        ("trend7_down", "down"),
        (COMMON_CAUSE, None),
    ],
)
def test_where_a_label_points(label: str, direction: str | None) -> None:
    assert direction_of(label) == direction


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (1, [0, 3, 3.1, -3.1], [(3, "up"), (4, "down")]),
        (2, [0.5] * 8, []),
        (2, [0.5] * 10, [(9, "up"), (10, "up")]),
        (2, [0.5] * 8 + [0] + [0.5] * 8, []),
        (3, [-2, -1, 0, 1, 2], []),
        (3, [-2, -1, 0, 1, 2, 2.5], [(6, "up")]),
        (3, [2, 1, 0, -1, -2, -2.5], [(6, "down")]),
        (3, [-2, -1, 0, 0, 1, 2, 2.5], []),
        (4, [0, 1] * 6 + [0], []),
        (4, [0, 1] * 7, [(14, None)]),
        (5, [2.1, 0, 2.1], [(3, "up")]),
        (5, [2.1, 2.1, 0], []),
        (5, [2.1, 0, -2.1], []),
        (5, [2, 0, 2], []),
        (6, [1.1, 1.1, 0, 1.1, 1.1], [(5, "up")]),
        (6, [-1.1, -1.1, -1.1, -1.1, 0], []),
        (7, [0.5, -1, 1] * 5, [(15, None)]),
        (7, [0.5, -1, 1.1] * 5, []),
        (8, [1.1, -1.1] * 4, [(8, None)]),
        (8, [1.1] * 8, []),
        (8, [1.1, -1.1] * 3 + [1, -1.1], []),
    ],
)
def test_nelson(rule: int, values: list[float], expected: list[tuple[int, str | None]]) -> None:
    signals = nelson_signals(values, 0, -3, 3)
    assert [(s.index, s.direction) for s in signals if s.rule == f"nelson_{rule}"] == expected


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (1, [3, 3.1], [2]),
        (2, [0.5, 2.1, 2.1], [3]),
        (2, [2.1, -2.1, 0.5], []),
        (3, [-1.1, -1.1, 0.5, -1.1, -1.1], [5]),
        (4, [0.5] * 7, []),
        (4, [-0.5] * 8, [8]),
    ],
)
def test_western_electric(rule: int, values: list[float], expected: list[int]) -> None:
    signals = western_electric_signals(values, 0, -3, 3)
    assert [s.index for s in signals if s.rule == f"western_electric_{rule}"] == expected


def test_completing_rules_do_not_reach_across_a_gap() -> None:
    assert nelson_signals([0.5] * 5 + [None] + [0.5] * 5, 0, -3, 3) == []
    assert [s.index for s in nelson_signals([None, 3.5], 0, -3, 3)] == [2]


def test_points_hugging_limits_without_room_are_no_signal() -> None:
    assert nelson_signals([5.0] * 20, 5, 5, 5) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (0, None, None, None, None, False)),
        ([0, 0, None], (0, None, None, None, None, False)),
        ([1], (1, 1, 3, 0, 0, False)),
        # On the line and missing: neither breaks nor extends a run.
        ([1, 0, 1, None, 1, -1], (4, 3, 5, 1, 0, False)),
        ([1] * 6 + [-1] * 6, (12, 6, 7, 1, 3, True)),
        ([1] * 8 + [-1, 1, -1, 1], (12, 8, 7, 4, 3, True)),
        ([1, -1] * 6, (12, 1, 7, 11, 3, False)),
    ],
)
def test_runs(values: list[float | None], expected: tuple[object, ...]) -> None:
    found = runs_around(values, 0)
    assert (
        found.n_useful,
        found.longest_run,
        found.longest_run_max,
        found.crossings,
        found.crossings_min,
        found.signal,
    ) == expected


@pytest.mark.parametrize(("n", "expected"), [(10, (6, 2)), (22, (7, 7)), (24, (8, 8)), (100, (10, 41))])
def test_published_limits_of_runs(n: int, expected: tuple[int, int]) -> None:
    """Anhoej and Olesen 2014, table of critical values."""
    assert run_limits(n) == expected

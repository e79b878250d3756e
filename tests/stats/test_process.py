"""Event logs checked by hand, and what must hold for every log."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.stats.errors import StatsError
from improve.stats.process import diagnose, times
from improve.stats.step_model import Step, erlang_c, model

H = 3600.0
events = st.lists(
    st.tuples(st.sampled_from("12345"), st.sampled_from("abc"), st.integers(0, 50), st.integers(0, 20)),
    max_size=40,
)


def test_work_waiting_and_overlap_by_hand() -> None:
    # Case 1: a 0-2, b 3-4, c 3.5-6 (begins before b has ended); case NA: a 10-11, b 15-16.
    found = diagnose(
        ["1", "1", "1", "NA", "NA"],
        ["a", "b", "c", "b", "a"],
        [2 * H, 4 * H, 6 * H, 16 * H, 11 * H],
        [0, 3 * H, 3.5 * H, 15 * H, 10 * H],
    )
    assert (found.cases, found.events, len(found.variants)) == (2, 5, 2)
    assert (found.durations.median_h, found.durations.total_h) == (6, 12)
    waits = {activity.activity: activity for activity in found.activities}
    assert waits["b"].wait_before == times_of([1, 4])
    assert waits["c"].wait_before == times_of([-0.5])
    assert waits["c"].wait_before_clipped == times_of([0])
    assert (waits["c"].overlapping_starts, waits["b"].overlapping_starts) == (1, 0)
    assert waits["c"].service == times_of([2.5])
    assert waits["a"].wait_before == times_of([])
    assert waits["a"].elapsed_since_previous_step is None
    (first, second) = found.edges
    assert (first.source, first.target, first.n, first.total_h) == ("a", "b", 2, 5)
    assert (first.share_of_all_elapsed, second.share_of_all_elapsed) == (1, 0)
    assert [b.marked for b in found.bottlenecks] == [True, False]


def times_of(hours: list[float]) -> object:
    import numpy as np

    return times(np.array(hours, dtype=float) * H)


def test_ends_only_and_ties_in_the_order_of_the_file() -> None:
    found = diagnose(["x"] * 4, ["b", "a", "c", "a"], [5 * H, 1 * H, 5 * H, 9 * H])
    assert found.variants[0].trace == ("a", "b", "c", "a")
    assert (found.durations.mean_h, found.first, found.last) == (8, H, 9 * H)
    assert found.rework.cases_with_any_repeat == 1
    assert found.rework.cases_with_direct_self_loop == 0
    activity = next(a for a in found.activities if a.activity == "a")
    assert (activity.occurrences, activity.cases, activity.extra_occurrences) == (2, 1, 1)
    assert activity.service is None
    assert activity.elapsed_since_previous_step == times_of([4])


def test_interval_ties_by_start_then_end_then_file() -> None:
    found = diagnose(["x"] * 3, ["late", "early", "same"], [3 * H, 2 * H, 2 * H], [H, H, H])
    assert found.variants[0].trace == ("early", "same", "late")


def test_variants_that_cover_80_percent() -> None:
    cases = [str(i) for i in range(10)]
    found = diagnose(cases, ["a"] * 5 + ["b"] * 3 + ["c", "d"], [0.0] * 10)
    assert found.variants_for_80pct_cases == 2
    assert [v.cases for v in found.variants] == [5, 3, 1, 1]


def test_an_empty_log() -> None:
    found = diagnose([], [], [])
    assert (found.cases, found.events, found.first, found.rework.rate) == (0, 0, None, None)
    assert (found.durations.n, found.durations.median_h) == (0, None)
    assert (found.variants_for_80pct_cases, found.median_trace_length, found.edges) == (0, None, ())


@pytest.mark.parametrize(
    ("ends", "starts", "code"),
    [
        ([1.0], [2.0], "start_after_end"),
        ([math.nan], None, "not_finite"),
        ([math.inf], [0.0], "not_finite"),
        ([1.0, 2.0], None, "length"),
        ([1.0], [0.0, 0.0], "length"),
    ],
)
def test_impossible_logs(ends: list[float], starts: list[float] | None, code: str) -> None:
    with pytest.raises(StatsError) as refused:
        diagnose(["x"], ["a"], ends, starts)
    assert refused.value.code == code


@given(events, st.booleans())
def test_what_holds_for_every_log(log: list[tuple[str, str, int, int]], with_starts: bool) -> None:
    found = diagnose(
        [row[0] for row in log],
        [row[1] for row in log],
        [float(row[2] + row[3]) for row in log],
        [float(row[2]) for row in log] if with_starts else None,
    )
    json.dumps(asdict(found), allow_nan=False)
    assert sum(variant.cases for variant in found.variants) == found.cases
    assert sum(a.occurrences for a in found.activities) == found.events
    assert sum(edge.n for edge in found.edges) == found.events - found.cases
    shares = [e.share_of_all_elapsed for e in found.edges if e.share_of_all_elapsed is not None]
    assert not shares or sum(shares) == pytest.approx(1)
    assert all(a.total_h >= b.total_h for a, b in pairwise(found.edges))
    assert sum(b.marked for b in found.bottlenecks) <= 3


@given(st.permutations(range(6)))
def test_the_order_of_the_file_does_not_matter(order: list[int]) -> None:
    log = [
        ("1", "a", 0.0),
        ("1", "b", 5.0),
        ("1", "a", 9.0),
        ("2", "a", 1.0),
        ("2", "c", 2.0),
        ("2", "d", 7.0),
    ]
    shuffled = [log[i] for i in order]
    wanted = diagnose(*map(list, zip(*log, strict=True)))  # type: ignore[arg-type]
    assert diagnose(*map(list, zip(*shuffled, strict=True))) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shares", "marked"),
    [
        ([50, 30, 20], [True, True, True]),
        ([15, 10, 75], [True, False, False]),
        ([9] * 10 + [10], [False] * 11),
        ([25, 25, 25, 25], [True, True, True, False]),
    ],
)
def test_which_bottlenecks_are_marked(shares: list[int], marked: list[bool]) -> None:
    ends: list[float] = []
    for share in shares:
        ends += [0.0, float(share)]
    names = [name for i in range(len(shares)) for name in ("start", f"step {i}")]
    cases = [str(i) for i in range(len(shares)) for _ in range(2)]
    assert [b.marked for b in diagnose(cases, names, ends).bottlenecks] == marked


def test_a_step_by_design_leaves_the_ranking_only() -> None:
    log = (["1", "1", "1"], ["a", "b", "c"], [0.0, 30.0, 100.0])
    assert [b.edge.target for b in diagnose(*log).bottlenecks] == ["c", "b"]
    left = diagnose(*log, by_design={"c"}).bottlenecks
    assert [(b.edge.target, b.edge.share_of_all_elapsed) for b in left] == [("b", 0.3)]


def test_step_model_by_hand() -> None:
    found = model([Step("one", 6, 1, 0.5, 24), Step("two", 0, 1, 0, 0, value_adding=False)], 4)
    first, second = found.steps
    # Half of all visits fail: 2 visits of 6 minutes, 4 cases an hour keep one person busy 48 of 60 minutes.
    assert (first.visits, first.load_minutes_per_case, first.utilization) == (2, 12, 0.8)
    # M/M/1 with 8 visits an hour and 10 served: wait = 0.8 / (10 - 8) h.
    assert (first.p_wait, first.mean_wait_minutes) == (pytest.approx(0.8), pytest.approx(24))
    assert (second.capacity_per_hour, second.utilization) == (None, 0)
    assert (found.lead_time_minutes, found.work_in_process) == (30, 2)
    assert found.process_cycle_efficiency == pytest.approx(0.2)
    assert found.throughput_limit_per_hour == 5


def test_an_overloaded_step_has_no_wait() -> None:
    found = model([Step("s", 30, 1)], 2)
    assert (found.steps[0].utilization, found.steps[0].p_wait, found.steps[0].mean_wait_minutes) == (
        1,
        None,
        None,
    )
    assert erlang_c(0, 1, 1) == 0
    assert erlang_c(90, 1, 100) == pytest.approx(0.2167, abs=1e-3)


@pytest.mark.parametrize(
    "step", [Step("s", -1), Step("s", 1, 0), Step("s", 1, 1, 1.0), Step("s", math.nan), Step("s", 1, 1, -0.1)]
)
def test_impossible_steps(step: Step) -> None:
    with pytest.raises(StatsError):
        model([step], 1)


def test_impossible_lines() -> None:
    with pytest.raises(StatsError):
        model([], 1)
    with pytest.raises(StatsError):
        model([Step("s", 1)], -1)
    with pytest.raises(StatsError):
        erlang_c(1, 0, 1)

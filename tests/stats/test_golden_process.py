"""The event logs and the step model of ../shared/golden/process.json."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from improve.stats.process import Process, Times, diagnose
from improve.stats.step_model import Step, erlang_c, model

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PATH = SHARED / "golden" / "process.json"
GOLDEN: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
FILES = {
    "patients": ("patients_intervals.csv", "case", "activity", "start", "end"),
    "running_example": (
        "pm4py_running-example.csv",
        "case:concept:name",
        "concept:name",
        None,
        "time:timestamp",
    ),
    "helpdesk": ("helpdesk_slim.csv", "case:concept:name", "concept:name", None, "time:timestamp"),
}
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLDEN, reason="../shared/golden/process.json lies beside a checkout only"),
]

Case = dict[str, Any]


def seconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


@pytest.fixture(params=FILES)
def log(request: pytest.FixtureRequest) -> tuple[Process, Case]:
    name, case, activity, start, end = FILES[request.param]
    with (SHARED / "data" / "processes" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = diagnose(
        [row[case] for row in rows],
        [row[activity] for row in rows],
        [seconds(row[end]) for row in rows],
        [seconds(row[start]) for row in rows] if start else None,
    )
    return found, GOLDEN["logs"][request.param]["expected"]


def near(expected: Any) -> Any:
    """Hours are written with four decimals there, totals with two."""
    return pytest.approx(expected, abs=6e-5, rel=1e-8)


def check_times(found: Times | None, wanted: Case) -> None:
    assert found is not None
    assert found.n == wanted["n"]
    for name in ("mean_h", "median_h", "p90_h", "max_h"):
        if name in wanted:
            assert getattr(found, name) == near(wanted[name])
    if "total_h" in wanted:
        assert found.total_h == pytest.approx(wanted["total_h"], abs=0.006)


def test_the_shape_of_the_log(log: tuple[Process, Case]) -> None:
    found, expected = log
    assert (found.cases, found.events, len(found.activities), len(found.variants)) == (
        expected["cases"],
        expected["activity_instances"],
        expected["activities"],
        expected["variants"],
    )
    assert found.variants_for_80pct_cases == expected["variants_for_80pct_cases"]
    assert found.median_trace_length == expected["median_trace_length"]
    assert found.max_trace_length == expected["max_trace_length"]
    assert found.start_activities == expected["start_activities"]
    assert found.end_activities == expected["end_activities"]
    assert len(found.edges) == expected["dfg_edges"]
    for moment, name in ((found.first, "first"), (found.last, "last")):
        assert moment is not None
        assert datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S") == expected[name]
    by_trace = {variant.trace: variant for variant in found.variants}
    for wanted in expected["top_variants"]:
        variant = by_trace[tuple(wanted["trace"])]
        assert (variant.cases, variant.share) == (wanted["cases"], near(wanted["share"]))
    check_times(found.durations, expected["case_duration"])


def test_activities_and_rework(log: tuple[Process, Case]) -> None:
    found, expected = log
    activities = {activity.activity: activity for activity in found.activities}
    assert activities.keys() == expected["per_activity"].keys()
    for name, wanted in expected["per_activity"].items():
        activity = activities[name]
        for field in ("occurrences", "cases", "cases_with_repeat", "extra_occurrences"):
            assert getattr(activity, field) == wanted[field]
        assert activity.case_share == near(wanted["case_share"])
        repeats = activity.repeat_share_of_cases_with_activity
        assert repeats == near(wanted["repeat_share_of_cases_with_activity"])
        for field in ("service", "wait_before", "wait_before_clipped", "elapsed_since_previous_step"):
            if field in wanted:
                check_times(getattr(activity, field), wanted[field])
            else:
                assert getattr(activity, field) is None
        assert activity.overlapping_starts == wanted.get("overlapping_starts")
    rework = expected["rework"]
    assert found.rework.cases_with_any_repeat == rework["cases_with_any_repeat"]
    assert found.rework.rate == near(rework["rate"])
    assert found.rework.cases_with_direct_self_loop == rework["cases_with_direct_self_loop"]


def test_edges_and_bottlenecks(log: tuple[Process, Case]) -> None:
    found, expected = log
    edges = {(edge.source, edge.target): edge for edge in found.edges}
    for wanted in expected["edges_top_by_frequency"]:
        edge = edges[wanted["source"], wanted["target"]]
        assert (edge.n, edge.median_h, edge.p90_h) == (
            wanted["n"],
            near(wanted["median_h"]),
            near(wanted["p90_h"]),
        )
    ranked = [(b.edge.source, b.edge.target) for b in found.bottlenecks]
    for place, wanted in enumerate(expected["edges_top_by_total_time"]):
        assert ranked[place] == (wanted["source"], wanted["target"])
        edge = edges[ranked[place]]
        assert edge.total_h == pytest.approx(wanted["total_h"], abs=0.006)
        assert edge.share_of_all_elapsed == near(wanted["share_of_all_elapsed"])


def test_a_step_marked_by_design_leaves_the_ranking_and_stays_in_the_total() -> None:
    name, case, activity, _, end = FILES["helpdesk"]
    with (SHARED / "data" / "processes" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = diagnose(
        [row[case] for row in rows],
        [row[activity] for row in rows],
        [seconds(row[end]) for row in rows],
        by_design={"Closed"},
    )
    assert found.bottlenecks[0].edge.target == "Take in charge ticket"
    assert found.bottlenecks[0].edge.share_of_all_elapsed == pytest.approx(0.0831, abs=5e-5)


def test_step_model() -> None:
    given, expected = GOLDEN["step_model"]["input"], GOLDEN["step_model"]["expected"]
    found = model([Step(**{k: v for k, v in s.items() if k != "name"}) for s in given["steps"]], 4)
    for step, wanted in zip(found.steps, expected["steps"], strict=True):
        assert [
            step.visits,
            step.load_minutes_per_case,
            step.utilization,
            step.capacity_per_hour,
            step.p_wait,
            step.mean_wait_minutes,
        ] == pytest.approx([value for key, value in wanted.items() if key != "id"], abs=1e-6)
    assert found.bottleneck_by_utilization == expected["bottleneck_by_utilisation"]
    assert found.bottleneck_by_elapsed == expected["bottleneck_by_elapsed"]
    for mine, theirs in (
        ("rolled_throughput_yield", "rolled_throughput_yield"),
        ("first_pass_processing_minutes", "first_pass_processing_minutes"),
        ("processing_with_rework_minutes", "processing_with_rework_minutes"),
        ("lead_time_minutes", "lead_time_minutes"),
        ("process_cycle_efficiency", "process_cycle_efficiency"),
        ("work_in_process", "little_law_wip"),
        ("throughput_limit_per_hour", "throughput_limit_per_hour"),
    ):
        assert getattr(found, mine) == pytest.approx(expected[theirs], abs=1e-6)


def test_erlang_c() -> None:
    wanted = GOLDEN["step_model"]["check_mm2"]
    p_wait = erlang_c(2, 1.5, 2)
    assert p_wait == pytest.approx(wanted["p_wait"], abs=1e-6)
    assert (p_wait or 0) * 2 / (2 * 1.5 - 2) == pytest.approx(wanted["Lq"], abs=1e-6)

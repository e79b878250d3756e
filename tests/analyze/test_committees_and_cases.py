"""`analyze agreement`, `process` and `sla`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from improve.analyze.agreement import parse_list
from improve.core.numbers import NumberReader

RATINGS = "idea,reviewer,points\n" + "".join(
    f"{i},{r},{3 + (i * 7 + j * 5) % 6 + j}\n" for i in range(12) for j, r in enumerate("xyz")
)


# Agreement


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("[10, 3, 1]", [10, 3, 1]),
        ("[10]", [10]),
        ("[]", []),
        ("", []),
        (None, []),
        ("7", [7]),
        ("7.5", [7.5]),
        ("(3; 4)", [3, 4]),
        ("【3，4】", [3, 4]),
        ("[1 2  3]", [1, 2, 3]),
        ("['5', \"6\"]", [5, 6]),
        ("[1, null, None, nan]", [1]),
        ("3;4;5", [3, 4, 5]),
        ("3 | 4", [3, 4]),
        ("3, 4", [3, 4]),
        ("[-1, +2]", [-1, 2]),
    ],
)
def test_a_cell_may_hold_a_list(cell: str | None, values: list[float]) -> None:
    assert parse_list(cell, NumberReader()) == values


def test_agreement_of_lists(write: Any, as_json: Any) -> None:
    path = write('id,scores\na,"[8, 9]"\nb,"[1, 5, 3]"\nc,[]\nd,\n-e,"[4]"\nNA,bad\n,\n')
    found = as_json("agreement", path, "--item", "id", "--score", "scores")
    assert {
        k: found[k] for k in ("items", "rated_items", "raters", "ratings", "mean", "alpha", "icc_1k")
    } == {
        "items": 6,
        "rated_items": 3,
        "raters": None,
        "ratings": 6,
        "mean": 5,
        "alpha": None,
        "icc_1k": None,
    }
    assert (found["adjusted_method"], found["severity"]) == ("mean", [])
    by_item = {a["item"]: a for a in found["adjusted"]}
    assert list(by_item) == ["a", "b", "c", "d", "-e", "NA"]
    assert (by_item["b"]["mean"], by_item["b"]["median"], by_item["b"]["adjusted"]) == (3, 3, 3)
    assert by_item["b"]["sd"] == pytest.approx((8 / 3) ** 0.5)
    assert by_item["c"] == {
        "item": "c",
        "n": 0,
        **dict.fromkeys(("mean", "median", "sd", "adjusted", "rank_low", "rank_high")),
    }
    assert [(e["row"], e["code"]) for e in found["errors"]] == [(7, "not_a_number")]


def test_agreement_with_reviewers(write: Any, run: Any, as_json: Any) -> None:
    path = write(RATINGS)
    arguments = ["--item", "idea", "--score", "points", "--rater", "reviewer"]
    found = as_json("agreement", path, *arguments)
    assert (found["items"], found["raters"], found["ratings"]) == (12, 3, 36)
    assert (found["adjusted_method"], found["adjusted_reason"]) == ("additive", None)
    assert found["alpha"] is not None
    assert {s["rater"] for s in found["severity"]} == set("xyz")
    assert sum(s["effect"] for s in found["severity"]) == pytest.approx(0, abs=1e-6)
    assert all(1 <= a["rank_low"] <= a["rank_high"] <= 12 for a in found["adjusted"])
    assert as_json("agreement", path, *arguments) == found
    assert as_json("agreement", path, *arguments, "--seed", "3")["seed"] == 3
    assert run("agreement", path, *arguments, "--seed", "-3").exit_code == 2


def test_agreement_falls_back_and_says_so(write: Any, as_json: Any) -> None:
    path = write(RATINGS + "0,guest,5\n,x,5\n3,,5\n")
    found = as_json("agreement", path, "--item", "idea", "--score", "points", "--rater", "reviewer")
    assert (found["adjusted_method"], found["adjusted_reason"]) == ("mean", "few_reviews")
    assert {s["rater"]: (s["n"], s["effect"]) for s in found["severity"]}["guest"] == (1, None)
    assert [e["code"] for e in found["errors"]] == ["no_item", "no_rater"]


def test_iclr(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "reviews" / "iclr2023_scores.csv"
    found = as_json("agreement", path, "--item", "id", "--score", "ratings")
    assert (found["items"], found["rated_items"], found["ratings"]) == (4874, 4833, 18131)
    assert found["mean"] == pytest.approx(4.941812, abs=5e-7)
    assert 0.2 < found["alpha"] < 0.3
    assert len(found["adjusted"]) == 4874


# Processes


def test_the_running_example(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "processes" / "pm4py_running-example.csv"
    found = as_json(
        "process",
        path,
        *("--case", "case:concept:name", "--activity", "concept:name", "--end", "time:timestamp"),
    )
    expected = json.loads((shared / "golden" / "process.json").read_text("utf-8"))
    expected = expected["logs"]["running_example"]["expected"]
    assert (found["cases"], found["events"], found["activities"], found["variants"]) == (6, 42, 8, 6)
    assert found["durations"]["median_h"] == pytest.approx(expected["case_duration"]["median_h"], abs=1e-4)
    assert (found["first"], found["last"]) == ("2010-12-30T10:02:00Z", "2011-01-24T13:56:00Z")
    assert found["per_activity"]["decide"]["occurrences"] == 9
    assert len(found["per_edge"]) == 16
    top = expected["edges_top_by_total_time"][0]
    assert (found["bottlenecks"][0]["source"], found["bottlenecks"][0]["target"]) == (
        top["source"],
        top["target"],
    )


@pytest.mark.parametrize(
    ("name", "options", "counts", "first", "share"),
    [
        (
            "patients_intervals.csv",
            ["--case", "case", "--activity", "activity", "--start", "start", "--end", "end"],
            (500, 2721, 7, 7),
            ("Discuss Results", "Check-out"),
            0.2344,
        ),
        (
            "helpdesk_slim.csv",
            ["--case", "case:concept:name", "--activity", "concept:name", "--end", "time:timestamp"],
            (4580, 21348, 14, 226),
            ("Resolve ticket", "Closed"),
            0.7155,
        ),
    ],
)
def test_processes_of_others(
    *,
    shared: Path,
    as_json: Any,
    name: str,
    options: list[str],
    counts: tuple[int, ...],
    first: tuple[str, str],
    share: float,
) -> None:
    found = as_json("process", shared / "data" / "processes" / name, *options)
    assert (found["cases"], found["events"], found["activities"], found["variants"]) == counts
    top = found["bottlenecks"][0]
    assert (top["source"], top["target"]) == first
    assert top["share_of_all_elapsed"] == pytest.approx(share, abs=5e-5)


def test_events_that_cannot_be_used(write: Any, as_json: Any) -> None:
    path = write(
        "c,a,s,e\nNA,x,2026-01-01 08:00,2026-01-01 09:00\n,x,2026-01-01 08:00,2026-01-01 09:00\n"
        "1,,2026-01-01 08:00,2026-01-01 09:00\n1,x,2026-01-01 10:00,2026-01-01 09:00\n1,x,,2026-01-01 09:00\n"
        "1,x,2026-01-01 08:00,later\n1,x,2026-01-01 08:00,\n"
    )
    found = as_json("process", path, "--case", "c", "--activity", "a", "--start", "s", "--end", "e")
    assert (found["cases"], found["events"]) == (1, 1)
    assert list(found["per_activity"]) == ["x"]
    assert [(e["row"], e["code"]) for e in found["errors"]] == [
        (3, "no_case"),
        (4, "no_activity"),
        (5, "start_after_end"),
        (6, "no_time"),
        (7, "not_a_date"),
        (8, "no_time"),
    ]


def test_times_of_systems(write: Any, as_json: Any) -> None:
    path = write("c,a,e\n1,x,1549308030\n1,y,1549311630000\n")
    found = as_json("process", path, "--case", "c", "--activity", "a", "--end", "e")
    assert found["durations"]["max_h"] == 1
    assert found["first"] == "2019-02-04T19:20:30Z"


# Promises


def test_the_help_desk(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "cases" / "helpdesk_events.csv"
    arguments = ["--case", "CaseID", "--event-time", "CompleteTimestamp"]
    found = as_json("sla", path, *arguments)
    assert (found["cases"], found["in_time"], found["open_overdue"], found["open_on_track"]) == (
        3804,
        1889,
        1,
        0,
    )
    assert found["late"] == 3804 - 1889 - 1
    assert found["compliance"] == pytest.approx(1889 / 3804)
    assert as_json("sla", path, *arguments, "--hours", "24")["in_time"] == 2549


CASES = (
    "id,opened,answered\n1,2026-06-05T17:30:00,2026-06-08T10:30:00\n2,2026-06-05T17:30:00,2026-06-08T10:30:01\n"
    "3,2026-06-05T17:30:00,\n4,2026-06-08T09:00:00,\n"
)


def test_rows_around_the_clock(write: Any, as_json: Any) -> None:
    found = as_json(
        "sla", write(CASES), "--opened", "opened", "--answered", "answered", "--now", "2026-06-08T11:00:00Z"
    )
    counts = [found[key] for key in ("cases", "in_time", "late", "open_overdue", "open_on_track")]
    assert counts == [4, 0, 2, 1, 1]
    assert found["compliance"] == 0
    assert found["median_seconds"] == pytest.approx(65 * 3600 + 0.5)


@pytest.mark.parametrize(
    ("name", "calendar", "zone"),
    [
        ("c.json", '{"mon-fri": ["09:00", "18:00"]}', ["--time-zone", "Asia/Shanghai"]),
        ("c.json", '{"mon-fri": ["09:00", "18:00"], "time_zone": "Asia/Shanghai"}', []),
        ("c.toml", 'mon-fri = ["09:00", "18:00"]\nholidays = [2026-10-01]', ["--time-zone", "Asia/Shanghai"]),
    ],
)
def test_rows_in_working_hours(write: Any, as_json: Any, name: str, calendar: str, zone: list[str]) -> None:
    found = as_json(
        "sla",
        write(CASES),
        *("--opened", "opened", "--answered", "answered", "--now", "2026-06-08 11:00", *zone),
        *("--calendar", write(calendar, name=name)),
    )
    counts = [found[key] for key in ("cases", "in_time", "late", "open_overdue", "open_on_track")]
    assert counts == [4, 1, 1, 1, 1]
    assert found["median_seconds"] == pytest.approx(7200.5)
    assert found["compliance"] == pytest.approx(1 / 3)


def test_rows_of_one_case(write: Any, as_json: Any) -> None:
    path = write(
        "id,opened,answered\n1,2026-06-05 09:00,\n1,2026-06-05 09:30,2026-06-05 12:00\n"
        "1,,2026-06-05 10:00\n2,,2026-06-05 10:00\n,2026-06-05 09:00,\n"
    )
    found = as_json("sla", path, "--opened", "opened", "--answered", "answered", "--case", "id")
    assert (found["cases"], found["in_time"], found["median_seconds"]) == (1, 1, 3600)
    assert [e["code"] for e in found["errors"]] == ["no_opening", "no_case"]


def test_cases_that_cannot_be_used(write: Any, as_json: Any) -> None:
    path = write("o,a\n2026-06-05 09:00,2026-06-05 08:00\n,2026-06-05 08:00\n2026-06-05 09:00,later\n")
    found = as_json("sla", path, "--opened", "o", "--answered", "a")
    assert (found["cases"], found["compliance"], found["median_seconds"]) == (0, None, None)
    assert [e["code"] for e in found["errors"]] == ["answered_before_opened", "no_opening", "not_a_date"]


def test_the_file_decides_the_order_of_day_and_month(write: Any, as_json: Any, run: Any) -> None:
    arguments = ["--opened", "o", "--answered", "a", "--hours", "24"]
    decided = write("o,a\n12/02/2026 20:00,13/02/2026 08:00\n")
    assert as_json("sla", decided, *arguments)["median_seconds"] == 12 * 3600
    open_ = write("o,a\n11/02/2026 20:00,12/02/2026 08:00\n")
    assert run("sla", open_, *arguments).exit_code == 2
    assert as_json("sla", open_, *arguments, "--date-order", "dmy")["in_time"] == 1
    assert as_json("sla", open_, *arguments, "--date-order", "mdy")["late"] == 1


def test_the_clock_judges_what_is_open(write: Any, as_json: Any, clock: Any) -> None:
    path = write("o,a\n2026-03-04 08:30,\n")
    arguments = ["--opened", "o", "--answered", "a"]
    assert as_json("sla", path, *arguments)["open_on_track"] == 1  # 9:30, due 10:30
    clock.move(hours=1, seconds=1)
    assert as_json("sla", path, *arguments)["open_overdue"] == 1


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--opened", "opened"],
        ["--event-time", "opened"],
        ["--opened", "opened", "--answered", "nothing"],
        ["--opened", "opened", "--answered", "answered", "--hours", "-1"],
        ["--opened", "opened", "--answered", "answered", "--hours", "nan"],
        ["--opened", "opened", "--answered", "answered", "--calendar", "absent.json"],
        ["--opened", "opened", "--answered", "answered", "--time-zone", "Mars/Base"],
        ["--opened", "opened", "--answered", "answered", "--now", "soon"],
    ],
)
def test_options_that_cannot_be_used(write: Any, run: Any, options: list[str]) -> None:
    result = run("sla", write(CASES), *options, "--json")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "calendar", ["[]", '{"mon": "never"}', "{}", "not a calendar", '{"mon": ["9:00", "8:00", "7:00"]}']
)
def test_calendars_that_cannot_be_read(write: Any, run: Any, calendar: str) -> None:
    path = write(calendar, name="calendar")
    result = run("sla", write(CASES), "--opened", "opened", "--answered", "answered", "--calendar", path)
    assert result.exit_code == 2

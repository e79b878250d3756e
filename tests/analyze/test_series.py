"""`analyze change` and `analyze chart`: periods, gaps, counts, seasons and drawings."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from improve.stats.change import judge_series
from improve.stats.control_charts import chart

BEFORE = [17, 12, 27, 20, 20, 18, 22, 19, 19, 24, 17, 16, 24, 19, 19, 22, 25, 19, 17, 6, 25, 17, 11, 14]
AFTER = [9, 11, 7, 13, 5, 5, 3, 5, 9, 4, 5, 9]
VALUES = [*BEFORE, *AFTER]
MONTHS = [(2013 + i // 12, i % 12 + 1) for i in range(36)]
EXPECTED = judge_series(VALUES, changed_at=24, better="down").as_json()
CORE = ("verdict", "flags", "n_before", "n_after", "need_before", "need_after", "limits", "labels", "effect")


def core(found: dict[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in CORE}


def rows(labels: list[str], *, header: str = "period,value") -> str:
    return header + "\n" + "".join(f"{label},{value}\n" for label, value in zip(labels, VALUES, strict=True))


@pytest.mark.parametrize(
    ("labels", "changed_on"),
    [
        ([f"{y}-{m:02}" for y, m in MONTHS], "2015-01"),
        ([f"{y}-{m:02}" for y, m in MONTHS], "2015-1"),
        ([f"{y}-{m:02}" for y, m in MONTHS], "2015-01-01"),
        ([f"{y}-{m:02}-01" for y, m in MONTHS], "2015-01-01"),
        ([f"{y}-{m:02}-01" for y, m in MONTHS], "2015-01"),
        ([f"{y}-{m:02}-01" for y, m in MONTHS], "2014-12-15"),
        ([f"{y}/{m}/1" for y, m in MONTHS], "2015/1/1"),
        ([f"1/{m}/{y}" for y, m in MONTHS], "2015-01-01"),
        ([f"28.{m}.{y}" for y, m in MONTHS], "28.1.2015"),
        ([f"{y}年{m}月" for y, m in MONTHS], "2015年1月"),
        ([f"{y}年{m}月" for y, m in MONTHS], "2015-01"),
        ([f"{y}{m:02}" for y, m in MONTHS], "201501"),
        ([str(1900 + i) for i in range(36)], "1924"),
        ([str(i) for i in range(1, 37)], "25"),
        ([f"phase {chr(65 + i)}" if i < 26 else f"last {i}" for i in range(36)], "phase Y"),
        ([f"{y}-{m:02}" for y, m in MONTHS], "#25"),
        ([""] * 36, "#25"),
    ],
)
def test_periods_however_they_are_written(
    write: Any, as_json: Any, labels: list[str], changed_on: str
) -> None:
    period = ["--period", "period"] if any(labels) else []
    dates = ["--date-order", "dmy"] if labels[0].startswith("1/") else []
    path = write(rows(labels))
    found = as_json(
        "change", path, "--value", "value", *period, "--changed-on", changed_on, "--better", "down", *dates
    )
    assert core(found) == core(EXPECTED)
    assert found["verdict"] == "improved"
    assert "fell from 18.7" in found["sentence"]


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("year,month,value", lambda y, m: f"{y},{m}"),
        ("year,month,value", lambda y, m: f"{y},{m:02}"),
        ("year,month,value", lambda y, m: f"{y}年,{m}月"),
        ("year,month,value", lambda y, m: f"{y},{'JanFebMarAprMayJunJulAugSepOctNovDec'[3 * m - 3 : 3 * m]}"),
    ],
)
def test_two_columns_make_a_period(write: Any, as_json: Any, header: str, label: Any) -> None:
    path = write(rows([label(y, m) for y, m in MONTHS], header=header))
    periods = ["--period", "year", "--period", "month"]
    for changed_on in ("2015-01", "2015-1", "#25"):
        found = as_json(
            "change", path, "--value", "value", *periods, "--changed-on", changed_on, "--better", "down"
        )
        assert core(found) == core(EXPECTED)
        assert found["changed_on"] == "2015-01"


def test_a_file_that_is_not_in_time_order(write: Any, as_json: Any) -> None:
    for labels in ([f"{y}-{m:02}" for y, m in MONTHS], [str(1900 + i) for i in range(36)]):
        lines = rows(labels).splitlines()
        path = write("\n".join([lines[0], *reversed(lines[1:])]))
        found = as_json(
            "change",
            path,
            "--value",
            "value",
            "--period",
            "period",
            "--changed-on",
            labels[24],
            "--better",
            "down",
        )
        assert core(found) == core(EXPECTED)
        # Row 12 of the reversed file is the 25th period.
        by_row = as_json(
            "change",
            path,
            "--value",
            "value",
            "--period",
            "period",
            "--changed-on",
            "#12",
            "--better",
            "down",
        )
        assert by_row["changed_on"] == labels[24]


def test_missing_periods_are_gaps(write: Any, as_json: Any) -> None:
    labels = [f"{y}-{m:02}" for y, m in MONTHS]
    lines = rows(labels).splitlines()
    del lines[10], lines[4]
    lines[8] = lines[8].split(",")[0] + ","
    values: list[float | None] = list(VALUES)
    values[9] = values[3] = values[8] = None
    found = as_json(
        "change",
        write("\n".join(lines)),
        "--value",
        "value",
        "--period",
        "period",
        "--changed-on",
        "2015-01",
        "--better",
        "down",
    )
    assert core(found) == core(judge_series(values, changed_at=24, better="down").as_json())
    assert found["errors"] == []


def test_settling_in_counts_from_the_change_even_where_its_period_is_missing(
    write: Any, as_json: Any
) -> None:
    lines = rows([f"{y}-{m:02}" for y, m in MONTHS]).splitlines()
    arguments = ["--value", "value", "--period", "period", "--changed-on", "2015-01", "--better", "down"]
    expected = judge_series(VALUES, changed_at=24, better="down", settle_in=2).as_json()
    whole = as_json("change", write("\n".join(lines)), *arguments, "--settle-in", "2")
    assert core(whole) == core(expected)
    del lines[25]
    without = as_json("change", write("\n".join(lines)), *arguments, "--settle-in", "2")
    assert core(without) == core(expected)


def test_rows_that_cannot_be_used(write: Any, as_json: Any) -> None:
    lines = rows([f"{y}-{m:02}" for y, m in MONTHS]).splitlines()
    lines += ["2013-01,99", ",7", "2016-01,much"]
    found = as_json(
        "change",
        write("\n".join(lines)),
        "--value",
        "value",
        "--period",
        "period",
        "--changed-on",
        "2015-01",
        "--better",
        "down",
    )
    assert core(found) == core(EXPECTED)
    assert [(e["row"], e["code"]) for e in found["errors"]] == [
        (38, "repeated_period"),
        (39, "no_period"),
        (40, "not_a_number"),
    ]


@pytest.mark.parametrize(
    ("changed_on", "n"),
    [("2020-01", (36, 0)), ("2012-01", (0, 36)), ("#1", (0, 36)), ("#33", (32, 4)), ("#37", (36, 0))],
)
def test_a_change_at_the_edge(write: Any, as_json: Any, changed_on: str, n: tuple[int, int]) -> None:
    path = write(rows([f"{y}-{m:02}" for y, m in MONTHS]))
    found = as_json(
        "change", path, "--value", "value", "--period", "period", "--changed-on", changed_on, "--better", "up"
    )
    assert (found["n_before"], found["n_after"]) == n
    if min(n) < 4:
        assert (found["verdict"], found["limits"], found["effect"], found["labels"]) == (
            "not_enough_data",
            None,
            None,
            [],
        )
        assert (found["need_before"], found["need_after"]) == (max(0, 6 - n[0]), max(0, 4 - n[1]))


@pytest.mark.parametrize(
    "options",
    [
        ["--changed-on", "banana"],
        ["--changed-on", "#0"],
        ["--changed-on", "#38"],
        ["--changed-on", "25"],
        ["--changed-on", "2015-01", "--season", "weekday"],
        ["--changed-on", "2015-01", "--settle-in", "-1"],
        ["--changed-on", "2015-01", "--smallest-useful", "0"],
        ["--changed-on", "2015-01", "--smallest-useful", "nan"],
        ["--changed-on", "2015-01", "--numerator", "value"],
        ["--changed-on", "2015-01", "--better", "sideways"],
        [],
    ],
)
def test_options_that_cannot_be_used(write: Any, run: Any, options: list[str]) -> None:
    path = write(rows([f"{y}-{m:02}" for y, m in MONTHS]))
    result = run(
        "change", path, "--value", "value", "--period", "period", "--better", "down", *options, "--json"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_neither_value_nor_counts(write: Any, run: Any) -> None:
    path = write(rows([str(i) for i in range(36)]))
    assert run("change", path, "--changed-on", "#25", "--better", "up").exit_code == 2


def test_days_and_months_that_could_be_either(write: Any, run: Any, as_json: Any) -> None:
    labels = [f"{m:02}/{d:02}/2026" for m in (1, 2, 3) for d in range(1, 13)]
    arguments = ["--value", "value", "--period", "period", "--changed-on", "#25", "--better", "down"]
    path = write(rows(labels))
    result = run("change", path, *arguments)
    assert result.exit_code == 2
    assert "01/02/2026" in result.stderr
    assert as_json("change", path, *arguments, "--date-order", "mdy")["changed_on"] == "2026-03-01"


def test_shares_from_counts(write: Any, as_json: Any) -> None:
    path = write("n,d\n" + "".join(f"{value},50\n" for value in VALUES) + "3,0\n")
    found = as_json(
        "change", path, "--numerator", "n", "--denominator", "d", "--changed-on", "#25", "--better", "down"
    )
    expected = judge_series([value / 50 for value in VALUES], changed_at=24, better="down").as_json()
    assert core(found) == core(expected)
    counts = found["counts"]
    assert counts["before"] == {"numerator": sum(BEFORE), "denominator": 1200, "share": sum(BEFORE) / 1200}
    assert counts["after"]["numerator"] == sum(AFTER)
    assert counts["difference"] == pytest.approx(sum(AFTER) / 600 - sum(BEFORE) / 1200)
    assert counts["low"] < counts["difference"] < counts["high"] < 0
    assert [e["code"] for e in found["errors"]] == ["not_positive"]


def test_rates_are_not_compared_as_shares(write: Any, as_json: Any) -> None:
    path = write("n,d\n" + "".join(f"{value},10\n" for value in VALUES))
    found = as_json(
        "change", path, "--numerator", "n", "--denominator", "d", "--changed-on", "#25", "--better", "down"
    )
    assert found["counts"] is None


def test_a_season_by_calendar_or_by_column(write: Any, as_json: Any) -> None:
    labels = [f"{y}-{m:02}" for y, m in MONTHS]
    seasons = [m for _, m in MONTHS]
    arguments = ["--value", "value", "--period", "period", "--changed-on", "2015-01", "--better", "down"]
    expected = judge_series(VALUES, changed_at=24, better="down", season=seasons).as_json()
    plain = write(rows(labels))
    assert core(as_json("change", plain, *arguments, "--season", "month")) == core(expected)
    quarters = judge_series(
        VALUES, changed_at=24, better="down", season=[(m + 2) // 3 for m in seasons]
    ).as_json()
    assert core(as_json("change", plain, *arguments, "--season", "quarter")) == core(quarters)
    # A column called "month" wins: here it holds halves of the year.
    halves = [m > 6 for m in seasons]
    lines = [f"{label},{value},{half}" for label, value, half in zip(labels, VALUES, halves, strict=True)]
    named = write("period,value,month\n" + "\n".join(lines))
    by_column = judge_series(VALUES, changed_at=24, better="down", season=halves).as_json()
    assert core(as_json("change", named, *arguments, "--season", "month")) == core(by_column)


def test_a_season_that_the_periods_do_not_tell(write: Any, run: Any) -> None:
    path = write(rows([str(i) for i in range(36)]))
    result = run(
        "change",
        path,
        "--value",
        "value",
        "--period",
        "period",
        "--changed-on",
        "24",
        "--better",
        "up",
        "--season",
        "month",
    )
    assert result.exit_code == 2


def test_seat_belts(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "series" / "uk_seatbelts_1969_1984.csv"
    found = as_json(
        "change",
        path,
        *("--value", "drivers", "--period", "year", "--period", "month", "--changed-on", "1983-02"),
        *("--better", "down", "--season", "month"),
    )
    assert (found["n_before"], found["n_after"], found["verdict"]) == (169, 23, "improved")
    assert found["limits"]["center"] == pytest.approx(1717.751479, rel=1e-6)


# Charts


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], chart("auto", VALUES)),
        (["--type", "xmr", "--constant", "3/1.128"], chart("xmr", VALUES, constant=3 / 1.128)),
        (["--freeze", "24", "--screen"], chart("xmr", VALUES, freeze=24, screen=True)),
        (["--type", "run"], chart("run", VALUES)),
        (["--type", "c", "--rules", "nelson"], chart("c", VALUES, rules="nelson")),
        (["--type", "c", "--rules", "western-electric"], chart("c", VALUES, rules="western-electric")),
        (["--rules", "anhoej"], chart("xmr", VALUES, rules="anhoej")),
        (["--type", "g"], chart("g", VALUES)),
        (["--type", "t"], chart("t", VALUES)),
        (["--size", "size"], chart("auto", VALUES, [30] * 36)),
        (["--type", "p", "--size", "size"], chart("p", VALUES, [30] * 36)),
        (["--type", "pp", "--size", "size"], chart("pp", VALUES, [30] * 36)),
        (["--type", "up", "--size", "size"], chart("up", VALUES, [30] * 36)),
        (["--type", "i_prime", "--size", "size"], chart("i_prime", VALUES, [30] * 36)),
        (["--better", "down"], chart("xmr", VALUES, better="down")),
    ],
)
def test_charts(write: Any, as_json: Any, options: list[str], expected: Any) -> None:
    path = write("value,size\n" + "".join(f"{value},30\n" for value in VALUES))
    found = as_json("chart", path, "--value", "value", *options)
    wanted = expected.as_json()
    assert {key: found[key] for key in wanted} == wanted


def test_gaps_and_bad_cells_of_a_chart(write: Any, as_json: Any) -> None:
    path = write("v,n\n5,10\n,10\n6,\n-1,10\n7,0\n12,10\nx,10\n4,10\n5,10\n")
    found = as_json("chart", path, "--value", "v", "--size", "n", "--type", "p")
    assert found["values"] == [0.5, None, None, None, None, None, None, 0.4, 0.5]
    assert [(e["row"], e["code"]) for e in found["errors"]] == [
        (5, "negative"),
        (6, "not_positive"),
        (7, "count_above_size"),
        (8, "not_a_number"),
    ]


@pytest.mark.parametrize(
    "options",
    [
        ["--type", "p"],
        ["--type", "c", "--size", "size"],
        ["--type", "pie"],
        ["--freeze", "0"],
        ["--freeze", "37"],
        ["--constant", "3"],
        ["--rules", "own"],
        ["--size", "nothing"],
        ["--svg", "/nowhere/at/all.svg"],
    ],
)
def test_charts_that_cannot_be_drawn(write: Any, run: Any, options: list[str]) -> None:
    path = write("value,size\n" + "".join(f"{value},30\n" for value in VALUES))
    result = run("chart", path, "--value", "value", *options, "--json")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "options", [[], ["--type", "run"], ["--size", "size", "--better", "up"], ["--freeze", "24"]]
)
def test_a_drawing(write: Any, as_json: Any, tmp_path: Path, options: list[str]) -> None:
    path = write("月,value,size\n" + "".join(f"{i}月 & <{i}>,{v},30\n" for i, v in enumerate(VALUES)))
    out = tmp_path / "chart.svg"
    found = as_json("chart", path, "--value", "value", "--period", "月", "--svg", out, *options)
    assert found["svg"] == str(out)
    root = ET.fromstring(out.read_text("utf-8"))  # noqa: S314 (our own drawing)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in out.read_text("utf-8")


def test_a_drawing_of_nothing(write: Any, as_json: Any, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    found = as_json("chart", write("v\n"), "--value", "v", "--svg", out)
    assert found["center"] is None
    ET.fromstring(out.read_text("utf-8"))  # noqa: S314 (our own drawing)

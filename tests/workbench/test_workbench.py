"""The workbench judges as the command does, keeps what was typed, and stores nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from improve.analyze.change import command
from improve.audit.models import AuditEntry
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.values import check
from improve.workbench.judging import charted, judge
from improve.workbench.presenting import shown_chart
from improve.workbench.values import ChangeQuestion
from tests.browser import Browser

Run = Callable[..., Result]


def asked(text: str, **more: Any) -> ChangeQuestion:
    question: ChangeQuestion = check(ChangeQuestion, {"text": text, "better": "down"} | more)
    return question


def series(seed: int, before: int, after: int, shift: float) -> list[float]:
    dice = Random(seed)
    return [round(50 + dice.gauss(0, 2) + (shift if i >= before else 0), 2) for i in range(before + after)]


CASES = [
    (1, 24, 12, -6.0, {}),
    (2, 24, 12, 6.0, {}),
    (3, 12, 8, 0.0, {}),
    (4, 5, 9, -9.0, {}),
    (5, 20, 9, -5.0, {"settle_in": 2}),
    (6, 16, 10, -1.0, {"smallest_useful": 5}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_judges_as_the_command_does(
    tmp_path: Path, case: tuple[int, int, int, float, dict[str, Any]]
) -> None:
    seed, before, after, shift, more = case
    values = series(seed, before, after, shift)
    rows = [
        (f"2025-{week:02}" if week < 53 else f"2026-{week - 52:02}", v) for week, v in enumerate(values, 1)
    ]
    file = tmp_path / "figures.csv"
    file.write_text("period,value\n" + "\n".join(f"{p},{v}" for p, v in rows), encoding="utf-8")
    cut = rows[before][0]
    options = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    result = CliRunner().invoke(
        command,
        [
            str(file),
            "--value",
            "value",
            "--period",
            "period",
            "--changed-on",
            cut,
            "--better",
            "down",
            "--json",
            *options,
        ],
    )
    told = json.loads(result.stdout)
    judged = judge(asked("\n".join(f"{p}\t{v}" for p, v in rows), changed_on=cut, **more), language="en")
    assert {**judged.verdict.as_json()}.items() <= told.items()
    assert [label for label in judged.labels[judged.first_after :] if label] == told["labels"]


@pytest.mark.parametrize(
    "text",
    [
        "week\tvalue\n1\t5\n2\t6\n3\t7",
        "1\t5\n2\t6\n3\t7",
        "1;5\n2;6\n3;7",
        "1,5\n2,6\n3,7",
        "1 5\n2 6\n3 7",
        "week\tvalue\tnote\n1\t5\tx\n2\t6\ty\n3\t7\tz\n",
        "1\t5\r\n2\t6\r\n\r\n3\t7\r\n",
    ],
)
def test_tables_as_people_paste_them(text: str) -> None:
    judged = judge(asked(text, changed_on="3"), language="en")
    assert (judged.periods, judged.values, judged.cut) == (("1", "2", "3"), (5, 6, 7), 2)


@pytest.mark.parametrize(
    ("text", "changed_on", "field"),
    [
        ("only one column\nof words", "1", "text"),
        ("week\tvalue", "1", "text"),
        ("1\t5\n2\t6", "seven", "changed_on"),
        ("1\t5\n2\t6", "#9", "changed_on"),
        ("1\t5\n2\t6", "#0", "changed_on"),
        ("02/03/2026\t5\n03/03/2026\t6", "#2", "date_order"),
        ("\n".join(f"{i}\t1" for i in range(2_001)), "#2", "text"),
    ],
)
def test_what_cannot_be_used_is_named_at_its_field(text: str, changed_on: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        judge(asked(text, changed_on=changed_on), language="en")
    assert list(refused.value.errors) == [field]


def test_a_cell_that_is_no_number_is_left_out_and_named() -> None:
    judged = judge(asked("a\t1\nb\tmany\nc\t3", changed_on="c"), language="en")
    assert judged.values == (1, None, 3)
    assert [(one.row, one.column) for one in judged.problems] == [(2, "value")] or [
        one.row for one in judged.problems
    ] == [3]


def stored() -> int:
    return sum(
        db.session.scalar(select(func.count()).select_from(table)) or 0 for table in db.metadata.sorted_tables
    )


def test_a_visitor_gets_a_verdict_and_nothing_is_stored(app: Flask, browser: Browser) -> None:
    with app.app_context():
        before = stored()
    browser.get("/try?example=1")
    page = browser.submit(button="Judge it")
    assert "Improved" in page.text
    assert page.css("svg.ch")
    assert "Truck waiting time at dock 2 in minutes" in page.text
    with app.app_context():
        assert stored() == before
        assert db.session.scalar(select(func.count(AuditEntry.id))) == 0


def test_in_chinese(new_browser: Callable[..., Browser]) -> None:
    browser = new_browser(language="zh-Hans")
    browser.get("/try?example=1")
    page = browser.submit(button="开始判断")
    assert "有改善" in page.text or "改善" in page.text
    assert "2号月台货车等待时间" in page.text


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "a\x00b"},
        {"text": "x" * 100_001},
        {"better": "sideways"},
        {"settle_in": "99999999999"},
        {"settle_in": "-1"},
        {"smallest_useful": "much"},
        {"smallest_useful": "NaN"},
        {"better": ""},
        {"date_order": "ymd"},
        {"text": "<script>alert(1)</script>"},
        {"name": "x" * 121},
    ],
)
def test_bad_input_keeps_what_was_typed(browser: Browser, sent: dict[str, str]) -> None:
    browser.get("/try?example=1")
    page = browser.submit(button="Judge it", raw=sent, status=422)
    assert page.css(".err, [aria-invalid=true]")
    assert "<script>alert" not in str(page)
    if "text" not in sent:
        assert "2026-W30" in page.one("#text").text()


HOLED = "\n".join(
    f"2025-{month:02}\t{value}"
    for month, value in enumerate([5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 3, 2], 1)
    if month != 4
)


def test_a_month_that_is_left_out_is_a_gap_also_for_the_limits() -> None:
    """Row C5: no moving range across it, and the drawn limits are those of the verdict."""
    judged = judge(asked(HOLED, changed_on="2025-11"), language="en")
    assert judged.periods[2:5] == ("2025-03", "", "2025-05")
    assert judged.values[3] is None
    assert judged.cut == 10
    assert judged.lines is not None
    limits = judged.verdict.as_json()["limits"]
    assert limits is None or limits["center"] == pytest.approx(judged.lines.center)
    assert judged.lines.mean_range == pytest.approx((1 + 1 + 1 + 1 + 1 + 2 + 1) / 7)


@pytest.mark.parametrize(
    ("text", "more", "type", "signals"),
    [
        ("\n".join(f"{n}\t{5 + n % 3}" for n in range(1, 31)), {}, "xmr", False),
        ("\n".join(f"{n}\t{5 + n % 3 + (9 if n > 20 else 0)}" for n in range(1, 31)), {}, "xmr", True),
        (
            "\n".join(f"{n}\t{5 + n % 3 + (9 if n > 15 else 0)}" for n in range(1, 31)),
            {"kind": "run"},
            "run",
            True,
        ),
        ("\n".join(f"{n}\t{n}" for n in range(1, 31)), {"rules": "nelson"}, "xmr", True),
        ("\n".join(f"{n}\t7" for n in range(1, 31)), {}, "xmr", False),
        ("1\t7\n2\t8", {}, "xmr", False),
        ("日期\t数值\n2026年1月\t3\n2026年2月\t4\n2026年3月\t5", {}, "xmr", False),
        (HOLED, {}, "xmr", False),
        ("\n".join(f"{n}\t{n % 7}" for n in range(1, 2_001)), {}, "xmr", True),
    ],
)
def test_figures_without_a_change_get_a_chart(
    context: object, text: str, more: dict[str, str], type: str, signals: bool
) -> None:
    found = charted(asked(text, better="", **more), language="en")
    assert found.chart.type == type
    shown = shown_chart(found)
    assert "<svg" in shown.chart
    assert shown.sentence
    assert (bool(found.chart.signals) or bool(found.chart.signal)) is signals

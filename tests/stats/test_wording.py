"""The sentence of each outcome in both languages, its cautions, its figures, and the words it never uses."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest

from improve.stats.change import Verdict, judge
from improve.stats.effect import Effect
from improve.stats.wording import Language, change_sentence
from improve.stats.wording.figures import decimals_for, figure, plain

STEADY = [10.0, 12.0] * 6
LOW = [4.0, 5.0] * 4
SAME = [12.0, 10.0, 11.0, 12.0, 10.0, 11.0, 10.0, 12.0]
NAMED = {"en": ("Waiting time", "minutes", "3 August 2026"), "zh_Hans": ("等待时间", "分钟", "2026年8月3日")}
FORBIDDEN = re.compile(
    r"significan|\bprove|no effect|trend line|显著|证明|无效|没有效果|None|nan|-", re.IGNORECASE
)


def said(verdict: Verdict, language: Language, *, named: bool = True, **more: Any) -> str:
    metric, unit, day = NAMED[language] if named else (None, None, None)
    return change_sentence(
        verdict, **({"metric": metric, "unit": unit, "changed_on": day, "language": language} | more)
    )


def test_improved() -> None:
    found = judge(STEADY * 2, LOW, better="down")
    assert said(found, "en", period="week") == (
        "Waiting time fell from 11.00 to 4.50 minutes on average: change \u22126.50, 95% interval \u22127.07 to \u22125.93; "
        "24 weeks before, 8 after. The chart shows a lasting shift that began after 3 August 2026. "
        "This says the level changed then, not what caused it."
    )
    assert said(found, "zh_Hans", period="week") == (
        "等待时间平均从11.00分钟降到4.50分钟：变化 \u22126.50，95%区间 \u22127.07到 \u22125.93；之前24周，之后8周。"
        "图上从2026年8月3日之后出现持续的下移。这说明水平在那时变了，不说明是什么原因使它变的。"
    )


def test_worse_and_early() -> None:
    found = judge(STEADY, LOW[:5], better="up")
    assert said(found, "en").startswith("Early sign of worsening: Waiting time fell from")
    assert said(found, "en", named=False).startswith("Early sign of worsening: the measure fell from")
    assert "The limits are provisional" in said(found, "en")
    assert said(found, "zh_Hans").startswith("初步变差：等待时间平均从")
    assert "上下限是临时的" in said(found, "zh_Hans")
    better = judge(STEADY, LOW[:5], better="down")
    assert said(better, "en").startswith("Early sign of improvement: ")
    assert said(better, "zh_Hans").startswith("初步向好：")


def test_no_change_shown() -> None:
    found = judge(STEADY, SAME, better="up", smallest_useful=0.5)
    assert said(found, "en") == (
        "No change shown. The average of Waiting time in the 8 points since the change differs by 0.00 minutes from "
        "the 12 before; 95% interval \u22120.93 to +0.93. A useful change of 0.5 minutes is not ruled out: "
        "too much scatter to tell."
    )
    assert said(found, "zh_Hans") == (
        "未见变化：等待时间在改动之后8个点的平均值与之前12个点的平均值相差0.00分钟，95%区间 \u22120.93到 +0.93。"
        "不能排除0.5分钟的有用变化：波动太大，无法判断。"
    )
    ruled_out = judge(STEADY, SAME, better="up", smallest_useful=5)
    assert "A useful change of 5 minutes or more can be ruled out." in said(ruled_out, "en")
    assert "可以排除5分钟以上的有用变化。" in said(ruled_out, "zh_Hans")


def test_not_enough_data() -> None:
    found = judge(STEADY[:5], LOW[:3], better="down")
    assert said(found, "en") == (
        "Not enough data: 5 points before and 3 after. At least 6 and 4 are needed for a first look, 12 and 8 for a "
        "verdict: 1 more before and 1 more after for the first look."
    )
    assert said(found, "zh_Hans") == (
        "数据不足：之前5个点，之后3个点。初步查看至少需要之前6个、之后4个，下结论需要12个和8个；"
        "初步查看之前还差1个、之后还差1个。"
    )
    assert said(judge(STEADY, LOW[:1], better="down"), "en").endswith(
        "verdict: 3 more after for the first look."
    )


def test_the_course_before_and_the_season() -> None:
    rising = [10 + 0.3 * t + (0.4 if t % 3 else -0.8) for t in range(24)]
    after = [v - 9 for v in (10 + 0.3 * t + (0.4 if t % 3 else -0.8) for t in range(24, 36))]
    found = judge(rising, after, better="down")
    assert "against its earlier course continuing: change \u2212" in said(found, "en")
    assert "that course continuing." in said(found, "en")
    assert said(found, "zh_Hans").startswith("与原有走势延续下去相比，等待时间平均下降")
    seasonal = judge(rising, after, better="down", season_before=[0, 1, 2] * 8, season_after=[0, 1, 2] * 4)
    assert ", the season allowed for:" in said(seasonal, "en")
    assert "（已扣除季节影响）" in said(seasonal, "zh_Hans")
    short = judge(rising, [v - 30 for v in after[:5]], better="down")
    assert "that course could not be allowed for" in said(short, "en")
    assert "未能扣除它的影响" in said(short, "zh_Hans")


@pytest.mark.parametrize(
    ("after", "better", "en", "zh"),
    [
        (
            [4, 5, 4, 5, 12, 4, 5, 4, 5],
            "down",
            "8 of the 9 points after the change lie beyond the lower limit",
            "9个点中有8个超出基线的下限",
        ),
        ([10, 9.5, 9, 8.5, 8, 7.5, 7, 11, 7, 12], "down", "a steady fall after", "持续的下降"),
        (
            [9, 8.8, 9, 8, 9, 8.8, 9, 11.2, 9.2, 8.9, 8.7, 9],
            "down",
            "7 or more points in a row below",
            "7个以上的点连续在基线均值下方",
        ),
        (
            [7, 11, 7, 7.1, 10, 12, 9, 9, 9, 11.5],
            "down",
            "several points close to the lower limit",
            "几个点靠近基线的下限",
        ),
        ([18, 17, 18, 17, 18, 17, 18, 17], "up", "a lasting shift that began after", "持续的上移"),
    ],
)
def test_what_the_chart_shows(after: list[float], better: str, en: str, zh: str) -> None:
    found = judge(STEADY * 2, after, better=better)
    assert found.verdict == "improved"
    assert en in said(found, "en", named=False)
    assert zh in said(found, "zh_Hans", named=False)


@pytest.mark.parametrize(
    ("verdict", "en", "zh"),
    [
        (
            judge(STEADY, [*SAME[:7], 2], better="down"),
            "the difference of the averages could be chance",
            "可能只是偶然",
        ),
        (judge(STEADY, [*SAME[:6], 2, 21], better="down"), "signals in both directions", "两个方向都有信号"),
        (
            judge(STEADY * 3, [9, 9, 9.5, 11.5] * 4, better="down"),
            "no signal in that direction",
            "没有这个方向的信号",
        ),
        (judge([*STEADY[:5], 30, *STEADY], LOW, better="down"), "The baseline was not stable", "基线不稳定"),
        (judge([7.0] * 12, LOW, better="down"), "All readings before the change are equal", "读数全部相同"),
        (
            judge(STEADY, SAME, better="down", season_before="ab" * 6, season_after="abababac"),
            "The season could not be allowed for",
            "未能扣除季节影响",
        ),
        (
            judge(STEADY, LOW, better="down"),
            "Only 12 points before: an earlier drift cannot be ruled out",
            "之前只有12个点",
        ),
    ],
)
def test_each_caution_is_said(verdict: Verdict, en: str, zh: str) -> None:
    assert en in said(verdict, "en")
    assert zh in said(verdict, "zh_Hans")


def test_a_change_of_percentages_is_in_points() -> None:
    found = judge([v / 2 for v in STEADY * 2], SAME, better="up", smallest_useful=5)
    improved = said(found, "en", unit="%")
    assert "rose from 5.50% to 11.00% on average: change +5.50" in improved
    assert "从5.50%升到11.00%：变化 +5.50" in said(found, "zh_Hans", unit="%")
    none = judge(STEADY, SAME, better="up", smallest_useful=5)
    assert "A useful change of 5 percentage points or more" in said(none, "en", unit="%")
    assert "相差0.00个百分点" in said(none, "zh_Hans", unit="%")


def test_words_that_are_never_used() -> None:
    phases = [STEADY, STEADY[:7], [7.0] * 12, [*STEADY, 40.0], [float(t) for t in range(12)]]
    afters = [LOW, SAME, LOW[:4], [7.0] * 8, [*SAME[:6], 2, 21], LOW[:2]]
    for before, after, better, language in product(phases, afters, ("up", "down"), NAMED):
        found = judge(before, after, better=better, smallest_useful=2)
        for named in (True, False):
            text = said(found, language, named=named)  # type: ignore[arg-type]
            assert not FORBIDDEN.search(text), text
            assert text.endswith("." if language == "en" else "。")
            assert "  " not in text


def effect(se: float, low: float, high: float) -> Effect:
    return Effect("welch_ar", (low + high) / 2, se, low, high, 10, 0.5, 0.0)


@pytest.mark.parametrize(
    ("se", "low", "high", "expected"),
    [
        (250, -473, 571, 0),
        (12, -24, 24, 0),
        (1.33, -14.3, -8.9, 1),
        (0.026, -0.17, -0.07, 3),
        (1e-30, 1, 1, 10),
        # More where a bound above 0 would read as 0.
        (1.33, 0.004, 5.3, 3),
        (0, 5.25, 5.25, 2),
        (0, 0, 0, 0),
    ],
)
def test_decimals_follow_the_error(se: float, low: float, high: float, expected: int) -> None:
    assert decimals_for(effect(se, low, high)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "expected"),
    [
        (-7, 1, False, "\u22127.0"),
        (7, 1, True, "+7.0"),
        (-0.04, 1, True, "0.0"),
        (9999, 0, False, "9999"),
        (12345.6, 1, False, "12,345.6"),
        (1e20, 2, False, "1e+20"),
        (-3e-12, 10, True, "\u22123e\u221212"),
        (0, 0, True, "0"),
    ],
)
def test_figures(value: float, decimals: int, signed: bool, expected: str) -> None:
    assert figure(value, decimals, signed=signed) == expected


@pytest.mark.parametrize(("value", "expected"), [(5, "5"), (2.5, "2.5"), (0.125, "0.125"), (1 / 3, "0.3333")])
def test_a_number_as_it_was_typed(value: float, expected: str) -> None:
    assert plain(value) == expected

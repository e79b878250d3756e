"""The verdict in Chinese (simplified). No blanks between characters and figures, one before a sign."""

from __future__ import annotations

from typing import ClassVar

from improve.stats.change import ENOUGH_AFTER, ENOUGH_BEFORE, LEAST_AFTER, LEAST_BEFORE, Verdict
from improve.stats.run_rules import RUN, Direction
from improve.stats.wording.figures import Figures, plain
from improve.stats.wording.words import (
    Words,
    against_trend,
    outside,
    pattern,
    season_allowed_for,
    too_much_scatter,
)

_COUNTED = {"day": "天", "week": "周", "month": "个月", "quarter": "个季度", "year": "年"}


class Chinese(Words):
    """Written for colleagues in operations, not translated."""

    __slots__ = ()

    REASONS: ClassVar = {
        "signals_both_ways": "图上两个方向都有信号。",
        "signal_but_average_could_be_chance": "图上有信号，但平均值的差别可能只是偶然。",
        "average_differs_but_no_chart_signal": "平均值有差别，但图上没有这个方向的信号。",
    }
    OPPOSED = "平均值有差别，但图上的信号方向相反：请先看图，再下结论。"
    CAUTIONS: ClassVar = {
        "early": f"上下限是临时的：之前不足{ENOUGH_BEFORE}个点，或之后不足{ENOUGH_AFTER}个点。",
        "baseline_not_stable": "基线不稳定：改动之前图上已有信号。",
        "no_variation": "改动之前的读数全部相同，请检查数据是否完整。",
        "season_not_adjusted": "未能扣除季节影响：点数太少，或有的季节只在改动之后出现。",
    }
    NOT_THE_CAUSE = "这说明水平在那时变了，不说明是什么原因使它变的。"
    TREND_ALLOWED_FOR = "改动之前可能已有趋势，差别是与这一趋势延续下去相比得出的。"
    TREND_NOT_ALLOWED_FOR = "改动之前可能已有趋势，未能扣除它的影响。"

    def moved(self, verdict: Verdict, figures: Figures, going: Direction) -> str:
        start = ""
        if "early" in verdict.flags:
            start = "初步向好：" if verdict.verdict == "improved" else "初步变差："
        name = self.metric or "指标"
        if not against_trend(verdict):
            verb = "升到" if going == "up" else "降到"
            before, after = self._with_unit(figures.before), self._with_unit(figures.after)
            said = f"{name}平均从{_spaced(before)}{verb}{_spaced(after)}：变化{_spaced(figures.change)}"
        else:
            verb = "上升" if going == "up" else "下降"
            season = "（已扣除季节影响）" if season_allowed_for(verdict) else ""
            said = (
                f"与原有走势延续下去相比，{name}平均{verb}{self._as_change(figures.size)}{season}："
                f"变化{_spaced(figures.change)}"
            )
        return f"{start}{said}，{_interval(figures)}；{self._base(verdict)}。"

    def chart_shows(self, verdict: Verdict, going: Direction) -> str:
        when = self.changed_on or "改动"
        limit, side, way = ("上限", "上方", "上移") if going == "up" else ("下限", "下方", "下移")
        return {
            "lasting": f"图上从{when}之后出现持续的{way}。",
            "outside": f"图上{when}之后的{verdict.n_after}个点中有{outside(verdict, going)}个超出基线的{limit}。",
            "shift": f"图上{when}之后有{RUN}个以上的点连续在基线均值{side}。",
            "trend": f"图上{when}之后出现持续的{'上升' if going == 'up' else '下降'}。",
            "near": f"图上{when}之后有几个点靠近基线的{limit}。",
        }[pattern(verdict, going)]

    def no_change(self, verdict: Verdict, figures: Figures) -> str:
        of = f"{self.metric}在" if self.metric else ""
        against = f"之前{verdict.n_before}个点的平均值"
        if against_trend(verdict):
            season = "（含季节）" if season_allowed_for(verdict) else ""
            against = f"之前{verdict.n_before}个点的走势{season}"
        return (
            f"未见变化：{of}改动之后{verdict.n_after}个点的平均值与{against}相差"
            f"{_spaced(self._as_change(figures.change))}，{_interval(figures)}。"
        )

    def useful(self, verdict: Verdict, size: float) -> str:
        text = self._as_change(plain(size))
        if "useful_change_ruled_out" in verdict.flags:
            return f"可以排除{text}以上的有用变化。"
        if too_much_scatter(verdict):
            return f"不能排除{text}的有用变化：波动太大，无法判断。"
        return f"不能排除{text}的有用变化。"

    def not_enough(self, verdict: Verdict) -> str:
        missing = [
            f"{place}还差{n}个"
            for n, place in ((verdict.need_before, "之前"), (verdict.need_after, "之后"))
            if n
        ]
        return (
            f"数据不足：之前{verdict.n_before}个点，之后{verdict.n_after}个点。"
            f"初步查看至少需要之前{LEAST_BEFORE}个、之后{LEAST_AFTER}个，"
            f"下结论需要{ENOUGH_BEFORE}个和{ENOUGH_AFTER}个；初步查看{'、'.join(missing)}。"
        )

    def drift(self, verdict: Verdict) -> str:
        return f"之前只有{verdict.n_before}个点，不能排除原来就有的缓慢变化。"

    def join(self, sentences: list[str]) -> str:
        return "".join(sentences)

    def _with_unit(self, number: str) -> str:
        if not self.unit:
            return number
        blank = " " if self.unit[0].isascii() and self.unit[0].isalpha() else ""
        return f"{number}{blank}{self.unit}"

    def _as_change(self, number: str) -> str:
        """A difference of percentages is in points."""
        return f"{number}个百分点" if self.unit == "%" else self._with_unit(number)

    def _base(self, verdict: Verdict) -> str:
        counted = _COUNTED.get(self.period or "", "个点")
        return f"之前{verdict.n_before}{counted}，之后{verdict.n_after}{counted}"


def _spaced(number: str) -> str:
    """A sign that touches the character before it reads as a dash."""
    return number if number[0].isdigit() else f" {number}"


def _interval(figures: Figures) -> str:
    return f"95%区间{_spaced(figures.low)}到{_spaced(figures.high)}"

"""Signals of a control chart, and the words on one."""

from __future__ import annotations

from improve.core.messages import LazyText, _, _l
from improve.core.periods import PeriodKind
from improve.metrics.values.charting import RULE_WORDS

SIGNAL_WORDS: dict[str, LazyText] = {
    "outside_upper": _l("above the upper limit"),
    "outside_lower": _l("below the lower limit"),
    "trend7_up": _l("7 rising in a row"),
    "trend7_down": _l("7 falling in a row"),
    "two_in_three_above": _l("2 of 3 near the upper limit"),
    "two_in_three_below": _l("2 of 3 near the lower limit"),
    "shift7_above": _l("7 on one side, above"),
    "shift7_below": _l("7 on one side, below"),
}


def signal_words(label: str | None) -> LazyText | None:
    """What a label says; None for common cause and where there is no reading."""
    return SIGNAL_WORDS.get(label or "") or RULE_WORDS.get(label or "")


def key_texts(kind: PeriodKind, *, rules: str = "nhs", is_rare: bool = False) -> dict[str, str]:
    """The texts of a control chart's lines and key that are the same for every metric with these rules."""
    point = {
        PeriodKind.DAY: _("one day"),
        PeriodKind.WEEK: _("one week"),
        PeriodKind.MONTH: _("one month"),
        PeriodKind.QUARTER: _("one quarter"),
        PeriodKind.YEAR: _("one year"),
    }[kind]
    return {
        "point": _("one event") if is_rare else point,
        "upper": _("upper limit"),
        "lower": _("lower limit"),
        "limits": _("natural limits"),
        "target": _("target"),
        "favorable": _("favorable signal: outside a limit, near it, or 7 on one side")
        if rules == "nhs"
        else _("favorable signal"),
        "unfavorable": _("unfavorable signal"),
        "unfinished": _("not finished yet, not counted"),
        "gap": _("no reading"),
    }

"""How the chart of a metric is drawn: from the data, or as somebody chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import LazyText, _l
from improve.core.values import Line, OneOf, Prose, Whole
from improve.metrics.models import Constant, Metric, MetricKind
from improve.stats.control_charts import RULE_SETS

AUTO = "auto"
# What can be drawn of which readings; the first is what the data ask for.
CHART_TYPES: Mapping[MetricKind, tuple[str, ...]] = {
    MetricKind.VALUE: ("xmr", "run", "c", "g", "t"),
    MetricKind.PROPORTION: ("p", "pp", "i_prime", "xmr", "run"),
    MetricKind.RATE: ("u", "up", "i_prime", "xmr", "run"),
    MetricKind.CASES_BETWEEN: ("g", "t", "xmr", "run"),
    MetricKind.DAYS_BETWEEN: ("t", "g", "xmr", "run"),
}
TYPE_WORDS: Mapping[str, LazyText] = {
    AUTO: _l("chosen from the data"),
    "run": _l("run chart (median, no limits)"),
    "xmr": _l("XmR chart (single values)"),
    "p": _l("p chart (shares)"),
    "pp": _l("p′ chart (shares, Laney)"),
    "u": _l("u chart (rates)"),
    "up": _l("u′ chart (rates, Laney)"),
    "c": _l("c chart (counts)"),
    "g": _l("g chart (cases between rare events)"),
    "t": _l("t chart (time between rare events)"),
    "i_prime": _l("I′ chart (values with sizes)"),
}
SET_WORDS: Mapping[str, LazyText] = {
    AUTO: _l("chosen from the chart"),
    "nhs": _l("NHS “Making data count”"),
    "nelson": _l("Nelson, tests 1 to 8"),
    "western-electric": _l("Western Electric, rules 1 to 4"),
    "anhoej": _l("Anhøj: runs and crossings"),
}
_BEYOND = _l("beyond a limit")
RULE_WORDS: Mapping[str, LazyText] = {
    "outside": _l("a reading outside a limit"),
    "shift7": _l("7 in a row on one side of the average"),
    "trend7": _l("7 rising or falling in a row"),
    "two_in_three": _l("2 of 3 near a limit"),
    "nelson_1": _BEYOND,
    "nelson_2": _l("9 in a row on one side"),
    "nelson_3": _l("6 rising or falling in a row"),
    "nelson_4": _l("14 going up and down in turn"),
    "nelson_5": _l("2 of 3 in the outer third of one side"),
    "nelson_6": _l("4 of 5 in the outer two thirds of one side"),
    "nelson_7": _l("15 in a row close to the average"),
    "nelson_8": _l("8 in a row, none close to the average"),
    "western_electric_1": _BEYOND,
    "western_electric_2": _l("2 of 3 in the outer third of one side"),
    "western_electric_3": _l("4 of 5 in the outer two thirds of one side"),
    "western_electric_4": _l("8 in a row on one side"),
}


@dataclass(frozen=True)
class ChartSettings:
    """A choice for each question; the defaults are what the data ask for. `baseline`: limits from the first so many
    periods of a phase. `off` names rules, with commas between."""

    type: Annotated[str, OneOf(tuple(TYPE_WORDS))] = AUTO
    rules: Annotated[str, OneOf(tuple(SET_WORDS))] = AUTO
    off: Annotated[str, Line(200)] = ""
    screened: Annotated[str, OneOf(("y", "n"))] = "y"
    constant: Annotated[str, OneOf(tuple(Constant))] = str(Constant.ROUNDED)
    baseline: Annotated[int | None, Whole(6, 1_000)] = None

    @property
    def without(self) -> frozenset[str]:
        """The rules that are switched off."""
        return frozenset(name for name in self.off.split(",") if name in RULE_WORDS)

    @property
    def factor(self) -> float:
        """The constant as a number."""
        return 3 / 1.128 if self.constant == Constant.EXACT else 2.66

    @property
    def is_screened(self) -> bool:
        return self.screened == "y"


def settings_of(metric: Metric) -> ChartSettings:
    """What is kept for a metric."""
    return ChartSettings(
        type=metric.chart_type,
        rules=metric.chart_rules,
        off=metric.rules_off,
        screened="y" if metric.is_screened else "n",
        constant=metric.constant,
        baseline=metric.baseline,
    )


def rules_of(set_name: str) -> tuple[str, ...]:
    """The single rules of a set."""
    return RULE_SETS.get(set_name, ())


_ANSWER = OneOf(("yes", "no"))


@dataclass(frozen=True)
class PhaseData:
    """New limits from a period on, with the answers to Wheeler's four questions."""

    period: Annotated[str, Line(30)]
    is_different: Annotated[str, _ANSWER]
    difference: Annotated[str, Prose(500)]
    has_known_cause: Annotated[str, _ANSWER]
    cause: Annotated[str, Prose(500)]
    is_desired: Annotated[str, _ANSWER]
    desired: Annotated[str, Prose(500)]
    is_lasting: Annotated[str, _ANSWER]
    lasting: Annotated[str, Prose(500)]

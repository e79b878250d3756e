"""The verdict in English."""

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


class English(Words):
    """Plain English, American spelling."""

    __slots__ = ()

    REASONS: ClassVar = {
        "signals_both_ways": "The chart shows signals in both directions.",
        "signal_but_average_could_be_chance": (
            "The chart shows a signal, but the difference of the averages could be chance."
        ),
        "average_differs_but_no_chart_signal": (
            "The averages differ, but the chart shows no signal in that direction."
        ),
    }
    OPPOSED = "The averages differ, but the chart signals the other way: look at the chart before you rely on either."
    CAUTIONS: ClassVar = {
        "early": (
            f"The limits are provisional: fewer than {ENOUGH_BEFORE} points before or {ENOUGH_AFTER} after."
        ),
        "baseline_not_stable": "The baseline was not stable: the chart shows a signal before the change.",
        "no_variation": "All readings before the change are equal: check that the data are complete.",
        "season_not_adjusted": (
            "The season could not be allowed for: too few points, or seasons met only after the change."
        ),
    }
    NOT_THE_CAUSE = "This says the level changed then, not what caused it."
    TREND_ALLOWED_FOR = "It may have been moving before the change; the difference is measured against that course continuing."
    TREND_NOT_ALLOWED_FOR = (
        "It may have been moving before the change, and that course could not be allowed for."
    )

    def moved(self, verdict: Verdict, figures: Figures, going: Direction) -> str:
        verb = "rose" if going == "up" else "fell"
        start = ""
        if "early" in verdict.flags:
            start = f"Early sign of {'improvement' if verdict.verdict == 'improved' else 'worsening'}: "
        name = self._name(first=not start)
        if not against_trend(verdict):
            before = self._with_unit(figures.before) if self.unit == "%" else figures.before
            said = f"{name} {verb} from {before} to {self._with_unit(figures.after)} on average: change {figures.change}"
        else:
            season = ", the season allowed for" if season_allowed_for(verdict) else ""
            said = (
                f"{name} {verb} by {self._as_change(figures.size)} on average against its earlier course "
                f"continuing{season}: change {figures.change}"
            )
        return f"{start}{said}, {self._interval(figures)}; {self._base(verdict)}."

    def chart_shows(self, verdict: Verdict, going: Direction) -> str:
        when = self.changed_on or "the change"
        limit, side = ("upper", "above") if going == "up" else ("lower", "below")
        found = outside(verdict, going)
        return {
            "lasting": f"The chart shows a lasting shift that began after {when}.",
            "outside": (
                f"On the chart {found} of the {verdict.n_after} points after {when} "
                f"{'lies' if found == 1 else 'lie'} beyond the {limit} limit of the baseline."
            ),
            "shift": f"The chart shows {RUN} or more points in a row {side} the baseline after {when}.",
            "trend": f"The chart shows a steady {'rise' if going == 'up' else 'fall'} after {when}.",
            "near": f"The chart shows several points close to the {limit} limit of the baseline after {when}.",
        }[pattern(verdict, going)]

    def no_change(self, verdict: Verdict, figures: Figures) -> str:
        of = f" of {self.metric}" if self.metric else ""
        against = f"the {verdict.n_before} before"
        if against_trend(verdict):
            season = " with its season" if season_allowed_for(verdict) else ""
            against = f"the course of the {verdict.n_before} before{season}"
        return (
            f"No change shown. The average{of} in the {verdict.n_after} points since the change differs by "
            f"{self._as_change(figures.change)} from {against}; {self._interval(figures)}."
        )

    def useful(self, verdict: Verdict, size: float) -> str:
        text = self._as_change(plain(size))
        if "useful_change_ruled_out" in verdict.flags:
            return f"A useful change of {text} or more can be ruled out."
        if too_much_scatter(verdict):
            return f"A useful change of {text} is not ruled out: too much scatter to tell."
        return f"A useful change of {text} is not ruled out."

    def not_enough(self, verdict: Verdict) -> str:
        missing = [
            f"{n} more {place}"
            for n, place in ((verdict.need_before, "before"), (verdict.need_after, "after"))
            if n
        ]
        return (
            f"Not enough data: {_points(verdict.n_before)} before and {verdict.n_after} after. "
            f"At least {LEAST_BEFORE} and {LEAST_AFTER} are needed for a first look, "
            f"{ENOUGH_BEFORE} and {ENOUGH_AFTER} for a verdict: {' and '.join(missing)} for the first look."
        )

    def drift(self, verdict: Verdict) -> str:
        return f"Only {_points(verdict.n_before)} before: an earlier drift cannot be ruled out."

    def join(self, sentences: list[str]) -> str:
        return " ".join(sentences)

    def _name(self, *, first: bool) -> str:
        return self.metric or ("The measure" if first else "the measure")

    def _with_unit(self, number: str) -> str:
        if not self.unit:
            return number
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}"

    def _as_change(self, number: str) -> str:
        """A difference of percentages is in points."""
        return f"{number} percentage points" if self.unit == "%" else self._with_unit(number)

    def _interval(self, figures: Figures) -> str:
        return f"95% interval {figures.low} to {figures.high}"

    def _base(self, verdict: Verdict) -> str:
        before = _points(verdict.n_before, self.period or "point")
        return f"{before} before, {verdict.n_after} after"


def _points(n: int, noun: str = "point") -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"

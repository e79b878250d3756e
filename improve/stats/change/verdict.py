"""What the data show about a change, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from improve.stats.effect import Effect
from improve.stats.run_rules import Direction, direction_of

Outcome: TypeAlias = Literal["improved", "worse", "no_change_shown", "not_enough_data"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Center and natural limits of the baseline; None where no two neighboring periods have readings."""

    center: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the data show about a change, with everything a sentence or a chart needs.

    `labels` are the NHS labels of the readings after the change (periods without one are left out). `need_before`
    and `need_after` are the readings missing for a first look. `limits`, `effect` and the means are None for
    not_enough_data. `run_to_end` counts the last readings that lie on the favorable side of the
    baseline's center (for `worse`: the other side) without a break. `flags`, in this order where they apply:

    - early: fewer than 12 before or 8 after
    - baseline_not_stable: the baseline itself shows a signal
    - no_variation: all readings of the baseline are equal
    - baseline_trend: the slope of the baseline has p < 0.20
    - season_not_adjusted: a season was given and could not be allowed for
    - signals_both_ways, signal_but_average_could_be_chance, average_differs_but_no_chart_signal (none in the
      direction of the average): why no change is shown
    - useful_change_ruled_out, useful_change_not_ruled_out: the interval against the smallest useful change
    """

    verdict: Outcome
    flags: tuple[str, ...]
    better: Direction
    n_before: int
    n_after: int
    need_before: int = 0
    need_after: int = 0
    limits: Limits | None = None
    labels: tuple[str, ...] = ()
    effect: Effect | None = None
    mean_before: float | None = None
    mean_after: float | None = None
    smallest_useful: float | None = None
    run_to_end: int = 0

    @property
    def is_opposed(self) -> bool:
        """Does the interval lie wholly on one side while the chart signals the other way only?"""
        return "average_differs_but_no_chart_signal" in self.flags and any(map(direction_of, self.labels))

    def as_json(self) -> dict[str, Any]:
        """The object of `analyze change`, without the sentence."""
        limits = self.limits
        return {
            "verdict": self.verdict,
            "flags": list(self.flags),
            "signal_against_average": self.is_opposed,
            "n_before": self.n_before,
            "n_after": self.n_after,
            "need_before": self.need_before,
            "need_after": self.need_after,
            "limits": limits and {"center": limits.center, "lower": limits.lower, "upper": limits.upper},
            "labels": list(self.labels),
            "effect": self.effect and self.effect.as_json(),
            "mean_before": self.mean_before,
            "mean_after": self.mean_after,
        }

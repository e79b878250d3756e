"""The limits of a baseline, and what lies outside of them."""

from __future__ import annotations

from dataclasses import dataclass

from improve.projects.verdicts import Inputs
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import Lines, xmr_limits
from improve.stats.run_rules import nhs_labels


@dataclass(frozen=True)
class Frozen:
    """The baseline's limits, and the labels of every period against them (None: no reading, or not judged)."""

    lines: Lines | None
    labels: tuple[str | None, ...]

    @property
    def lower(self) -> float | None:
        return self.lines.lower[0] if self.lines is not None and self.lines.lower else None

    @property
    def upper(self) -> float | None:
        return self.lines.upper[0] if self.lines is not None and self.lines.upper else None

    @property
    def center(self) -> float | None:
        return self.lines.center if self.lines is not None else None


def frozen(inputs: Inputs) -> Frozen:
    """The limits of the baseline (XmR, 2.66, screened), from 6 readings on, and what lies outside of them."""
    before = list(inputs.before)
    if sum(value is not None for value in before) < LEAST_BEFORE:
        return Frozen(None, (None,) * len(inputs.values))
    lines = xmr_limits(before, screen=True)
    if lines.center is None:
        return Frozen(None, (None,) * len(inputs.values))
    lower, upper = lines.lower[0], lines.upper[0]
    judged_before = nhs_labels(before, lines.center, lower, upper)
    judged_after = nhs_labels(list(inputs.after), lines.center, lower, upper)
    settling = [None] * (inputs.first_after - inputs.changed_at)
    return Frozen(lines, (*judged_before, *settling, *judged_after))

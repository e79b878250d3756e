"""What a verdict on a project rests on, and the verdict on it.

The system fills the series from the metric; nobody types a result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from improve.core.periods import PeriodKind, start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series, finished_part
from improve.projects.models import Project, UsefulAs
from improve.stats.change import Verdict, judge_series

# Raised when the method changes, so that stored verdicts are computed again.
METHOD = 1


@dataclass(frozen=True)
class Inputs:
    """Everything a verdict rests on, as plain values. `changed_at` is an index into the series (from 0)."""

    kind: PeriodKind
    starts: tuple[date, ...]
    values: tuple[float | None, ...]
    changed_at: int
    settle_in: int
    better: str
    smallest_useful: float | None
    seasonal: bool

    @property
    def digest(self) -> str:
        """The hash under which a verdict is stored."""
        return hashed(
            [
                METHOD,
                self.kind,
                [start.isoformat() for start in self.starts],
                self.values,
                self.changed_at,
                self.settle_in,
                self.better,
                self.smallest_useful,
                self.seasonal,
            ]
        )

    @property
    def before(self) -> tuple[float | None, ...]:
        """The values of the baseline."""
        return self.values[: self.changed_at]

    @property
    def first_after(self) -> int:
        """The index of the first period that counts after the change."""
        return min(self.changed_at + self.settle_in, len(self.values))

    @property
    def after(self) -> tuple[float | None, ...]:
        """The values after the change, settling in left out."""
        return self.values[self.first_after :]


@dataclass(frozen=True)
class Result:
    """A verdict with the mean of the baseline and the hash of its inputs."""

    verdict: Verdict
    baseline_mean: float | None
    inputs_hash: str

    @property
    def code(self) -> str:
        """As `components/lists.html` knows it: an early improvement is an early sign."""
        return "early" if self.is_early_sign else self.verdict.verdict

    @property
    def is_early(self) -> bool:
        return "early" in self.verdict.flags

    @property
    def is_early_sign(self) -> bool:
        return self.is_early and self.verdict.verdict == "improved"


def hashed(plain: object) -> str:
    """SHA-256 of plain values."""
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def has_plan(project: Project) -> bool:
    """Is there everything that a verdict needs?"""
    return (
        project.metric is not None
        and project.starts_on is not None
        and project.baseline_from is not None
        and project.direction is not None
    )


def inputs_of(
    project: Project, metric: Metric, series: Series, today: date, *, better: str | None = None
) -> Inputs | None:
    """The inputs of a project's verdict; None while the plan is incomplete.

    Only finished periods count. The period in which the change began counts as settling in unless the change
    began on its first day. With `better` for a metric that the plan only looks at as well: the smallest useful
    change is not meant for it.
    """
    if project.starts_on is None or project.baseline_from is None or project.direction is None:
        return None
    kind = metric.period_kind
    window = finished_part(series.since(start_of(kind, project.baseline_from)), today)
    start = start_of(kind, project.starts_on)
    changed_at = sum(1 for one in window.starts if one < start)
    return Inputs(
        kind=kind,
        starts=window.starts,
        values=window.values,
        changed_at=changed_at,
        settle_in=project.settle_in + (start != project.starts_on),
        better=better or project.direction,
        smallest_useful=None if better else smallest_useful(project, window.values[:changed_at]),
        seasonal=project.seasonal,
    )


def smallest_useful(project: Project, before: Sequence[float | None]) -> float | None:
    """The smallest useful change in the metric's unit; a relative one is a share of the baseline's mean."""
    if project.smallest_useful is None or project.useful_as == UsefulAs.POINTS:
        return project.smallest_useful
    mean = mean_of(before)
    return project.smallest_useful / 100 * abs(mean) or None if mean is not None else None


def mean_of(values: Sequence[float | None]) -> float | None:
    """The mean of what was measured."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def judged(inputs: Inputs) -> Result:
    """The verdict on the inputs; seasons are months (quarters for quarterly metrics)."""
    season = None
    if inputs.seasonal:
        quarterly = inputs.kind is PeriodKind.QUARTER
        season = [(s.month + 2) // 3 if quarterly else s.month for s in inputs.starts]
    verdict = judge_series(
        list(inputs.values),
        changed_at=inputs.changed_at,
        better=inputs.better,
        settle_in=inputs.settle_in,
        smallest_useful=inputs.smallest_useful,
        season=season,
    )
    return Result(verdict, mean_of(inputs.before), inputs.digest)

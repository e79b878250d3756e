"""The verdict on a project: what goes into it, when it is computed, how it is kept.

The system fills the series from the metric; nobody types a result. A verdict is stored with the hash of
its inputs, so it is computed once per change of readings, plan or calendar day that finishes a period.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.periods import PeriodKind, start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series, data_versions, finished_part, series_of
from improve.projects.events import VerdictReached
from improve.projects.models import Project, Stage, StoredVerdict, UsefulAs, VerdictCode
from improve.projects.queries import stored_verdicts
from improve.stats.change import Limits, Verdict, judge_series
from improve.stats.effect import Effect

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
        return _hash(
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


def _hash(plain: object) -> str:
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


def assess(project: Project, *, today: date) -> tuple[Inputs, Result] | None:
    """The verdict as of today, computed from the readings at hand; None while the plan is incomplete."""
    if project.metric is None:
        return None
    inputs = inputs_of(project, project.metric, series_of([project.metric])[project.metric.id], today)
    return None if inputs is None else (inputs, judged(inputs))


def stamps(projects: Iterable[Project], today: date) -> dict[int, str]:
    """A hash for each project with a plan that changes when its verdict may: one statement for all."""
    planned = [project for project in projects if has_plan(project)]
    versions = data_versions({project.metric.id for project in planned if project.metric is not None})
    return {
        project.id: _stamp(project, project.metric, versions, today)
        for project in planned
        if project.metric is not None
    }


def _stamp(project: Project, metric: Metric, versions: Mapping[int, int], today: date) -> str:
    plan = [
        project.direction,
        project.smallest_useful,
        project.useful_as,
        str(project.baseline_from),
        str(project.starts_on),
        project.settle_in,
        project.seasonal,
    ]
    measured = [metric.id, metric.kind, metric.per, versions.get(metric.id)]
    # Changes with the first day of each period, when the one before is over.
    running = start_of(metric.period_kind, today).isoformat()
    return _hash([METHOD, plan, measured, running])


def current(projects: Sequence[Project], *, today: date) -> dict[int, Result]:
    """The verdicts of all projects with a plan. What is stored and still true is taken; the rest is computed,
    and nothing is written. A closed project keeps the verdict with which it was closed.
    """
    if not projects:
        return {}
    stored = stored_verdicts(project.id for project in projects)
    fresh = stamps((project for project in projects if project.stage != Stage.CLOSED), today)
    found = {
        project.id: from_stored(stored[project.id])
        for project in projects
        if project.id in stored
        and fresh.get(project.id, stored[project.id].stamp) == stored[project.id].stamp
    }
    rest = [project for project in projects if project.id not in found and project.id in fresh]
    series = series_of([project.metric for project in rest if project.metric is not None])
    for project in rest:
        if project.metric is not None:
            inputs = inputs_of(project, project.metric, series[project.metric.id], today)
            if inputs is not None:
                found[project.id] = judged(inputs)
    return found


def has_stale(projects: Sequence[Project], *, today: date) -> bool:
    """Must any of these verdicts be computed again? Two statements."""
    stored = stored_verdicts(project.id for project in projects)
    fresh = stamps(projects, today)
    return any(number not in stored or stored[number].stamp != stamp for number, stamp in fresh.items())


def refresh(projects: Sequence[Project], *, today: date) -> int:
    """Store the verdicts of running projects that changed; how many. Inside a transaction; three statements
    for any number of which nothing changed.
    """
    running = [project for project in projects if project.stage not in (Stage.PLAN, Stage.CLOSED)]
    fresh = stamps(running, today)
    stored = stored_verdicts(fresh)
    stale = [
        project
        for project in running
        if project.id in fresh and (project.id not in stored or stored[project.id].stamp != fresh[project.id])
    ]
    series = series_of([project.metric for project in stale if project.metric is not None])
    for project in stale:
        if project.metric is not None:
            inputs = inputs_of(project, project.metric, series[project.metric.id], today)
            if inputs is not None:
                _store(project, stored.get(project.id), inputs, fresh[project.id])
    return len(stale)


def forget(project: Project) -> None:
    """Drop the stored verdict: a new round begins."""
    for row in stored_verdicts([project.id]).values():
        db.session.delete(row)


def _store(project: Project, row: StoredVerdict | None, inputs: Inputs, stamp: str) -> None:
    if row is not None and row.inputs_hash == inputs.digest:
        row.stamp = stamp  # another state of the data, the same readings in the window
        return
    result = judged(inputs)
    verdict = result.verdict
    before = (row.code, row.early) if row is not None else (str(VerdictCode.NOT_ENOUGH_DATA), False)
    if row is None:
        row = StoredVerdict(project_id=project.id)
        db.session.add(row)
    row.inputs_hash = result.inputs_hash
    row.stamp = stamp
    row.code = verdict.verdict
    row.early = result.is_early
    row.payload = to_payload(result)
    row.computed_at = clock.now()
    if before != (row.code, row.early):
        publish(
            VerdictReached(
                actor_id=None, subject_id=project.id, verdict=verdict.verdict, early=result.is_early
            )
        )


def to_payload(result: Result) -> dict[str, Any]:
    """The verdict for a JSON column."""
    verdict = result.verdict
    return {
        **verdict.as_json(),
        "better": verdict.better,
        "smallest_useful": verdict.smallest_useful,
        "run_to_end": verdict.run_to_end,
        "baseline_mean": result.baseline_mean,
    }


def from_stored(row: StoredVerdict) -> Result:
    """The verdict that `to_payload` stored."""
    kept = row.payload
    verdict = Verdict(
        verdict=kept["verdict"],
        flags=tuple(kept["flags"]),
        better=kept["better"],
        n_before=kept["n_before"],
        n_after=kept["n_after"],
        need_before=kept["need_before"],
        need_after=kept["need_after"],
        limits=Limits(**kept["limits"]) if kept["limits"] else None,
        labels=tuple(kept["labels"]),
        effect=Effect(**kept["effect"]) if kept["effect"] else None,
        mean_before=kept["mean_before"],
        mean_after=kept["mean_after"],
        smallest_useful=kept["smallest_useful"],
        run_to_end=kept["run_to_end"],
    )
    return Result(verdict, kept["baseline_mean"], row.inputs_hash)

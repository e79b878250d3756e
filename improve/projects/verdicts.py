"""The verdict on a project: what goes into it, when it is computed, how it is kept.

The system fills the series from the metric; nobody types a result. A verdict is stored with the hash of
its inputs, so it is computed once per change of readings, plan or calendar day that finishes a period.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.periods import PeriodKind, last_day, start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series, series_of
from improve.projects.events import VerdictReached
from improve.projects.models import Project, StoredVerdict, UsefulAs
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
        plain = [
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
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def inputs_of(project: Project, metric: Metric, series: Series, today: date) -> Inputs | None:
    """The inputs of a project's verdict; None while the plan is incomplete.

    Only finished periods count. The period in which the change began counts as settling in unless the change
    began on its first day.
    """
    if project.starts_on is None or project.baseline_from is None or project.direction is None:
        return None
    kind = metric.period_kind
    first = start_of(kind, project.baseline_from)
    window = series.since(first)
    n = sum(1 for start in window.starts if last_day(kind, start) < today)
    starts, values = window.starts[:n], window.values[:n]
    start = start_of(kind, project.starts_on)
    changed_at = sum(1 for one in starts if one < start)
    return Inputs(
        kind=kind,
        starts=starts,
        values=values,
        changed_at=changed_at,
        settle_in=project.settle_in + (start != project.starts_on),
        better=project.direction,
        smallest_useful=_useful(project, values[:changed_at]),
        seasonal=project.seasonal,
    )


def _useful(project: Project, before: Sequence[float | None]) -> float | None:
    """The smallest useful change in the metric's unit; a relative one is a share of the baseline's mean."""
    if project.smallest_useful is None or project.useful_as == UsefulAs.POINTS:
        return project.smallest_useful
    known = [value for value in before if value is not None]
    mean = abs(fmean(known)) if known else 0.0
    return project.smallest_useful / 100 * mean or None


def judged(inputs: Inputs) -> Verdict:
    """The verdict on the inputs; seasons are months (quarters for quarterly metrics)."""
    season = None
    if inputs.seasonal:
        quarterly = inputs.kind is PeriodKind.QUARTER
        season = [(s.month + 2) // 3 if quarterly else s.month for s in inputs.starts]
    return judge_series(
        list(inputs.values),
        changed_at=inputs.changed_at,
        better=inputs.better,
        settle_in=inputs.settle_in,
        smallest_useful=inputs.smallest_useful,
        season=season,
    )


def assess(project: Project, *, today: date) -> tuple[Inputs, Verdict] | None:
    """The verdict as of today, computed from the readings at hand."""
    if project.metric is None:
        return None
    inputs = inputs_of(project, project.metric, series_of([project.metric])[project.metric.id], today)
    return None if inputs is None else (inputs, judged(inputs))


def refresh(projects: Sequence[Project], *, today: date) -> int:
    """Store the verdicts that changed; how many. Inside a transaction; three statements for any number."""
    planned = [project for project in projects if project.metric is not None]
    series = (
        series_of([project.metric for project in planned if project.metric is not None]) if planned else {}
    )
    stored = {
        row.project_id: row
        for row in db.session.scalars(
            select(StoredVerdict).where(StoredVerdict.project_id.in_([p.id for p in planned]))
        )
    }
    changed = 0
    for project in planned:
        assert project.metric is not None  # noqa: S101  (filtered above)
        inputs = inputs_of(project, project.metric, series[project.metric.id], today)
        if inputs is None or not inputs.starts:
            continue
        row = stored.get(project.id)
        if row is None or row.inputs_hash != inputs.digest:
            _store(project, row, inputs)
            changed += 1
    return changed


def _store(project: Project, row: StoredVerdict | None, inputs: Inputs) -> None:
    verdict = judged(inputs)
    early = "early" in verdict.flags
    news = row is None or (row.code, row.early) != (verdict.verdict, early)
    if row is None:
        row = StoredVerdict(project_id=project.id)
        db.session.add(row)
    row.inputs_hash = inputs.digest
    row.code = verdict.verdict
    row.early = early
    row.payload = verdict.as_json()
    row.computed_at = clock.now()
    if news:
        publish(VerdictReached(actor_id=None, subject_id=project.id, verdict=verdict.verdict, early=early))

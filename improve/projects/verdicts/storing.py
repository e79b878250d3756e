"""How verdicts are kept: with the hash of their inputs, so each is computed once per change of readings, plan or
calendar day that finishes a period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.periods import start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series, data_versions, series_of
from improve.projects.events import VerdictReached
from improve.projects.models import Project, Stage, StoredVerdict, VerdictCode
from improve.projects.queries import segment, stored_verdicts
from improve.projects.verdicts.inputs import METHOD, Inputs, Result, has_plan, hashed, inputs_of, judged
from improve.stats.change import Limits, Verdict
from improve.stats.effect import Effect


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
        project.measured_unit_id,
        project.direction,
        project.smallest_useful,
        project.useful_as,
        str(project.baseline_from),
        str(project.starts_on),
        project.settle_in,
        project.seasonal,
    ]
    measured = [metric.id, metric.kind, metric.per, metric.calendar, versions.get(metric.id)]
    # Changes with the first day of each period, when the one before is over.
    running = start_of(metric.period_kind, today).isoformat()
    return hashed([METHOD, plan, measured, running])


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
    series = _series_of(rest)
    for project in rest:
        if project.metric is not None:
            inputs = inputs_of(project, project.metric, series[project.id], today)
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
    series = _series_of(stale)
    for project in stale:
        if project.metric is not None:
            inputs = inputs_of(project, project.metric, series[project.id], today)
            if inputs is not None:
                _store(project, stored.get(project.id), inputs, fresh[project.id])
    return len(stale)


def _series_of(projects: Iterable[Project]) -> dict[int, Series]:
    """The readings that each verdict rests on; a statement for each unit measured and one for those of the whole."""
    measured: dict[str, list[Project]] = {}
    for project in projects:
        if project.metric is not None:
            measured.setdefault(segment(project), []).append(project)
    found = {}
    for name, together in measured.items():
        series = series_of([project.metric for project in together if project.metric is not None], name)
        found.update({project.id: series[project.metric_id] for project in together if project.metric_id})
    return found


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

"""A measurement plan in words, field by field, and what changed from version to version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.messages import LazyText, _
from improve.metrics.models import Direction, Metric
from improve.metrics.values import counted
from improve.projects.models import PlanVersion, Project, UsefulAs
from improve.projects.presenting.board import joined
from improve.projects.presenting.cautions import FIELD_WORDS, changed_values
from improve.projects.presenting.sentences import full_day, planned_size
from improve.projects.queries import plan_of
from improve.projects.rules import NEEDED
from improve.projects.window import day_of
from improve.web.formatting import number

ORDER = (
    "owner_id",
    "metric_id",
    "direction",
    "smallest_useful",
    "baseline_from",
    "starts_on",
    "settle_in",
    "review_on",
    "after_bad_result",
    "seasonal",
    "measured_unit_id",
    "comparison_id",
    "comparison_unit_id",
    "also_ids",
    "pilot",
)


@dataclass(frozen=True)
class PlanRow:
    """One field: its name, what it says, and whether it still has to be filled."""

    label: LazyText
    text: str
    is_missing: bool = False


@dataclass(frozen=True)
class PlanChange:
    """One field of a later version: what it was and what it became."""

    label: LazyText
    old: str
    new: str


@dataclass(frozen=True)
class VersionNote:
    """A version of the plan: when, by whom, why, and what it changed."""

    number: int
    day: date
    by: str
    reason: str
    after_start: bool
    changes: Sequence[PlanChange]


def plan_rows(project: Project) -> list[PlanRow]:
    """The plan as it stands; optional fields only where they say something."""
    plan = plan_of(project)
    rows = []
    for name in ORDER:
        value = plan[name]
        if name in NEEDED or value not in (None, "", 0, False):
            text = described(name, plan)
            rows.append(PlanRow(FIELD_WORDS[name], text, is_missing=name in NEEDED and not text))
    return rows


def version_notes(versions: Sequence[PlanVersion]) -> list[VersionNote]:
    """All versions, the newest first."""
    notes = [_note(version, ()) for version in versions[:1]]
    for older, newer in pairwise(versions):
        changes = [
            PlanChange(FIELD_WORDS[name], described(name, older.plan), described(name, newer.plan))
            for name, _old, _new in changed_values(older, newer)
        ]
        notes.append(_note(newer, changes))
    return notes[::-1]


def _note(version: PlanVersion, changes: Sequence[PlanChange]) -> VersionNote:
    return VersionNote(
        number=version.number,
        day=day_of(version.at),
        by=version.by.name if version.by is not None else "",
        reason=version.reason,
        after_start=version.after_start,
        changes=changes,
    )


def described(name: str, plan: Mapping[str, Any]) -> str:
    """The value of one field in words; "" for nothing. `plan` may hold what a JSON column kept."""
    value = plan.get(name)
    if value in (None, ""):
        return ""
    metric = db.session.get(Metric, plan["metric_id"]) if plan.get("metric_id") else None
    if name == "owner_id":
        person = db.session.get(Person, value)
        return person.name if person is not None else ""
    if name == "metric_id":
        return str(metric.name) if metric is not None else ""
    if name == "direction":
        return _("more is better") if value == Direction.UP else _("less is better")
    if name in ("comparison_id", "also_ids"):
        return _metrics([value] if name == "comparison_id" else value)
    if name in ("measured_unit_id", "comparison_unit_id"):
        unit = db.session.get(Unit, value)
        return str(unit.name) if unit is not None else ""
    if name in ("smallest_useful", "useful_as"):
        return _useful(plan, metric)
    return _plain(name, value, metric)


def _metrics(numbers: Sequence[int]) -> str:
    found = [db.session.get(Metric, number) for number in numbers]
    return joined([str(metric.name) for metric in found if metric is not None])


def _plain(name: str, value: Any, metric: Metric | None) -> str:
    if name in ("baseline_from", "starts_on", "review_on"):
        return full_day(value if isinstance(value, date) else date.fromisoformat(value))
    if name == "settle_in" and metric is not None:
        return str(counted(metric.period_kind, value))
    if name in ("after_bad_result", "seasonal"):
        return _("yes") if value else _("no")
    return str(value)


def _useful(plan: Mapping[str, Any], metric: Metric | None) -> str:
    size = plan.get("smallest_useful")
    if size is None:
        return ""
    if plan.get("useful_as") == UsefulAs.RELATIVE:
        return _("%(size)s%% of the average before", size=number(size))
    return planned_size(metric, size) if metric is not None else number(size)

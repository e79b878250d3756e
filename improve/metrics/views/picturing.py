"""What of a metric's chart a request asks for: the periods in sight, and another way of drawing than the kept one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from improve.accounts.models import Unit
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.values import check
from improve.metrics.models import Mark, Metric, MetricVersion, Phase
from improve.metrics.ports import MARKS, ContributedMark
from improve.metrics.presenting.drawing import Picture, Wanted, picture
from improve.metrics.presenting.phases import phase_mark
from improve.metrics.queries import (
    WHOLE,
    Series,
    company_day,
    late_series,
    marks_of,
    measured_unit,
    phases_of,
    segment_of,
    versions_of,
)
from improve.metrics.queries.versions import version_marks
from improve.metrics.values.charting import AUTO, ChartSettings, rules_of, settings_of
from improve.web.access import current_actor
from improve.web.charts.svg import Only
from improve.web.features import contributed

WINDOWS = {"": 36, "120": 120, "all": 600}


@dataclass(frozen=True)
class Charted:
    """A metric's series with everything that stands on its chart, drawn as asked."""

    whole: Series
    unit: Unit | None
    name: str
    picture: Picture | None
    settings: ChartSettings
    is_kept: bool
    window: str
    marks: Sequence[Mark]
    others: Sequence[ContributedMark]
    versions: Sequence[MetricVersion]
    phases: Sequence[Phase]


def charted(metric: Metric, *, only: Only = "both") -> Charted:
    """As the address asks for it: `unit` names one whose readings are kept apart."""
    unit = measured_unit(metric.id, request.args.get("unit", ""))
    whole = late_series(metric, segment_of(unit.id) if unit is not None else WHOLE)
    kept = settings_of(metric)
    asked = settings_from(request.args, kept) if "type" in request.args else kept
    window = request.args.get("show", "")
    marks = db.session.scalars(marks_of(metric.id)).all()
    others = sorted(_contributed(metric), key=lambda mark: mark.day)
    versions = versions_of(metric.id)
    phases = db.session.scalars(phases_of(metric.id)).all()
    held = [phase for phase in phases if phase.withdrawn_at is None]
    name = f"{metric.name} ({unit.name})" if unit is not None else str(metric.name)
    wanted = Wanted(
        periods=WINDOWS.get(window, WINDOWS[""]),
        marks=standing_on(marks, others, versions, held),
        versions=versions,
        new_limits=[phase.starts_on for phase in held],
        settings=asked,
        only=only,
        name=name,
    )
    drawn = picture(metric, whole, company_day(), wanted)
    return Charted(whole, unit, name, drawn, asked, asked == kept, window, marks, others, versions, phases)


def standing_on(
    marks: Iterable[Mark],
    others: Iterable[ContributedMark],
    versions: Sequence[MetricVersion],
    held: Iterable[Phase],
) -> list[tuple[date, str]]:
    """What stands on every chart of a metric: what happened, changed definitions, new limits."""
    return [
        *((mark.day, mark.note) for mark in marks),
        *((mark.day, str(mark.text)) for mark in others),
        *version_marks(versions),
        *(phase_mark(phase) for phase in held),
    ]


@dataclass(frozen=True)
class Happened:
    """What stands on a chart of a metric beside its readings."""

    marks: Sequence[tuple[date, str]]
    versions: Sequence[MetricVersion]
    new_limits: Sequence[date]


def happened(metric: Metric) -> Happened:
    """For charts beside each other: the same as on the metric's page."""
    versions = versions_of(metric.id)
    phases = db.session.scalars(phases_of(metric.id)).all()
    held = [phase for phase in phases if phase.withdrawn_at is None]
    marks = db.session.scalars(marks_of(metric.id)).all()
    on_chart = standing_on(marks, _contributed(metric), versions, held)
    return Happened(on_chart, versions, [phase.starts_on for phase in held])


def settings_from(given: MultiDict[str, str], kept: ChartSettings) -> ChartSettings:
    """The settings in a form; what cannot be read stays as kept.

    Ticks say which rules are on, of the set that `ticks` names: for another set they mean nothing.
    """
    raw: dict[str, Any] = {
        "type": given.get("type", kept.type),
        "rules": given.get("rules", kept.rules),
        "screened": "y" if given.get("screened") else "n",
        "constant": given.get("constant", kept.constant),
        "baseline": given.get("baseline") or None,
        "off": ",".join(_off(given)),
    }
    try:
        return check(ChartSettings, raw)
    except Invalid:
        return kept


def _off(given: MultiDict[str, str]) -> list[str]:
    shown = given.get("ticks", "")
    wanted = given.get("rules", AUTO)
    if wanted not in (AUTO, shown):
        return []
    return [name for name in rules_of(shown) if name not in given.getlist("rule")]


def as_query(settings: ChartSettings, rule_set: str) -> dict[str, Any]:
    """The same settings as the query of an address."""
    found: dict[str, Any] = {
        "type": settings.type,
        "rules": settings.rules,
        "constant": settings.constant,
        "baseline": settings.baseline or "",
        "ticks": rule_set,
        "rule": [name for name in rules_of(rule_set) if name not in settings.without],
    }
    return found | ({"screened": "y"} if settings.is_screened else {})


def _contributed(metric: Metric) -> list[ContributedMark]:
    return [mark for fill in contributed(current_app, MARKS) for mark in fill(current_actor(), metric.id)]

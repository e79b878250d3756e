"""How a metric's chart is drawn, and where its limits are set anew: always a person's decision."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.core.values import FieldError
from improve.metrics import store
from improve.metrics.events import MetricChanged, PhaseSet, PhaseWithdrawn
from improve.metrics.models import Metric, MetricKind, Phase
from improve.metrics.policy import Permission
from improve.metrics.queries import series
from improve.metrics.values import period_start
from improve.metrics.values.charting import AUTO, CHART_TYPES, ChartSettings, PhaseData
from improve.stats.change import LEAST_BEFORE

NEEDED = {
    "is_different": _l("If the figures behave as before, the old limits describe them."),
    "has_known_cause": _l(
        "Look for the cause first; until it is known, the old limits show that there is one."
    ),
    "is_lasting": _l("What will pass again gets no limits of its own."),
}


def keep_settings(metric: Metric, settings: ChartSettings, *, by: Actor) -> None:
    """Draw the chart this way for everybody, from now on."""
    authorize(by, Permission.DEFINE, metric)
    if settings.type != AUTO and settings.type not in CHART_TYPES[MetricKind(metric.kind)]:
        raise Invalid.field("type", _l("This chart does not fit what a reading of this metric is."))
    wanted = {
        "chart_type": settings.type,
        "chart_rules": settings.rules,
        "rules_off": ",".join(sorted(settings.without)),
        "is_screened": settings.is_screened,
        "constant": settings.constant,
        "baseline": settings.baseline,
    }
    changed = tuple(name for name, value in wanted.items() if getattr(metric, name) != value)
    for name in changed:
        setattr(metric, name, wanted[name])
    if changed:
        publish(MetricChanged(actor_id=by.actor_id, subject_id=metric.id, changed=changed))


def set_phase(metric: Metric, data: PhaseData, *, by: Actor) -> Phase:
    """New limits from a period on. Without a yes to three of Wheeler's questions they are refused; what is not
    desired may get them, with the reason why it stays."""
    authorize(by, Permission.DEFINE, metric)
    for name, why in NEEDED.items():
        if getattr(data, name) != "yes":
            raise Invalid.field(name, why)
    try:
        start = period_start(metric.period_kind, data.period)
    except FieldError as error:
        raise Invalid.field("period", error.message) from error
    store.lock(metric)
    _check_place(metric, start)
    phase = Phase(
        metric_id=metric.id,
        starts_on=start,
        difference=data.difference,
        cause=data.cause,
        is_desired=data.is_desired == "yes",
        desired=data.desired,
        lasting=data.lasting,
        set_by_id=by.actor_id,
        set_at=clock.now(),
    )
    db.session.add(phase)
    publish(PhaseSet(actor_id=by.actor_id, subject_id=metric.id))
    return phase


def _check_place(metric: Metric, start: date) -> None:
    """It begins after the first period with a reading, and where none begins already."""
    found = series(metric)
    if start not in found.starts[1:]:
        raise Invalid.field("period", _l("New limits begin at a period of the chart after its first one."))
    if found.part(found.starts.index(start)).measured < LEAST_BEFORE:
        raise Invalid.field(
            "period", _l("Limits need %(n)s readings from there on. Wait until they are in.", n=LEAST_BEFORE)
        )
    same = select(Phase.id).where(
        Phase.metric_id == metric.id, Phase.starts_on == start, Phase.withdrawn_at.is_(None)
    )
    if db.session.scalar(same) is not None:
        raise Invalid.field("period", _l("New limits begin there already."))


def withdraw_phase(phase: Phase, *, by: Actor) -> None:
    """Draw the chart as before; what was answered stays readable."""
    authorize(by, Permission.DEFINE, phase.metric)
    if phase.withdrawn_at is not None:
        raise Refused(_l("These limits were withdrawn already."))
    phase.withdrawn_at = clock.now()
    phase.withdrawn_by_id = by.actor_id
    publish(PhaseWithdrawn(actor_id=by.actor_id, subject_id=phase.metric_id))

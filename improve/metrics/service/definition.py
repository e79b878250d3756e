"""Defining a metric, changing the definition, closing it."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any

from sqlalchemy import select

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.periods import PeriodKind
from improve.core.policy import Actor, authorize
from improve.metrics import store
from improve.metrics.events import MetricChanged, MetricClosed, MetricCreated, MetricReopened
from improve.metrics.models import Metric, MetricCalendar, MetricKind, Reading
from improve.metrics.policy import Permission, place_of
from improve.metrics.service.feeds import offer_of
from improve.metrics.service.versions import keep_version, meaning_of
from improve.metrics.values import MetricData

PERCENT = 100.0


def define(data: MetricData, *, by: Actor) -> Metric:
    """Add a metric; whoever defines it owns it unless another owner is named."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.DEFINE, place_of(unit))
    _refuse_taken_code(data.code, None)
    data = _fed(data, None, by)
    metric = Metric(code=data.code or f"M-{token_hex(3).upper()}", created_at=clock.now())
    for name, value in _fields(data, default_owner=by.actor_id).items():
        setattr(metric, name, value)
    db.session.add(metric)
    db.session.flush()
    publish(MetricCreated(actor_id=by.actor_id, subject_id=metric.id))
    return metric


def redefine(metric: Metric, data: MetricData, *, by: Actor) -> None:
    """Change the definition. Kind and period stay once there are readings: they would mean something else."""
    authorize(by, Permission.DEFINE, metric)
    store.lock(metric)
    unit = _unit(data.unit_id)
    if data.unit_id != metric.unit_id:
        authorize(by, Permission.DEFINE, place_of(unit))
    data = _fed(data, metric, by)
    if (metric.kind, metric.period) != (data.kind, data.period) and _has_readings(metric):
        raise Invalid.field(
            "kind" if metric.kind != data.kind else "period",
            _l("There are readings already. Close this metric and define a new one."),
        )
    _refuse_taken_code(data.code, metric.id)
    wanted = _fields(data, default_owner=metric.owner_id)
    if data.code is not None:
        wanted["code"] = data.code
    changed = tuple(name for name, value in wanted.items() if getattr(metric, name) != value)
    before = meaning_of(metric)
    for name in changed:
        setattr(metric, name, wanted[name])
    if changed:
        keep_version(metric, before, data, by=by)
        publish(MetricChanged(actor_id=by.actor_id, subject_id=metric.id, changed=changed))


def close(metric: Metric, *, by: Actor) -> None:
    """Measure no more; what is there stays."""
    authorize(by, Permission.DEFINE, metric)
    if not metric.is_closed:
        metric.is_closed = True
        publish(MetricClosed(actor_id=by.actor_id, subject_id=metric.id))


def reopen(metric: Metric, *, by: Actor) -> None:
    """Measure again."""
    authorize(by, Permission.DEFINE, metric)
    if metric.is_closed:
        metric.is_closed = False
        publish(MetricReopened(actor_id=by.actor_id, subject_id=metric.id))


def _fields(data: MetricData, *, default_owner: int | None) -> dict[str, Any]:
    if data.owner_id is not None and db.session.get(Person, data.owner_id) is None:
        raise Invalid.field("owner_id", _l("This person does not exist."))
    per = {MetricKind.VALUE: 1.0, MetricKind.PROPORTION: PERCENT}.get(MetricKind(data.kind), float(data.per))
    return {
        "name": data.name,
        "unit": data.unit,
        "direction": data.direction,
        "kind": data.kind,
        "period": data.period,
        "numerator_name": data.numerator_name,
        "denominator_name": data.denominator_name,
        "per": per,
        "decimals": data.decimals,
        "target": data.target,
        "description": data.description,
        "unit_id": data.unit_id,
        "feed": data.feed,
        "calendar": data.calendar if data.period == PeriodKind.DAY else str(MetricCalendar.EVERY_DAY),
        "combine": data.combine,
        "owner_id": data.owner_id if data.owner_id is not None else default_owner,
    }


def _fed(data: MetricData, metric: Metric | None, by: Actor) -> MetricData:
    """With a feed, what it measures decides the kind. A feed that stays need not be the actor's to see."""
    if data.feed is None:
        return data
    if metric is not None and metric.feed == data.feed:
        return replace(data, kind=metric.kind)
    offer = offer_of(by, data.feed)
    if offer is None:
        raise Invalid.field("feed", _l("This source is not there any more. Please choose another."))
    return replace(data, kind=str(offer.kind))


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    return unit


def _has_readings(metric: Metric) -> bool:
    return db.session.scalar(select(Reading.id).where(Reading.metric_id == metric.id).limit(1)) is not None


def _refuse_taken_code(wanted: str | None, own_id: int | None) -> None:
    if wanted is not None:
        taken = db.session.scalar(select(Metric.id).where(Metric.code == wanted))
        if taken is not None and taken != own_id:
            raise Invalid.field("code", _l("Another metric has this code."))

"""Versions of a definition: what decides the meaning of a reading is kept whenever it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.policy import Actor
from improve.metrics.models import Metric, MetricVersion
from improve.metrics.queries import company_day
from improve.metrics.values import MetricData

# Another name, owner or number of decimals measures the same.
MEANING = (
    "direction",
    "kind",
    "period",
    "unit",
    "numerator_name",
    "denominator_name",
    "per",
    "target",
    "description",
    "calendar",
    "combine",
    "feed",
    "unit_id",
)


def meaning_of(metric: Metric) -> dict[str, Any]:
    """What decides the meaning of a reading, as plain values."""
    found = {name: getattr(metric, name) for name in MEANING}
    return {name: dict(value) if isinstance(value, Localized) else value for name, value in found.items()}


def keep_version(metric: Metric, before: Mapping[str, Any], data: MetricData, *, by: Actor) -> None:
    """Store the new definition, and with the first change also the one that was before."""
    now = meaning_of(metric)
    if now == before:
        return
    newest = db.session.execute(
        select(func.max(MetricVersion.number), func.max(MetricVersion.holds_from)).where(
            MetricVersion.metric_id == metric.id
        )
    ).one()
    holds_from = data.holds_from or company_day()
    if newest[1] is not None and holds_from < newest[1]:
        raise Invalid.field(
            "holds_from", _l("The version before holds from %(day)s on.", day=newest[1].isoformat())
        )
    number = newest[0]
    if number is None:
        number = 1
        db.session.add(
            MetricVersion(
                metric_id=metric.id, number=1, definition=dict(before), changed_at=metric.created_at
            )
        )
    db.session.add(
        MetricVersion(
            metric_id=metric.id,
            number=number + 1,
            definition=now,
            holds_from=holds_from,
            note=data.note or "",
            changed_by_id=by.actor_id,
            changed_at=clock.now(),
        )
    )

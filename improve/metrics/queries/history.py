"""What a metric's definition was, and where its limits were set anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.metrics.models import MetricVersion, Phase


def versions_of(metric_id: int) -> Sequence[MetricVersion]:
    """The definitions, the first one first; none while nothing was ever changed."""
    return db.session.scalars(
        select(MetricVersion)
        .options(joinedload(MetricVersion.changed_by))
        .where(MetricVersion.metric_id == metric_id)
        .order_by(MetricVersion.number)
    ).all()


def phases_of(metric_id: int) -> Select[tuple[Phase]]:
    """Everything that was ever said about new limits, also what was withdrawn; the latest period first."""
    return (
        select(Phase)
        .options(joinedload(Phase.set_by), joinedload(Phase.withdrawn_by))
        .where(Phase.metric_id == metric_id)
        .order_by(Phase.starts_on.desc(), Phase.id.desc())
    )


def new_limits_of(metric_ids: Iterable[int]) -> dict[int, list[date]]:
    """The days from which new limits hold, in order, of each metric that has some; one statement."""
    rows = db.session.execute(
        select(Phase.metric_id, Phase.starts_on)
        .where(Phase.metric_id.in_(list(metric_ids)), Phase.withdrawn_at.is_(None))
        .order_by(Phase.metric_id, Phase.starts_on)
    )
    found: dict[int, list[date]] = {}
    for metric_id, starts_on in rows:
        found.setdefault(metric_id, []).append(starts_on)
    return found

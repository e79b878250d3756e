"""Keeping what the charts say, so that lists need not compute it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.core.events import Event
from improve.metrics.models import Metric, MetricState
from improve.metrics.queries import company_day, late_series_of
from improve.metrics.queries.judging import stamps, state_of, stored_states, to_payload


def stale(metrics: Sequence[Metric], today: date) -> list[Metric]:
    """The metrics of which nothing true is stored; three statements."""
    fresh, _limits = stamps(metrics, today)
    stored = stored_states(fresh)
    return [
        metric for metric in metrics if metric.id not in stored or stored[metric.id].stamp != fresh[metric.id]
    ]


def judge(metrics: Sequence[Metric], today: date) -> int:
    """Store the states that changed; how many. Inside a transaction."""
    changed = stale(metrics, today)
    if not changed:
        return 0
    fresh, limits = stamps(changed, today)
    series = late_series_of(changed)
    for metric in changed:
        state = state_of(metric, series[metric.id], today, limits.get(metric.id, ()))
        _store(metric.id, fresh[metric.id], to_payload(state))
    return len(changed)


def on_changed(event: Event) -> None:
    """Readings, the definition or the limits changed, and with them perhaps what the chart says."""
    judge(db.session.scalars(select(Metric).where(Metric.id == event.subject_id)).all(), company_day())


def _store(metric_id: int, stamp: str, payload: object) -> None:
    """Of two at once the later one stays; where it knew less, its stamp says so and the clock computes it again."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    values = {"stamp": stamp, "payload": payload}
    written = insert(MetricState).values(metric_id=metric_id, **values)
    db.session.execute(written.on_conflict_do_update(index_elements=[MetricState.metric_id], set_=values))

"""What metrics put on pages of others: readings that are due, and search results."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from improve.core.db import db
from improve.core.messages import _l, _ln
from improve.core.panels import Found, Hit, Waiting
from improve.core.policy import Actor
from improve.metrics.models import Metric
from improve.metrics.queries import by_name, company_day, matching, standings, visible_to
from improve.metrics.values import period_name, unit_text
from improve.web.i18n import current_language


def due_readings(actor: Actor) -> Iterator[Waiting]:
    """Readings that the actor owes as the owner of a metric."""
    if actor.actor_id is None:
        return
    owned = visible_to(actor).where(
        Metric.owner_id == actor.actor_id, Metric.is_closed.is_(False), Metric.feed.is_(None)
    )
    metrics = db.session.scalars(owned.order_by(Metric.id)).all()
    found = standings(metrics, company_day())
    for metric in metrics:
        waiting = found[metric.id].waiting
        if not waiting:
            continue
        if found[metric.id].due is None:
            title = _l("Enter the first readings: %(metric)s", metric=metric.name)
        elif len(waiting) == 1:
            period = period_name(metric.period_kind, waiting[0])
            title = _l("Enter %(period)s: %(metric)s", period=period, metric=metric.name)
        else:
            title = _ln(
                "Enter %(n)s reading: %(metric)s",
                "Enter %(n)s readings: %(metric)s",
                len(waiting),
                metric=metric.name,
            )
        yield Waiting(
            title=title,
            context=_l("Metric %(code)s", code=metric.code),
            href=url_for("metrics.enter", metric_id=metric.id),
            action=_l("Enter"),
            due=found[metric.id].due,
            order=40,
        )


def search(actor: Actor, text: str, limit: int) -> Found:
    """Metrics by name or code."""
    statement = matching(visible_to(actor), text)
    total = db.session.scalar(
        select(func.count()).select_from(statement.with_only_columns(Metric.id).subquery())
    )
    found = db.session.scalars(by_name(statement, current_language()).limit(limit))
    return Found(
        label=_l("Metrics"),
        hits=[_hit(metric) for metric in found],
        total=total or 0,
        more=url_for("metrics.index", q=text),
    )


def _hit(metric: Metric) -> Hit:
    place = str(metric.org_unit.name) if metric.org_unit is not None else ""
    owner = metric.owner.name if metric.owner is not None else ""
    closed = _l("Closed") if metric.is_closed else ""
    parts = [metric.code, unit_text(metric), place, owner, closed]
    return Hit(
        title=str(metric.name),
        href=url_for("metrics.show", metric_id=metric.id),
        meta=[part for part in parts if part],
    )

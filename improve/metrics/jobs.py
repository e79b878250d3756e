"""What the clock starts for metrics."""

from __future__ import annotations

import logging

from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import ImproveError
from improve.core.policy import SYSTEM
from improve.metrics import service
from improve.metrics.models import Metric
from improve.metrics.queries import company_day

log = logging.getLogger(__name__)


def pull() -> int:
    """Let every open metric that fills itself look for news; how many readings came. Each by itself, so that one
    that fails stops no other."""
    ids = db.session.scalars(
        select(Metric.id).where(Metric.feed.is_not(None), Metric.is_closed.is_(False)).order_by(Metric.id)
    ).all()
    count = 0
    for metric_id in ids:
        try:
            with transaction():
                metric = db.session.get(Metric, metric_id)
                if metric is not None:
                    count += len(service.pull(metric, by=SYSTEM).changes)
        except ImproveError as error:  # closed in the meantime
            log.info("metric %s was not filled: %s", metric_id, error)
    return count


def judge() -> int:
    """Keep what the charts say where a period has ended or another cause made it untrue; how many."""
    today = company_day()
    if not service.stale(db.session.scalars(select(Metric)).all(), today):
        return 0
    with transaction():
        return service.judge(db.session.scalars(select(Metric)).all(), today)

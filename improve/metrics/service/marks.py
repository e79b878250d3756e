"""What happened, marked on the chart."""

from __future__ import annotations

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.events import MarkAdded, MarkRemoved
from improve.metrics.models import Mark, Metric
from improve.metrics.policy import Permission
from improve.metrics.values import MarkData


def add_mark(metric: Metric, data: MarkData, *, by: Actor) -> Mark:
    """Note what happened on a day."""
    authorize(by, Permission.RECORD, metric)
    same = select(Mark.id).where(Mark.metric_id == metric.id, Mark.day == data.day, Mark.note == data.note)
    if db.session.scalar(same) is not None:
        raise Invalid.field("note", _l("This is marked on that day already."))
    mark = Mark(metric_id=metric.id, day=data.day, note=data.note, entered_by_id=by.actor_id)
    db.session.add(mark)
    publish(MarkAdded(actor_id=by.actor_id, subject_id=metric.id))
    return mark


def remove_mark(mark: Mark, *, by: Actor) -> None:
    """Take it off the chart."""
    authorize(by, Permission.RECORD, mark.metric)
    db.session.delete(mark)
    publish(MarkRemoved(actor_id=by.actor_id, subject_id=mark.metric_id))

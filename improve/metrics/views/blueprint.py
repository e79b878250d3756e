"""The blueprint of metrics, and what several of its pages need."""

from __future__ import annotations

from flask import Blueprint

from improve.core.policy import authorize
from improve.metrics import rules
from improve.metrics.models import Metric
from improve.metrics.policy import Permission
from improve.metrics.queries import visible_one
from improve.web.access import current_actor, found_or_404

blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")


def visible_or_404(metric_id: int) -> Metric:
    """The metric, or the same answer that a missing one gives."""
    found: Metric = found_or_404(visible_one(current_actor(), metric_id))
    return found


def enterable(metric_id: int) -> Metric:
    """The metric, if its readings are the actor's to enter and it does not fill itself."""
    metric = recordable(metric_id)
    rules.check_by_hand(metric.feed)
    return metric


def recordable(metric_id: int) -> Metric:
    """The metric, if its readings are the actor's to enter."""
    metric = visible_or_404(metric_id)
    authorize(current_actor(), Permission.RECORD, metric)
    return metric

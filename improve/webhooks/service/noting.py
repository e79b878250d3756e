"""What came of an attempt, and what follows of it."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.webhooks import rules
from improve.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, Pause
from improve.webhooks.service.endpoints import pause_for
from improve.webhooks.values import Outcome


def note(delivery_id: int, token: str | None, outcome: Outcome) -> bool:
    """Keep what came of an attempt; did it arrive? Of a message that is gone since there is nothing to note.

    `token` is the claim under which it was sent: a failure counts only for who still holds it.
    """
    delivery = db.session.scalar(select(Delivery).where(Delivery.id == delivery_id).with_for_update())
    if delivery is None:
        return rules.is_delivered(outcome.status)
    endpoint = db.session.get_one(Endpoint, delivery.endpoint_id, with_for_update=True)
    now = clock.now()
    attempt = Attempt(
        delivery_id=delivery_id,
        at=now,
        duration_ms=round(outcome.duration.total_seconds() * 1000),
        status=outcome.status,
        problem=str(outcome.problem) if outcome.problem is not None else None,
        answer=outcome.answer,
    )
    db.session.add(attempt)
    arrived = rules.is_delivered(outcome.status)
    if delivery.is_test:
        delivery.attempts += 1
        delivery.ended_at = now
        delivery.state = str(DeliveryState.DELIVERED if arrived else DeliveryState.FAILED)
    elif arrived:
        delivery.attempts += 1
        delivery.state, delivery.ended_at = str(DeliveryState.DELIVERED), now
        endpoint.last_delivered_at, endpoint.failing_since, endpoint.retry_at = now, None, None
        endpoint.failures = 0
    elif endpoint.claim == token and delivery.state == DeliveryState.WAITING:
        _note_failure(delivery, endpoint, outcome)
    return arrived


def _note_failure(delivery: Delivery, endpoint: Endpoint, outcome: Outcome) -> None:
    now = clock.now()
    delivery.attempts += 1
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    spread = secrets.randbelow(2001) / 1000 - 1
    retry_at = rules.next_attempt(delivery.attempts, now, spread=spread, wished=outcome.wished)
    endpoint.retry_at = retry_at
    if outcome.status == rules.GONE:
        pause_for(endpoint, Pause.GONE, by_id=None)
    elif retry_at is None:
        pause_for(endpoint, Pause.FAILED, by_id=None)

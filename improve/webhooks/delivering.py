"""Delivering: take an endpoint, send what waits for it in order, note each outcome.

An endpoint is taken for ten minutes in one transaction, each message is sent outside of any, and its outcome noted in
another. A worker that is killed in between leaves the message to the next one: it may arrive twice then, with the same
`webhook-id`, and never not at all. What was answered with success is not sent again, whoever holds the claim.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from improve.core import clock
from improve.core.db import db, transaction
from improve.webhooks import client, queries, service, signing
from improve.webhooks.models import Delivery, DeliveryState, Endpoint, Pause

LEASE = timedelta(minutes=10)
# One endpoint after the other gets its turn.
TURN_SECONDS = 60.0


def deliver() -> int:
    """Send what is due; how many messages arrived. A read comes first, so that an idle worker takes no write lock."""
    arrived = 0
    while queries.is_anything_due(clock.now()):
        token = uuid4().hex
        with transaction():
            endpoint_id = _claim(token)
        if endpoint_id is None:
            break  # others are at it
        try:
            arrived += _work_off(endpoint_id, token)
        finally:
            with transaction():
                _release(endpoint_id, token)
    return arrived


def _claim(token: str) -> int | None:
    now = clock.now()
    free = queries.due(now).limit(1)
    if db.engine.dialect.name == "postgresql":
        free = free.with_for_update(skip_locked=True, of=Endpoint)
    endpoint_id = db.session.scalar(free)
    if endpoint_id is not None:
        db.session.execute(
            update(Endpoint)
            .where(Endpoint.id == endpoint_id)
            .values(claim=token, claimed_until=now + LEASE, tried_at=now)
        )
    return endpoint_id


def _release(endpoint_id: int, token: str) -> None:
    db.session.execute(
        update(Endpoint)
        .where(Endpoint.id == endpoint_id, Endpoint.claim == token)
        .values(claim=None, claimed_until=None)
    )


def _work_off(endpoint_id: int, token: str) -> int:
    """Send in order until nothing waits, one fails, or the turn is over."""
    begun, arrived = time.monotonic(), 0
    while time.monotonic() - begun < TURN_SECONDS:
        delivery = queries.next_of(endpoint_id)
        if delivery is None or delivery.endpoint.claim != token or delivery.endpoint.pause is not None:
            break
        if not _send(delivery, token):
            break
        arrived += 1
    return arrived


def send_test(delivery_id: int) -> bool:
    """Send a test now, whatever waits or is paused; did it arrive?"""
    delivery = db.session.get(Delivery, delivery_id)
    return delivery is not None and delivery.is_test and _send(delivery, None)


def _send(delivery: Delivery, token: str | None) -> bool:
    """One attempt. Nothing of the session is held open while the other system takes its time."""
    delivery_id, endpoint, message = delivery.id, delivery.endpoint, delivery.message
    keys = _secrets(endpoint)
    if not keys:
        _end_without_secret(delivery_id)
        return False
    url, uid, body, begun = endpoint.url, message.uid, message.body.encode(), clock.now()
    db.session.rollback()
    headers = signing.headers(keys, uid, int(begun.timestamp()), body)
    outcome = client.post(url, body, headers)
    with transaction():
        return service.note(delivery_id, token, outcome)


def _secrets(endpoint: Endpoint) -> list[bytes]:
    """What signs: the secret, and for a day the one before. Empty when the secret key is another one since."""
    secret = signing.secret_of(endpoint.nonce)
    if signing.hash_of(secret) != endpoint.secret_hash:
        return []
    previous = endpoint.previous_nonce if (endpoint.previous_until or clock.now()) > clock.now() else None
    return [secret, signing.secret_of(previous)] if previous is not None else [secret]


def _end_without_secret(delivery_id: int) -> None:
    with transaction():
        delivery = db.session.get_one(Delivery, delivery_id)
        service.pause_for(delivery.endpoint, Pause.SECRET_LOST, by_id=None)
        if delivery.is_test:
            delivery.state, delivery.ended_at = str(DeliveryState.FAILED), clock.now()

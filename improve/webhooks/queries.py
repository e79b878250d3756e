"""Questions about endpoints and what was sent to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor
from improve.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, OutgoingMessage
from improve.webhooks.policy import may_manage

_WAITS = (Delivery.state == DeliveryState.WAITING, Delivery.is_test.is_(False))


def visible_to(actor: Actor) -> Select[tuple[Endpoint]]:
    """The endpoints an actor looks after: all of them or none."""
    statement = select(Endpoint)
    return statement if may_manage(actor) else statement.where(false())


def deliveries_for(actor: Actor) -> Select[tuple[Delivery]]:
    """What was and will be sent to them, newest first."""
    statement = (
        select(Delivery)
        .join(Delivery.message)
        .options(joinedload(Delivery.message), joinedload(Delivery.endpoint))
        .order_by(Delivery.id.desc())
    )
    return statement if may_manage(actor) else statement.where(false())


def wanting(kind: str) -> list[int]:
    """The endpoints that want to hear of a kind; paused ones, too: it waits for them."""
    found = db.session.execute(select(Endpoint.id, Endpoint.kinds).order_by(Endpoint.id))
    return [endpoint_id for endpoint_id, kinds in found if kind in kinds]


def waiting_counts(endpoint_ids: Sequence[int]) -> Mapping[int, int]:
    """How many messages wait for each of them; those for whom none waits are left out."""
    found = db.session.execute(
        select(Delivery.endpoint_id, func.count())
        .where(Delivery.endpoint_id.in_(endpoint_ids), *_WAITS)
        .group_by(Delivery.endpoint_id)
    )
    return {row[0]: row[1] for row in found}


def due(now: datetime) -> Select[tuple[int]]:
    """The ids of endpoints for which something can be sent now, the longest untouched first."""
    waits = select(Delivery.id).where(Delivery.endpoint_id == Endpoint.id, *_WAITS).exists()
    return (
        select(Endpoint.id)
        .where(
            Endpoint.paused_at.is_(None),
            or_(Endpoint.retry_at.is_(None), Endpoint.retry_at <= now),
            or_(Endpoint.claimed_until.is_(None), Endpoint.claimed_until <= now),
            waits,
        )
        .order_by(Endpoint.tried_at.is_not(None), Endpoint.tried_at, Endpoint.id)
    )


def is_anything_due(now: datetime) -> bool:
    """Is there something to send?"""
    return db.session.scalar(due(now).limit(1)) is not None


def next_of(endpoint_id: int) -> Delivery | None:
    """The oldest message that waits for an endpoint."""
    return db.session.scalar(
        select(Delivery)
        .where(Delivery.endpoint_id == endpoint_id, *_WAITS)
        .options(joinedload(Delivery.message), joinedload(Delivery.endpoint))
        .order_by(Delivery.id)
        .limit(1)
    )


def attempts_of(delivery_id: int) -> Sequence[Attempt]:
    """All attempts, newest first."""
    return db.session.scalars(
        select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.id.desc())
    ).all()


def last_attempts(delivery_ids: Sequence[int]) -> Mapping[int, Attempt]:
    """The last attempt of each of them."""
    newest = (
        select(func.max(Attempt.id))
        .where(Attempt.delivery_id.in_(delivery_ids))
        .group_by(Attempt.delivery_id)
    )
    return {row.delivery_id: row for row in db.session.scalars(select(Attempt).where(Attempt.id.in_(newest)))}


@dataclass(frozen=True)
class Figures:
    """What the doctor asks: endpoints, those that are paused or failing, messages that wait."""

    endpoints: int
    paused: tuple[str, ...]
    failing: tuple[str, ...]
    waiting: int
    oldest: datetime | None


def figures() -> Figures:
    """All endpoints, summed up; those that were paused by hand are as somebody wants them."""
    rows = db.session.execute(
        select(Endpoint.name, Endpoint.pause, Endpoint.failing_since).order_by(Endpoint.name)
    ).all()
    count, oldest = db.session.execute(
        select(func.count(), func.min(OutgoingMessage.at))
        .select_from(Delivery)
        .join(Delivery.message)
        .join(Delivery.endpoint)
        .where(*_WAITS, Endpoint.paused_at.is_(None))
    ).one()
    return Figures(
        len(rows),
        tuple(row.name for row in rows if row.pause not in (None, "by_hand")),
        tuple(row.name for row in rows if row.failing_since is not None and row.pause is None),
        count,
        oldest,
    )

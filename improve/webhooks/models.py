"""Endpoints, what is sent to them, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model, one_of

LONGEST_ADDRESS = 500
LONGEST_NAME = 80
LONGEST_CODE = 60
# How much of an answer is kept, in bytes; a byte that is no text takes a character.
ANSWER_KEPT = 1_024
WAITING = text("state = 'waiting' AND NOT is_test")


class Pause(StrEnum):
    """Why nothing is sent."""

    BY_HAND = "by_hand"
    FAILED = "failed"
    GONE = "gone"
    SECRET_LOST = "secret_lost"  # noqa: S105  (a reason, no secret)


class DeliveryState(StrEnum):
    """Where a message to an endpoint stands. Only a test fails for good: all others wait until somebody decides."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    LEFT_OUT = "left_out"
    FAILED = "failed"


class Endpoint(Model):
    """Another system's address. `nonce` makes its secret, see `secrets`; the secret itself is nowhere stored.

    `retry_at`: not before; `failures`: attempts that failed since the last success. A worker that takes an endpoint
    sets `claim` and `claimed_until`: messages go out one after the other, whoever sends.
    """

    __tablename__ = "webhooks_endpoint"
    __table_args__ = (
        CheckConstraint("(paused_at IS NULL) = (pause IS NULL)", name="paused"),
        CheckConstraint(f"pause IS NULL OR {one_of('pause', Pause)}", name="pause"),
        CheckConstraint("(claim IS NULL) = (claimed_until IS NULL)", name="claimed_whole"),
        CheckConstraint("(previous_nonce IS NULL) = (previous_until IS NULL)", name="previous_whole"),
        CheckConstraint("(failing_since IS NULL) = (failures = 0)", name="failing"),
    )

    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    url: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(43))
    secret_hash: Mapped[str] = mapped_column(String(64))
    previous_nonce: Mapped[str | None] = mapped_column(String(43))
    previous_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause: Mapped[str | None] = mapped_column(String(20))
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0", default=0)
    tried_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    last_delivered_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]


class OutgoingMessage(Model):
    """One fact as it is sent, the same for all endpoints. `uid` is the `webhook-id`, `body` exactly what is signed.

    `about` names the thing that it tells of, so that it can be forgotten with it.
    """

    __tablename__ = "webhooks_message"
    __table_args__ = (Index(None, "at"), Index(None, "about"))

    uid: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(LONGEST_CODE))
    at: Mapped[datetime]
    about: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)


class Delivery(Model):
    """A message to an endpoint. They go out in the order of their numbers; `attempts` begins anew when it is repeated."""

    __tablename__ = "webhooks_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        CheckConstraint(one_of("state", DeliveryState), name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("state <> 'failed' OR is_test", name="failed"),
        Index(
            "ix_webhooks_delivery_waiting",
            "endpoint_id",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(None, "endpoint_id", "id"),
    )

    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhooks_endpoint.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("webhooks_message.id", ondelete="CASCADE"), index=True)
    is_test: Mapped[bool] = mapped_column(server_default=false(), default=False)
    state: Mapped[str] = mapped_column(
        String(12), server_default=str(DeliveryState.WAITING), default=str(DeliveryState.WAITING)
    )
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    ended_at: Mapped[datetime | None]

    endpoint: Mapped[Endpoint] = relationship(innerjoin=True)
    message: Mapped[OutgoingMessage] = relationship(innerjoin=True)


class Attempt(Model):
    """One try: `status` is the answer's, `problem` says why there was none; `answer` is how it begins."""

    __tablename__ = "webhooks_attempt"
    __table_args__ = (
        CheckConstraint("(status IS NULL) = (problem IS NOT NULL)", name="outcome"),
        CheckConstraint("duration_ms >= 0", name="duration_ms"),
        Index(None, "delivery_id", "id"),
    )

    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhooks_delivery.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    duration_ms: Mapped[int]
    status: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")

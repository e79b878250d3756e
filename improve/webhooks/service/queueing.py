"""Putting messages into the queue: with the fact that they tell of, and once more when somebody asks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy import delete, insert, select, update

from improve.config import SettingError
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import Event, publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.web import hooks
from improve.web.features import contributed
from improve.web.i18n import default_time_zone
from improve.webhooks import composing, queries
from improve.webhooks.events import WebhookLeftOut, WebhookRepeated
from improve.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, OutgoingMessage
from improve.webhooks.networks import networks_of
from improve.webhooks.policy import Permission
from improve.webhooks.values import Period

EXTENSION = "improve.webhooks"
KEPT = timedelta(days=30)


def prepare(app: Flask) -> None:
    """Note which kinds tell of which event; end the start where the networks of the setting are none."""
    try:
        networks_of(str(app.config["WEBHOOK_NETWORKS"]))
    except ValueError as error:
        raise SettingError(
            f"WEBHOOK_NETWORKS: {error}. Write networks such as 10.0.0.0/8, with commas."
        ) from error
    by_event: dict[type[Event], list[hooks.HookKind]] = {}
    for kind in contributed(app, hooks.KIND):
        for event in kind.events:
            by_event.setdefault(event, []).append(kind)
    app.extensions[EXTENSION] = by_event


def hear(event: Event) -> None:
    """Put what is wanted of a fact into the queue, in the fact's own transaction: both are stored, or neither is.

    What leaves no entry in the audit trail, because its moment must stay unknown, is not sent either.
    """
    by_event: dict[type[Event], list[hooks.HookKind]] = current_app.extensions[EXTENSION]
    kinds = by_event.get(type(event))
    if not kinds or not event.is_recorded:
        return
    for kind in kinds:
        wanted_by = queries.wanting(kind.code)
        message = kind.data(event) if wanted_by else None
        if message is not None:
            _queue(kind.code, message, wanted_by)


def _queue(code: str, message: hooks.Message, endpoint_ids: list[int], *, is_test: bool = False) -> list[int]:
    now = clock.now()
    row = OutgoingMessage(
        uid=composing.new_uid(),
        kind=code,
        at=now,
        about=message.about,
        body=composing.body_of(code, now, message.data),
    )
    db.session.add(row)
    db.session.flush()
    deliveries = [
        {"endpoint_id": endpoint_id, "message_id": row.id, "is_test": is_test} for endpoint_id in endpoint_ids
    ]
    return list(db.session.scalars(insert(Delivery).returning(Delivery.id), deliveries))


def queue_test(endpoint: Endpoint, *, by: Actor) -> int:
    """A message that tells of nothing; its delivery's number. Whoever asked sends it at once, past all that waits."""
    authorize(by, Permission.MANAGE, COMPANY)
    data = {"webhook": endpoint.name, "url": hooks.link("webhooks.show", endpoint_id=endpoint.id)}
    return _queue(composing.TEST, hooks.Message(data), [endpoint.id], is_test=True)[0]


def repeat(delivery: Delivery, *, by: Actor) -> None:
    """Send a message once more, with the same id."""
    authorize(by, Permission.MANAGE, COMPANY)
    if delivery.is_test:
        raise Refused(_l("A test is not repeated. Send another one."))
    db.session.refresh(delivery, ["state"], with_for_update=True)
    if delivery.state == DeliveryState.WAITING:
        raise Refused(_l("It is in the queue already."))
    delivery.state, delivery.attempts, delivery.ended_at = str(DeliveryState.WAITING), 0, None
    publish(WebhookRepeated(actor_id=by.actor_id, subject_id=delivery.endpoint_id, count=1))


def replay(endpoint: Endpoint, period: Period, *, by: Actor) -> int:
    """Send all messages of these days once more, in their order and with their ids; answers how many."""
    authorize(by, Permission.MANAGE, COMPANY)
    if period.until < period.since:
        raise Invalid.field("until", _l("The last day is before the first."))
    zone = ZoneInfo(default_time_zone())
    begin = datetime.combine(period.since, time(), zone)
    end = datetime.combine(period.until, time(), zone) + timedelta(days=1)
    told = select(OutgoingMessage.id).where(OutgoingMessage.at >= begin, OutgoingMessage.at < end)
    again = (
        update(Delivery)
        .where(
            Delivery.endpoint_id == endpoint.id,
            Delivery.is_test.is_(False),
            Delivery.state != DeliveryState.WAITING,
            Delivery.message_id.in_(told),
        )
        .values(state=str(DeliveryState.WAITING), attempts=0, ended_at=None)
        .returning(Delivery.id)
    )
    count = len(db.session.scalars(again).all())
    if count:
        publish(WebhookRepeated(actor_id=by.actor_id, subject_id=endpoint.id, count=count))
    return count


def leave_out(delivery: Delivery, *, by: Actor) -> None:
    """Do not send a message that waits; the next one is tried at once."""
    authorize(by, Permission.MANAGE, COMPANY)
    db.session.refresh(delivery, ["state"], with_for_update=True)
    if delivery.state != DeliveryState.WAITING:
        raise Refused(_l("It is not in the queue any more."))
    first = queries.next_of(delivery.endpoint_id)
    delivery.state, delivery.ended_at = str(DeliveryState.LEFT_OUT), clock.now()
    if first is not None and first.id == delivery.id:
        delivery.endpoint.retry_at = None
    publish(WebhookLeftOut(actor_id=by.actor_id, subject_id=delivery.endpoint_id))


def forget(about: str) -> None:
    """Delete what is stored of a thing, sent or not."""
    db.session.execute(delete(OutgoingMessage).where(OutgoingMessage.about == about))


def forget_old() -> int:
    """Delete what is older than 30 days, with its log, also what could not be sent in that time; how many messages.

    What is repeated may have newer attempts: their answers go with the message.
    """
    before = clock.now() - KEPT
    old = delete(OutgoingMessage).where(OutgoingMessage.at < before).returning(OutgoingMessage.id)
    gone = len(db.session.scalars(old).all())
    db.session.execute(delete(Attempt).where(Attempt.at < before))
    return gone

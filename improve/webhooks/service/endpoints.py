"""Adding, changing, pausing and removing endpoints, and exchanging their secrets."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.web import hooks
from improve.webhooks import client, signing
from improve.webhooks.client import Failed
from improve.webhooks.events import (
    WebhookAdded,
    WebhookChanged,
    WebhookPaused,
    WebhookRemoved,
    WebhookResumed,
    WebhookSecretChanged,
)
from improve.webhooks.models import Delivery, DeliveryState, Endpoint, OutgoingMessage, Pause
from improve.webhooks.policy import Permission
from improve.webhooks.values import EndpointData, Problem, target_of

MOST_ENDPOINTS = 50
OLD_SECRET_WORKS = timedelta(hours=24)
_NOT_ALLOWED: dict[Problem, LazyText] = {
    Problem.NO_HTTP: _l("The address must begin with https://. The setting WEBHOOK_HTTP allows others."),
    Problem.CLOSED_NETWORK: _l(
        "This leads to an address inside a network. The setting WEBHOOK_NETWORKS says which may be reached."
    ),
}


def add(data: EndpointData, *, by: Actor, looks_up: bool = True) -> tuple[Endpoint, str]:
    """Another system gets facts from now on; the secret is answered once, as its owner needs it.

    `looks_up`: is the name resolved already now? Each attempt does it in any case.
    """
    authorize(by, Permission.MANAGE, COMPANY)
    _check(data, looks_up=looks_up)
    if len(db.session.scalars(select(Endpoint.id)).all()) >= MOST_ENDPOINTS:
        raise Refused(_l("There are %(most)s webhooks already, more do not fit.", most=MOST_ENDPOINTS))
    nonce = signing.new_nonce()
    secret = signing.secret_of(nonce)
    row = Endpoint(
        name=data.name,
        url=data.url,
        kinds=_known(data),
        created_at=clock.now(),
        nonce=nonce,
        secret_hash=signing.hash_of(secret),
    )
    db.session.add(row)
    db.session.flush()
    publish(WebhookAdded(actor_id=by.actor_id, subject_id=row.id))
    return row, signing.shown(secret)


def change(endpoint: Endpoint, data: EndpointData, *, by: Actor) -> None:
    """Another name, address or choice. What waits goes to the new address."""
    authorize(by, Permission.MANAGE, COMPANY)
    _check(data)
    wanted = {"name": data.name, "url": data.url, "kinds": _known(data)}
    changed = tuple(name for name, value in wanted.items() if getattr(endpoint, name) != value)
    for name in changed:
        setattr(endpoint, name, wanted[name])
    if "url" in changed:
        endpoint.retry_at = None
    if changed:
        publish(WebhookChanged(actor_id=by.actor_id, subject_id=endpoint.id, changed=changed))


def _check(data: EndpointData, *, looks_up: bool = True) -> None:
    """The address as far as it can be told now; each attempt checks it again. A name without an address may get one."""
    try:
        if looks_up:
            client.checked(target_of(data.url), client.limits())
    except Failed as error:
        if error.problem in _NOT_ALLOWED:
            raise Invalid.field("url", _NOT_ALLOWED[error.problem]) from error
    if not _known(data):
        raise Invalid.field("kinds", _l("Choose at least one."))


def _known(data: EndpointData) -> list[str]:
    return [kind.code for kind in hooks.offered() if kind.code in data.kinds]


def renew_secret(endpoint: Endpoint, *, by: Actor) -> str:
    """Another secret; for a day messages carry the signatures of both."""
    authorize(by, Permission.MANAGE, COMPANY)
    nonce = signing.new_nonce()
    secret = signing.secret_of(nonce)
    if signing.hash_of(signing.secret_of(endpoint.nonce)) == endpoint.secret_hash:
        endpoint.previous_nonce = endpoint.nonce
        endpoint.previous_until = clock.now() + OLD_SECRET_WORKS
    else:  # the secret key is another one since: nobody holds what would be signed with
        endpoint.previous_nonce = endpoint.previous_until = None
    endpoint.nonce, endpoint.secret_hash = nonce, signing.hash_of(secret)
    publish(WebhookSecretChanged(actor_id=by.actor_id, subject_id=endpoint.id))
    if endpoint.pause == Pause.SECRET_LOST:
        _go_on(endpoint, by)
    return signing.shown(secret)


def pause(endpoint: Endpoint, *, by: Actor) -> None:
    """Send nothing for now; what happens meanwhile waits."""
    authorize(by, Permission.MANAGE, COMPANY)
    pause_for(endpoint, Pause.BY_HAND, by_id=by.actor_id)


def pause_for(endpoint: Endpoint, why: Pause, *, by_id: int | None) -> None:
    """The same, also for whoever delivers. Who is paused stays so, for the first reason."""
    if endpoint.pause is None:
        endpoint.pause, endpoint.paused_at = str(why), clock.now()
        publish(WebhookPaused(actor_id=by_id, subject_id=endpoint.id, changed=(str(why),)))


def resume(endpoint: Endpoint, *, by: Actor) -> None:
    """Send what waited, beginning with the oldest."""
    authorize(by, Permission.MANAGE, COMPANY)
    if endpoint.pause == Pause.SECRET_LOST:
        raise Refused(_l("Make a new secret first: the old one cannot be computed any more."))
    if endpoint.pause is not None:
        _go_on(endpoint, by)


def _go_on(endpoint: Endpoint, by: Actor) -> None:
    endpoint.pause = endpoint.paused_at = endpoint.failing_since = endpoint.retry_at = None
    endpoint.failures = 0
    db.session.execute(
        update(Delivery)
        .where(Delivery.endpoint_id == endpoint.id, Delivery.state == DeliveryState.WAITING)
        .values(attempts=0)
    )
    publish(WebhookResumed(actor_id=by.actor_id, subject_id=endpoint.id))


def remove(endpoint: Endpoint, *, by: Actor) -> None:
    """Delete it with its log and all that waits; messages that nobody else gets go, too."""
    authorize(by, Permission.MANAGE, COMPANY)
    endpoint_id = endpoint.id
    db.session.execute(delete(Endpoint).where(Endpoint.id == endpoint_id))
    sent = select(Delivery.id).where(Delivery.message_id == OutgoingMessage.id).exists()
    db.session.execute(delete(OutgoingMessage).where(~sent))
    publish(WebhookRemoved(actor_id=by.actor_id, subject_id=endpoint_id))

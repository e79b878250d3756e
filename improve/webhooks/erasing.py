"""Messages in which an address is written: for showing them to whoever it belongs to, and for erasing them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, or_, select, update

from improve.core.db import db
from improve.core.erasing import Held, Holder
from improve.core.mail.addresses import keys_in
from improve.core.messages import _l
from improve.webhooks.models import Attempt, Delivery, OutgoingMessage

MESSAGES, ANSWERS = "webhook_messages", "webhook_answers"
_AT = "%@%"
_WIDE_AT = "%＠%"


def _messages(key: str) -> list[int]:
    """All that may hold an address are read: what is kept is that of 30 days."""
    rows = db.session.execute(
        select(OutgoingMessage.id, OutgoingMessage.body).where(
            or_(OutgoingMessage.body.like(_AT), OutgoingMessage.body.like(_WIDE_AT))
        )
    )
    return [number for number, body in rows if key in _keys_of(body)]


def _keys_of(body: str) -> set[str]:
    """The addresses in a message. Its texts are looked at one by one: JSON's quotes and escapes are no part of them."""
    return {key for text in _texts(json.loads(body)) for key in keys_in(text)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _answers(key: str) -> list[int]:
    """Attempts whose answer repeats an address."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.answer).where(or_(Attempt.answer.like(_AT), Attempt.answer.like(_WIDE_AT)))
    )
    return [number for number, answer in rows if key in keys_in(answer)]


def held(key: str) -> Iterator[Held]:
    """Messages that were or will be sent, and answers that repeat the address."""
    ids = _messages(key)
    rows = db.session.scalars(
        select(OutgoingMessage).where(OutgoingMessage.id.in_(ids)).order_by(OutgoingMessage.id)
    )
    yield Held(
        MESSAGES,
        _l("Messages to other systems (webhooks)"),
        _l("deleted; what waits is not sent. What was sent has to be erased there"),
        tuple({"id": row.uid, "at": row.at.isoformat(), "message": json.loads(row.body)} for row in rows),
    )
    tried = db.session.execute(
        select(Attempt.at, Attempt.answer, OutgoingMessage.uid)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(OutgoingMessage, OutgoingMessage.id == Delivery.message_id)
        .where(Attempt.id.in_(_answers(key)), OutgoingMessage.id.not_in(ids))
        .order_by(Attempt.id)
    )
    yield Held(
        ANSWERS,
        _l("Answers of other systems to such messages"),
        _l("deleted"),
        tuple({"id": uid, "at": at.isoformat(), "answer": answer} for at, answer, uid in tried),
    )


def erase(key: str) -> Mapping[str, int]:
    """Delete the messages with their log; of other answers the text goes."""
    ids = _messages(key)
    db.session.execute(delete(OutgoingMessage).where(OutgoingMessage.id.in_(ids)))
    answers = _answers(key)
    db.session.execute(update(Attempt).where(Attempt.id.in_(answers)).values(answer=""))
    return {MESSAGES: len(ids), ANSWERS: len(answers)}


def addresses() -> Iterable[str]:
    """All that are written in them."""
    for body in db.session.scalars(select(OutgoingMessage.body).where(OutgoingMessage.body.like(_AT))):
        yield from _keys_of(body)
    for answer in db.session.scalars(select(Attempt.answer).where(Attempt.answer.like(_AT))):
        yield from keys_in(answer)


HOLDER = Holder(held, erase, addresses)

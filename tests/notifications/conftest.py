"""Facts that people are told of, people with e-mail, and a mail server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, ClassVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, current_app

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.events import Event, publish
from improve.core.messages import LazyText, _l
from improve.core.notices import WAITS_FOR_YOU, Channels, Notice, NoticeGroup, NoticeKind, Pace
from improve.notifications.ports import KINDS
from improve.notifications.service import EXTENSION
from tests.people import make_person


@dataclass(frozen=True, kw_only=True)
class ThingMoved(Event):
    """A fact for these tests."""

    subject_type: ClassVar[str] = "thing"


GROUP = NoticeGroup("things", _l("Projects"))
MAILED = NoticeKind("things.mailed", GROUP, _l("Sign in"), default=WAITS_FOR_YOU)
IN_HOUSE = NoticeKind("things.in_house", GROUP, _l("Password"))
REQUIRED = NoticeKind("things.required", GROUP, _l("Login"), required=_l("Company"))
MAIL_ONLY = NoticeKind(
    "things.summary", GROUP, _l("Unit"), default=Channels(False, Pace.DAILY), has_inbox=False
)
THINGS = (MAILED, IN_HOUSE, REQUIRED)


def declare(*kinds: NoticeKind) -> None:
    """From now on a manifest has these kinds."""
    found = current_app.extensions[KINDS]
    current_app.extensions[KINDS] = found | {kind.code: kind for kind in kinds}


def told(*notices: Notice) -> None:
    """From now on a moved thing leads to these notices."""
    declare(*THINGS)
    current_app.extensions[EXTENSION] = {ThingMoved: [lambda event: notices]}


def move(actor_id: int | None = None) -> None:
    """A thing is moved."""
    with transaction():
        publish(ThingMoved(actor_id=actor_id, subject_id=1))


def notice(*people: Person | int, text: LazyText | None = None, **values: Any) -> Notice:
    """A notice to these people, leading to their own page."""
    ids = tuple(person if isinstance(person, int) else person.id for person in people)
    return Notice(
        **{
            "kind": MAILED,
            "person_ids": ids,
            "text": text or _l("Sign in"),
            "endpoint": "accounts.me",
            **values,
        }
    )


def make_reader(login: str, *, email: str | None = None, **more: Any) -> Person:
    """A person with an e-mail address."""
    person = make_person(login, **more)
    with transaction():
        stored = db.session.get_one(Person, person.id)
        stored.email = email
    return stored


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailServer:
    """What came in, and how the server answers: `answer(recipient)` before it takes a mail."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[str], str] = lambda recipient: "250 OK"
    answer_data: Callable[[bytes], str] = lambda content: "250 OK"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answer(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = bytes(envelope.content or b"")
        said = self.answer_data(content)
        if said.startswith("250"):
            mail = message_from_bytes(content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            mail["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
            self.received.append(mail)
        return said

    @property
    def settings(self) -> dict[str, Any]:
        """What the application needs to use it."""
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": self.port, "SMTP_SECURITY": "none"}


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server on a port of its own."""
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def mailing(make_app: Callable[..., Flask], mail_server: MailServer) -> Iterator[MailServer]:
    """Inside an application that sends through the server."""
    with make_app(**mail_server.settings).app_context():
        yield mail_server

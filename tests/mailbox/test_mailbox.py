"""The mailbox: verified connections, each mail once, and no conversation between machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.mail.values import RECEIVER
from improve.mailbox import health, jobs, service
from improve.mailbox.imap import Unreachable
from improve.mailbox.models import HandledMail
from improve.notifications.models import OutgoingMail
from improve.suggestions.drafts.models import Draft
from improve.suggestions.models import Suggestion
from improve.web.features import EXTENSION, Contribution
from tests.mailbox.letters import letter
from tests.mailbox.server import ImapServer
from tests.people import make_person

VOUCHED = "mx.example.org; dmarc=pass header.from=example.org"


@pytest.fixture
def ada(context: object) -> Person:
    person = make_person("ada", "Ada")
    with transaction():
        person.email = "ada@example.org"
    return person


def states() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(HandledMail.state, HandledMail.outcome).order_by(HandledMail.id))
    return [(state, outcome) for state, outcome in rows]


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_without_a_server_nothing_is_done(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context():
        assert jobs.fetch() == 0


@pytest.mark.parametrize(
    "imap", [{}, {"security": "starttls"}, {"has_plain": True, "password": "Käse ✓"}], indirect=True, ids=str
)
def test_an_unread_mail_is_handled_once_and_left_read(imap: ImapServer, ada: Person) -> None:
    imap.put(bytes(letter(Authentication_Results=VOUCHED)))
    assert jobs.fetch() == 1
    assert imap.unseen == []
    assert len(imap.mails) == 1
    assert jobs.fetch() == 0
    assert count(Suggestion) == 1
    assert states() == [("done", "idea")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"IMAP_CA_FILE": ""},
        {"IMAP_HOST": "127.0.0.1"},
        {"IMAP_FOLDER": "Nothing"},
        {"IMAP_USER": "other"},
        {"IMAP_PASSWORD_FILE": "/nothing/here"},
        {"IMAP_PORT": 1},
        {"IMAP_SECURITY": "starttls"},
    ],
    ids=str,
)
@pytest.mark.databases("sqlite")  # no database is reached
def test_a_connection_that_is_not_as_set_is_not_used(
    app: Flask, imap: ImapServer, wrong: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("improve.mailbox.imap.TIMEOUT", 2.0)
    app.config.update(wrong)
    imap.put(bytes(letter()))
    with app.app_context():
        with pytest.raises(Unreachable) as caught:
            jobs.fetch()
        assert imap.password not in str(caught.value)
        assert [finding.level for finding in health.connection()] == ["wrong"]
    if "IMAP_CA_FILE" in wrong or "IMAP_HOST" in wrong:
        assert "LOGIN" not in imap.commands, "the password is not shown to a server that cannot prove itself"


def test_a_worker_that_dies_after_the_work_does_not_do_it_again(imap: ImapServer, ada: Person) -> None:
    imap.put(bytes(letter(Authentication_Results=VOUCHED)))
    imap.refuse_store = True
    with pytest.raises(Unreachable):
        jobs.fetch()
    assert (count(Suggestion), imap.unseen) == (1, [1])
    imap.refuse_store = False
    assert jobs.fetch() == 1
    assert (count(Suggestion), imap.unseen) == (1, [])


def test_a_worker_that_dies_during_the_work_loses_nothing(
    imap: ImapServer, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.put(bytes(letter(Authentication_Results=VOUCHED)))

    def die(*_arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(service, "_answer", die)  # the last step before the transaction ends
        with pytest.raises(SystemExit):
            jobs.fetch()
    assert (count(Suggestion), states(), imap.unseen) == (0, [], [1])
    assert jobs.fetch() == 1
    assert count(Suggestion) == 1


def test_the_same_mail_delivered_twice_is_handled_once(imap: ImapServer, ada: Person) -> None:
    for _copy in range(2):
        imap.put(bytes(letter(Authentication_Results=VOUCHED)))
    jobs.fetch()
    assert count(Suggestion) == 1
    assert sorted(states()) == [("done", "again"), ("done", "idea")]
    imap.uid_validity += 1  # the server made the folder anew: all numbers mean other mails
    imap.mails[1].seen = False
    jobs.fetch()
    assert count(Suggestion) == 1
    imap.put(bytes(letter(number=2, Authentication_Results=VOUCHED)))
    jobs.fetch()
    assert count(Suggestion) == 2


def break_receiver(app: Flask, error: Exception) -> None:
    """The seeded defect: a receiver that fails."""
    features = app.extensions[EXTENSION]
    for place, feature in enumerate(features):
        broken = tuple(
            Contribution(item.slot, replace(item.fill, prepare=_raising(error)), item.order)
            if item.slot == RECEIVER
            else item
            for item in feature.contributions
        )
        features[place] = replace(feature, contributions=broken)


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*_arguments: object) -> None:
        raise error

    return fail


def test_a_mail_that_fails_is_tried_three_times_and_the_others_are_handled(
    app: Flask, imap: ImapServer, ada: Person
) -> None:
    imap.put(bytes(letter()))
    imap.put(bytes(letter(number=2, Auto_Submitted="auto-replied")))
    break_receiver(app, RuntimeError("\x00 broken"))
    assert jobs.fetch() == 1
    assert (imap.unseen, sorted(states())) == ([1], [("done", "automatic"), ("failed", "")])
    jobs.fetch()
    jobs.fetch()
    assert ("given_up", "") in states()
    before = len(imap.commands)
    jobs.fetch()
    assert not any("BODY" in command for command in imap.commands[before:])
    assert imap.unseen == [1], "it waits for a person"
    assert "wrong" in [finding.level for finding in health.findings()]


def test_a_mail_that_failed_once_is_handled_later(
    app: Flask, imap: ImapServer, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.put(bytes(letter(Authentication_Results=VOUCHED)))
    with monkeypatch.context() as patched:
        patched.setattr(service, "_receiver", _raising(RuntimeError("now")))
        jobs.fetch()
    assert states() == [("failed", "")]
    jobs.fetch()
    assert states() == [("done", "idea")]
    assert imap.unseen == []


def test_a_huge_mail_is_not_fetched(imap: ImapServer, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LARGEST", 100)
    imap.put(bytes(letter("x" * 1_000)))
    jobs.fetch()
    assert states() == [("done", "too_large")]
    assert not any("BODY" in command for command in imap.commands)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<x>"},
        {"sender": "MAILER-DAEMON@example.org"},
        {"sender": "improve@localhost"},
        {"sender": "ideas@example.org"},
    ],
    ids=str,
)
def test_machines_make_nothing_and_get_no_answer(
    app: Flask, imap: ImapServer, ada: Person, headers: dict[str, str]
) -> None:
    app.config["MAIL_IN_STRANGERS"] = "answer"
    imap.put(bytes(letter(**headers)))  # type: ignore[arg-type]
    assert jobs.fetch() == 1
    assert (count(Suggestion), count(Draft), count(OutgoingMail)) == (0, 0, 0)
    assert states() == [("done", "automatic")]


@pytest.mark.parametrize("case", [("silence", 0), ("answer", 1)], ids=str)
def test_strangers_get_one_answer_a_day_or_none(
    app: Flask, imap: ImapServer, ada: Person, clock: Any, case: tuple[str, int]
) -> None:
    app.config["MAIL_IN_STRANGERS"], answers = case
    for number in range(4):
        imap.put(bytes(letter(sender="Eve <eve@evil.org>", number=number)))
    jobs.fetch()
    assert count(OutgoingMail) == answers
    assert count(Draft) == count(Suggestion) == 0
    clock.move(days=1)
    imap.put(bytes(letter(sender="Eve <eve@evil.org>", number=9)))
    jobs.fetch()
    assert count(OutgoingMail) == 2 * answers


def test_a_machine_in_disguise_gets_few_answers_and_then_none(imap: ImapServer, ada: Person) -> None:
    for number in range(12):
        imap.put(bytes(letter(f"I am away {number}", number=number, Authentication_Results=VOUCHED)))
    jobs.fetch()
    assert count(OutgoingMail) == service.ANSWERS_A_DAY


@pytest.mark.parametrize("case", ["disabled", "shared"])
def test_an_address_of_nobody_certain_is_a_strangers(imap: ImapServer, ada: Person, case: str) -> None:
    other = make_person("ada2", "Ada too")
    with transaction():
        if case == "shared":
            db.session.get_one(Person, other.id).email = "ada@example.org"
        else:
            db.session.get_one(Person, ada.id).disabled_at = ada.created_at
    imap.put(bytes(letter(Authentication_Results=VOUCHED)))
    jobs.fetch()
    assert states() == [("done", "stranger")]


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"From: ada@example.org\r\n\r\n", b"\xff" * 3_000])
def test_nonsense_is_handled_and_forgotten(imap: ImapServer, ada: Person, content: bytes) -> None:
    imap.put(content)
    assert jobs.fetch() == 1
    assert count(Suggestion) == 0


def test_old_entries_are_forgotten(imap: ImapServer, ada: Person, clock: Any) -> None:
    imap.put(bytes(letter()))
    jobs.fetch()
    clock.move(days=399)
    assert jobs.tidy() == 0
    clock.move(days=2)
    assert jobs.tidy() == 1


def test_the_doctor_names_what_is_missing(app: Flask, context: object) -> None:
    assert "wrong" not in [finding.level for finding in health.findings()]
    assert [finding.level for finding in health.connection()] == ["good"]
    app.config["MAIL_IN_ADDRESS"] = ""
    assert any("MAIL_IN_ADDRESS" in finding.line for finding in health.findings())
    app.config["IMAP_HOST"] = ""
    assert [finding.level for finding in health.findings()] == ["note"]

"""The outbox is delivered: each mail at least once, an acknowledged one never again."""

import threading
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.ports import Letter
from improve.core import clock as improve_clock
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.notifications import delivery, health, jobs, rules, service, store
from improve.notifications.errors import Unreachable
from improve.notifications.models import InboxNotice, Line, MailState, OutgoingMail
from improve.operations.ports import Level
from tests.notifications.conftest import free_port, make_reader, move, notice, told


def write(number: int, *, to: str = "wei@example.org") -> None:
    """So many mails to somebody wait in the outbox."""
    wei = make_reader(to.split("@", maxsplit=1)[0], email=to)
    told(notice(wei))
    for _mail in range(number):
        move()


def rows() -> list[OutgoingMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def states() -> list[str]:
    return [row.state for row in rows()]


def test_mails_are_sent_over_one_connection(mailing):
    write(3)
    assert jobs.deliver() == 3
    assert [mail["X-Envelope-To"] for mail in mailing.received] == ["wei@example.org"] * 3
    assert len({mail["Message-ID"] for mail in mailing.received}) == 3
    assert mailing.connections == 1
    assert states() == ["sent"] * 3


def test_what_was_sent_is_not_sent_again(mailing, clock):
    write(2)
    jobs.deliver()
    clock.move(days=1)
    assert jobs.deliver() == 0
    assert len(mailing.received) == 2


def test_more_than_a_batch(mailing, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    write(5)
    assert jobs.deliver() == 5


def test_an_unknown_mailbox_is_given_up_at_once(mailing):
    mailing.answer = lambda recipient: "550 no such user" if "gone" in recipient else "250 OK"
    write(1, to="gone@example.org")
    write(1)
    assert jobs.deliver() == 1
    gone, _sent = rows()
    assert (gone.state, gone.error) == ("failed", "550 no such user")
    assert states() == ["failed", "sent"]


def test_a_full_mailbox_is_tried_again_later(mailing, clock):
    mailing.answer = lambda recipient: "452 mailbox full"
    write(1)
    assert jobs.deliver() == 0
    (row,) = rows()
    assert (row.state, row.error, row.attempts) == ("waiting", "452 mailbox full", 1)
    assert row.due_at == improve_clock.now() + rules.DELAYS[0]
    mailing.answer = lambda recipient: "250 OK"
    assert jobs.deliver() == 0
    clock.move(minutes=1)
    assert jobs.deliver() == 1
    assert rows()[0].error is None


def test_content_that_is_not_taken_is_given_up(mailing):
    mailing.answer_data = lambda content: "554 looks like spam"
    write(1)
    assert jobs.deliver() == 0
    assert states() == ["failed"]


def test_after_some_days_it_is_given_up_and_the_doctor_says_so(mailing, clock):
    mailing.answer = lambda recipient: "451 try later"
    write(1)
    for _attempt in range(len(rules.DELAYS) + 1):
        jobs.deliver()
        clock.move(days=1)
    assert states() == ["failed"]
    wrong = [finding.line for finding in health.findings() if finding.level is Level.WRONG]
    assert wrong == ["1 were given up: 451 try later"]


def test_given_up_mails_can_be_sent_once_more(mailing, clock):
    mailing.answer = lambda recipient: "550 no"
    write(2)
    jobs.deliver()
    mailing.answer = lambda recipient: "250 OK"
    with transaction():
        assert service.retry_failed() == 2
    assert jobs.deliver() == 2


def test_a_server_that_is_away_loses_nothing(make_app, clock):
    with make_app(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port(), SMTP_SECURITY="none").app_context():
        write(2)
        with pytest.raises(Unreachable, match="cannot be used"):
            jobs.deliver()
        assert [(row.state, row.attempts, row.claim) for row in rows()] == [("waiting", 1, None)] * 2
        assert all("cannot be used" in row.error for row in rows())
        assert {row.due_at for row in rows()} == {improve_clock.now() + rules.DELAYS[0]}


def test_a_server_that_goes_away_in_between_keeps_the_rest(mailing, clock):
    write(3)
    mailing.answer_data = lambda content: "421 closing" if len(mailing.received) == 1 else "250 OK"
    with pytest.raises(Unreachable):
        jobs.deliver()
    assert states() == ["sent", "waiting", "waiting"]
    mailing.answer_data = lambda content: "250 OK"
    clock.move(minutes=2)
    assert jobs.deliver() == 2


@pytest.mark.parametrize(
    "more", [{"SMTP_SECURITY": "starttls"}, {"SMTP_SECURITY": "tls"}, {"SMTP_USER": "improve"}]
)
def test_nothing_goes_out_with_less_protection_than_set(make_app, mail_server, more):
    """The server offers neither encryption nor a sign-in."""
    with make_app(**{**mail_server.settings, **more}).app_context():
        write(1)
        with pytest.raises(Unreachable):
            jobs.deliver()
        assert mail_server.received == []
        assert states() == ["waiting"]


def test_who_left_or_turned_mail_off_gets_none(mailing):
    for login in ("left", "quiet", "moved"):
        write(1, to=f"{login}@example.org")
    with transaction():
        people = {person.login: person for person in db.session.scalars(select(Person))}
        accounts.disable(people["left"], by=SYSTEM)
        people["quiet"].mail_wanted = False
        people["moved"].email = "new@example.org"
    assert jobs.deliver() == 1
    assert [mail["X-Envelope-To"] for mail in mailing.received] == ["new@example.org"]
    assert states() == ["dropped", "dropped", "sent"]


def test_a_mail_that_cannot_be_made_holds_up_no_other(mailing):
    write(1, to="wei@example.org")
    write(1, to="bob@example.org")
    with transaction():
        db.session.scalars(select(Line).order_by(Line.id)).first().text = {"broken": True}
    assert jobs.deliver() == 1
    broken, _sent = rows()
    assert (broken.state, "KeyError" in broken.error) == ("waiting", True)


def test_a_bad_address_holds_up_no_other(mailing):
    write(1, to="a@b@example.org")
    write(1)
    assert jobs.deliver() == 1
    assert states() == ["failed", "sent"]


def test_the_text_of_a_letter_is_gone_when_it_is_sent(mailing):
    with transaction():
        service.post(Letter("new@example.org", "en", "Set your password", "https://example.org/secret-token"))
    assert jobs.deliver() == 1
    assert "secret-token" in mailing.received[0].get_content()
    assert rows()[0].letter is None


def test_what_a_killed_worker_took_is_taken_up_again(mailing, clock):
    write(2)
    with transaction():
        assert len(store.claim(improve_clock.now(), delivery.LEASE, 10, "a worker that was killed")) == 2
    assert jobs.deliver() == 0
    clock.move(minutes=10)
    assert jobs.deliver() == 2


def test_an_outcome_of_a_lost_claim_changes_nothing(mailing, clock):
    """A worker that slept through its lease does not undo what the next one does."""
    write(1)
    now = improve_clock.now()
    with transaction():
        (mail_id,) = store.claim(now, delivery.LEASE, 1, "slow")
    clock.move(minutes=10)
    with transaction():
        store.claim(improve_clock.now(), delivery.LEASE, 1, "next")
    with transaction():
        store.mark_due(mail_id, "slow", now, "late")
        store.mark_ended(mail_id, "slow", MailState.FAILED, "late")
    (row,) = rows()
    assert (row.state, row.claim, row.error) == ("waiting", "next", None)
    with transaction():
        store.mark_sent(mail_id, now)
    assert states() == ["sent"]


def test_two_workers_send_each_mail_once(make_app, mail_server, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 3)
    app = make_app(**mail_server.settings)
    with app.app_context():
        write(24)
    start, failures = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                while jobs.deliver():
                    pass
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        jobs.deliver()
        assert states() == ["sent"] * 24
    ids = [mail["Message-ID"] for mail in mail_server.received]
    assert len(ids) == len(set(ids)) == 24


def test_without_a_server_mails_are_files(app, context):
    write(2)
    assert jobs.deliver() == 2
    folder = Path(app.instance_path) / "mail"
    files = sorted(folder.glob("*"))
    assert [path.suffix for path in files] == [".eml", ".eml"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    mail = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert mail["To"] == "Wei <wei@example.org>"


def test_a_file_written_twice_is_one_file(app, context, clock):
    """As after a kill between the writing and the note."""
    write(1)
    jobs.deliver()
    with transaction():
        (row,) = db.session.scalars(select(OutgoingMail))
        row.state, row.sent_at = str(MailState.WAITING), None
    jobs.deliver()
    assert len(list((Path(app.instance_path) / "mail").iterdir())) == 1


@pytest.mark.usefixtures("context")
def test_old_mails_and_read_messages_are_removed(clock):
    write(3)
    jobs.deliver()
    with transaction():
        first = db.session.scalars(select(InboxNotice).order_by(InboxNotice.id)).first()
        first.read_at = clock.now
    clock.move(days=31)
    assert jobs.tidy() == 3
    assert states() == []
    clock.move(days=365)
    assert jobs.tidy() == 2  # the message and its line
    assert len(db.session.scalars(select(InboxNotice)).all()) == 2
    assert len(db.session.scalars(select(Line)).all()) == 2


def test_it_is_tried_for_about_three_days():
    assert timedelta(days=3) <= sum(rules.DELAYS, timedelta()) <= timedelta(days=4)
    assert list(rules.DELAYS) == sorted(rules.DELAYS)
    now = improve_clock.now()
    assert rules.next_attempt(len(rules.DELAYS), now) == now + rules.DELAYS[-1]
    assert rules.next_attempt(len(rules.DELAYS) + 1, now) is None


def test_the_doctor_reaches_the_server(mailing):
    assert [finding.level for finding in health.connection()] == [Level.GOOD]
    assert {finding.level for finding in health.findings()} == {Level.GOOD}


def test_the_doctor_cannot_reach_a_server_that_is_away(make_app):
    with make_app(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port(), SMTP_SECURITY="none").app_context():
        assert [finding.level for finding in health.connection()] == [Level.WRONG]


@pytest.mark.usefixtures("context")
def test_the_doctor_sees_mails_that_wait_too_long(clock):
    write(1)
    assert Level.WRONG not in {finding.level for finding in health.findings()}
    clock.move(hours=2)
    assert Level.WRONG in {finding.level for finding in health.findings()}


def test_the_command_sends_given_up_mails_once_more(app, run):
    with app.app_context():
        write(1)
        with transaction():
            row = db.session.scalars(select(OutgoingMail)).one()
            row.state = str(MailState.FAILED)
    assert "1 mails" in run("mail", "retry").stdout
    with app.app_context():
        assert states() == ["waiting"]

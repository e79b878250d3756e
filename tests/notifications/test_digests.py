"""The mail of the day and of the week: once, grouped, nothing twice and nothing when nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from improve.core import clock as improve_clock
from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.core.notices import Channels, Notice, Pace, Subject, Summary, SummaryLine, SummarySection
from improve.notifications import compose, jobs, service
from improve.notifications.models import Choice, Digest, InboxNotice, MailState, OutgoingMail
from improve.notifications.ports import SUMMARY
from improve.notifications.service import digesting
from improve.web.features import Contribution
from tests.notifications.conftest import MAIL_ONLY, declare, make_reader, move, notice, told
from tests.people import act

WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai


@pytest.fixture
def noon(clock):
    clock.set(WEDNESDAY)
    return clock


def reader(login="wei", *, pace=Pace.DAILY, inbox=True, **more):
    """Somebody who wants things by digest."""
    person = make_reader(login, email=f"{login}@example.org", **{"language": "en", **more})
    with transaction():
        db.session.add(Choice(person_id=person.id, kind="things.mailed", inbox=inbox, mail=str(pace)))
    return person


def happens(person, title, **more):
    told(notice(person, text=_l("“%(title)s” was moved", title=title), **more))
    move()


def texts():
    """What the mails of digests say, oldest first."""
    mails = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.digest_id.is_not(None)).order_by(OutgoingMail.id)
    ).all()
    made = [compose.message(mail, improve_clock.now()) for mail in mails]
    return [(str(mail["Subject"]), next(iter(mail.iter_parts())).get_content()) for mail in made]


@pytest.mark.usefixtures("context")
def test_the_mail_of_the_day_says_each_thing_once_newest_first(noon):
    wei = reader()
    for number in range(20):
        happens(wei, f"step {number}", about=Subject("thing", 1))
    happens(wei, "another", about=Subject("thing", 2), detail="Oil on the floor")
    assert jobs.make_digests() == 0, "the day is not over"
    noon.set(WEDNESDAY + timedelta(hours=14, minutes=1))  # 07:01 on Thursday
    assert jobs.make_digests() == 1
    assert jobs.make_digests() == 0
    ((subject, plain),) = texts()
    assert subject == "“another” was moved, and 1 more"
    assert plain.index("“another”") < plain.index("“step 19”")
    assert "and 19 more about it" in plain
    assert "step 18" not in plain
    assert "Oil on the floor" in plain
    assert jobs.deliver() == 1
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1, "no mail at once"


@pytest.mark.usefixtures("context")
def test_nothing_is_in_two_digests_and_an_empty_day_has_none(noon):
    wei = reader()
    happens(wei, "Wednesday")
    noon.set(WEDNESDAY + timedelta(days=1))
    assert jobs.make_digests() == 1
    happens(wei, "Thursday")
    assert jobs.make_digests() == 0, "one mail a day"
    noon.set(WEDNESDAY + timedelta(days=2))
    assert jobs.make_digests() == 1
    for days in (3, 4):
        noon.set(WEDNESDAY + timedelta(days=days))
        assert jobs.make_digests() == 0
    first, second = texts()
    assert ("Wednesday" in first[1], "Thursday" in first[1]) == (True, False)
    assert ("Wednesday" in second[1], "Thursday" in second[1]) == (False, True)


@pytest.mark.usefixtures("context")
def test_the_mail_of_the_week_comes_on_monday(noon):
    happens(reader(pace=Pace.WEEKLY), "Drip trays")
    noon.set(WEDNESDAY + timedelta(days=4))  # Sunday
    assert jobs.make_digests() == 0
    noon.set(datetime(2026, 3, 8, 23, 0, tzinfo=UTC))  # Monday, 07:00 in Shanghai
    assert jobs.make_digests() == 1


@pytest.mark.usefixtures("context")
def test_what_was_opened_before_is_no_news(noon):
    wei = reader()
    happens(wei, "opened")
    with transaction():
        service.read_all(10**9 % 2**31, by=act(wei))
    noon.set(WEDNESDAY + timedelta(days=1))
    assert jobs.make_digests() == 0


@pytest.mark.usefixtures("context")
def test_what_may_no_longer_be_seen_is_left_out_even_after_it_was_claimed(noon, app):
    """A subject that everybody sees until the mail is made, and nobody when it is sent."""
    wei = reader()
    hidden = []
    seen = select(InboxNotice.id)  # any ids will do: thing 1 is among them once there is a message

    def visible(_actor):
        return seen.where(InboxNotice.id < 0) if hidden else seen

    with contributing(app, Contribution("notice.subjects", {"thing": visible})):
        happens(wei, "secret", about=Subject("thing", 1))
        noon.set(WEDNESDAY + timedelta(days=1))
        assert jobs.make_digests() == 1
        hidden.append(True)
        assert jobs.deliver() == 0
    assert [mail.state for mail in db.session.scalars(select(OutgoingMail))] == [MailState.DROPPED]


@pytest.mark.usefixtures("context")
def test_a_worker_that_dies_in_the_middle_loses_and_repeats_nothing(noon, monkeypatch):
    wei, bob = reader(), reader("bob")
    happens(wei, "for Wei")
    happens(bob, "for Bob")
    noon.set(WEDNESDAY + timedelta(days=1))
    content_of, calls = digesting.content_of, []

    def dies_at_the_second(digest, actor):
        calls.append(digest.person_id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return content_of(digest, actor)

    monkeypatch.setattr(digesting, "content_of", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        jobs.make_digests()
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 1
    assert jobs.make_digests() == 1
    assert sorted("Wei" in plain for _subject, plain in texts()) == [False, True]
    assert jobs.deliver() == 2


def test_two_workers_make_one_mail(app, noon):
    with app.app_context():
        for number in range(6):
            happens(reader(f"reader{number}"), "Drip trays")
    noon.set(WEDNESDAY + timedelta(days=1))
    start, made = threading.Barrier(2), []

    def work():
        with app.app_context():
            start.wait()
            made.append(jobs.make_digests())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 6
    with app.app_context():
        people = db.session.scalars(
            select(Digest.person_id).join(OutgoingMail, OutgoingMail.digest_id == Digest.id)
        ).all()
        assert len(people) == len(set(people)) == 6


# Those in charge


def contributing(app, *more):
    """As if some feature contributed these."""
    from contextlib import contextmanager
    from dataclasses import replace

    from improve.web.features import EXTENSION

    @contextmanager
    def changed():
        before = app.extensions[EXTENSION]
        first, *rest = before
        app.extensions[EXTENSION] = [replace(first, contributions=(*first.contributions, *more)), *rest]
        try:
            yield
        finally:
            app.extensions[EXTENSION] = before

    return changed()


@pytest.mark.usefixtures("context")
def test_who_is_in_charge_is_told_of_their_duties_and_of_nothing_when_there_is_nothing(noon, app):
    declare(MAIL_ONLY)
    wei = make_reader("wei", email="wei@example.org", language="en")
    asked = []

    def sections(actor, since, until):
        asked.append((actor.actor_id, since, until))
        if len(asked) in (1, 2):
            line = SummaryLine("Drip trays", "accounts.me", is_late=True)
            return [SummarySection(_l("Your inbox is empty"), [line], more=3)]
        return []

    summary = Summary(MAIL_ONLY, lambda: [wei.id], sections)
    with contributing(app, Contribution(SUMMARY, summary)):
        assert jobs.make_digests() == 1
        ((subject, plain),) = texts()
        assert (subject, "Drip trays (overdue)" in plain, "and 3 more" in plain) == (
            "Your inbox is empty",
            True,
            True,
        )
        person_id, since, until = asked[0]
        assert (person_id, until - since) == (wei.id, timedelta(days=1))
        noon.set(WEDNESDAY + timedelta(days=1))
        assert jobs.make_digests() == 0
        assert asked[-1][1] == until, "where the last one ended"


def test_a_notice_has_no_say_in_how_it_is_delivered():
    assert not {"mail", "channels"} & set(Notice.__dataclass_fields__)
    assert Channels() == Channels(True, Pace.NEVER)

"""From the fact to the other system: with its transaction, signed, in order, at least once, again and again, and no more.

Feature table row "API / webhooks": signed webhooks with outbox, retries, replay button. A receiver on this machine answers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.policy import Actor, Role
from improve.notifications.models import Line
from improve.webhooks import client, delivering, jobs, queries, service
from improve.webhooks.models import Attempt, Delivery, Endpoint, Pause
from improve.webhooks.rules import DELAYS, next_attempt, wished_pause
from improve.webhooks.values import Period, Problem
from tests.conftest import A_WORKING_DAY, Clock
from tests.people import act, make_person
from tests.suggestions.ideas import idea
from tests.webhooks.receiver import SETTINGS, Receiver, add_endpoint, endpoint_of, receiving, verifies


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(**SETTINGS)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada", roles=[Role.ADMINISTRATOR]))


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery.state).order_by(Delivery.id)))


def titles(other: Receiver) -> list[str]:
    return [json.loads(got.body)["data"]["title"] for got in other.got]


def test_a_fact_arrives_signed_once_and_a_rolled_back_one_never(ada: Actor, other: Receiver) -> None:
    endpoint_id, secret = add_endpoint(other.url)
    add_endpoint(other.url, ("project.created",), "Something else")
    first = idea(ada, "Drip trays")
    with pytest.raises(RuntimeError), transaction():
        idea(ada, "Never was")
        raise RuntimeError
    idea(ada, "A second one")
    assert delivering.deliver() == 2
    assert delivering.deliver() == 0
    assert titles(other) == ["Drip trays", "A second one"]
    for got in other.got:
        assert verifies(got, secret)
        assert not verifies(SimpleNamespace(headers=got.headers, body=got.body + b" "), secret)  # type: ignore[arg-type]
    told = json.loads(other.got[0].body)
    assert (told["type"], told["version"]) == ("suggestion.submitted", 1)
    assert told["data"]["id"] == first.id and told["data"]["url"].endswith(f"/suggestions/{first.id}")
    assert "ada" not in other.got[0].body.decode().lower()
    assert len({got.uid for got in other.got}) == 2 and not any("." in got.uid for got in other.got)
    assert states() == ["delivered", "delivered"]
    assert endpoint_of(endpoint_id).last_delivered_at is not None


def test_a_failure_is_tried_again_with_the_same_id_and_nothing_overtakes_it(
    ada: Actor, other: Receiver, clock: Clock
) -> None:
    endpoint_id, secret = add_endpoint(other.url)
    idea(ada, "First")
    idea(ada, "Second")
    other.will(503, b"busy\x00\xff", Retry_After="3600")
    other.will(302, b"", Location=other.url + "/elsewhere")
    assert delivering.deliver() == 0
    assert (endpoint := endpoint_of(endpoint_id)).failures == 1 and endpoint.retry_at is not None
    clock.move(minutes=59)
    assert delivering.deliver() == 0 and len(other.got) == 1  # it asked for an hour
    clock.move(minutes=2)
    assert delivering.deliver() == 0
    clock.move(minutes=1)
    assert delivering.deliver() == 2
    assert titles(other) == ["First", "First", "First", "Second"]
    assert len({got.uid for got in other.got}) == 2
    assert len({got.headers["webhook-timestamp"] for got in other.got[:3]}) == 3
    assert all(verifies(got, secret) for got in other.got)
    assert {got.path for got in other.got} == {"/hook"}  # the redirect was not followed
    log = db.session.execute(select(Attempt.status, Attempt.answer).order_by(Attempt.id)).all()
    assert [row.status for row in log] == [503, 302, 204, 204]
    assert log[0].answer == "busy��"
    assert (endpoint := endpoint_of(endpoint_id)).failures == 0 and endpoint.failing_since is None


def test_after_the_last_attempt_it_is_paused_and_somebody_is_told(
    ada: Actor, other: Receiver, clock: Clock
) -> None:
    endpoint_id, _secret = add_endpoint(other.url)
    idea(ada, "First")
    for delay in DELAYS:
        other.will(500)
        assert delivering.deliver() == 0
        assert endpoint_of(endpoint_id).pause is None
        clock.move(seconds=delay.total_seconds() * 1.2 + 1)
    other.will(500)
    delivering.deliver()
    assert len(other.got) == len(DELAYS) + 1
    endpoint = endpoint_of(endpoint_id)
    assert endpoint.pause == Pause.FAILED and clock.now - (endpoint.failing_since or clock.now) > timedelta(
        days=1
    )
    assert any("Chat" in str(line.text) for line in db.session.scalars(select(Line)))
    clock.move(days=1)
    idea(ada, "Second")
    assert delivering.deliver() == 0 and states() == ["waiting", "waiting"]
    with transaction():
        service.resume(endpoint_of(endpoint_id), by=ada)
    assert delivering.deliver() == 2 and titles(other)[-2:] == ["First", "Second"]
    idea(ada, "Third")
    other.will(410)
    delivering.deliver()
    assert endpoint_of(endpoint_id).pause == Pause.GONE


def test_what_was_sent_is_sent_again_and_what_nobody_takes_is_left_out(
    ada: Actor, other: Receiver, clock: Clock
) -> None:
    endpoint_id, _secret = add_endpoint(other.url)
    for number, day in enumerate((1, 2, 3)):
        clock.set(A_WORKING_DAY + timedelta(days=day))
        idea(ada, f"Idea {number}")
    delivering.deliver()
    before = [got.uid for got in other.got]
    days = [(A_WORKING_DAY + timedelta(days=day)).date() for day in (2, 3)]
    with transaction():
        assert service.replay(endpoint_of(endpoint_id), Period(*days), by=ada) == 2
        assert (
            service.replay(endpoint_of(endpoint_id), Period(date(2020, 1, 1), date(2020, 1, 2)), by=ada) == 0
        )
    delivering.deliver()
    assert [got.uid for got in other.got[3:]] == before[1:]
    delivery = db.session.scalars(select(Delivery).order_by(Delivery.id)).first()
    assert delivery is not None
    with transaction():
        service.repeat(delivery, by=ada)
    with pytest.raises(Refused), transaction():
        service.repeat(delivery, by=ada)
    other.will(400)
    delivering.deliver()
    idea(ada, "Behind it")
    assert delivering.deliver() == 0  # the refused one holds up the others
    with transaction():
        service.leave_out(db.session.get_one(Delivery, delivery.id), by=ada)
    assert delivering.deliver() == 1 and titles(other)[-1] == "Behind it"
    assert states() == ["left_out", "delivered", "delivered", "delivered"]
    clock.move(days=31)
    assert jobs.forget_old() == 4
    assert [db.session.scalar(select(func.count()).select_from(each)) for each in (Delivery, Attempt)] == [
        0,
        0,
    ]


def test_two_workers_share_the_endpoints_and_a_killed_one_loses_nothing(
    app: Flask, ada: Actor, other: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_endpoint(other.url)
    for number in range(12):
        idea(ada, f"Idea {number}")
    clock.release()
    both = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            both.wait()
            delivering.deliver()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert titles(other) == [f"Idea {number}" for number in range(12)]

    class Killed(BaseException):
        pass

    def killed(*_arguments: Any) -> bool:
        raise Killed

    idea(ada, "Sent, not noted")
    with monkeypatch.context() as patched:
        patched.setattr(service, "note", killed)
        patched.setattr(delivering, "_release", lambda *_arguments: None)
        with pytest.raises(Killed):
            delivering.deliver()
    assert delivering.deliver() == 0  # the dead one holds it still
    with transaction():
        db.session.execute(update(Endpoint).values(claimed_until=Endpoint.created_at))
    assert delivering.deliver() == 1
    assert titles(other)[-2:] == ["Sent, not noted"] * 2 and other.got[-1].uid == other.got[-2].uid
    assert not queries.is_anything_due(endpoint_of(1).created_at + timedelta(days=9))


def test_a_success_counts_whoever_holds_the_claim_and_a_late_failure_does_not(
    app: Flask, ada: Actor, other: Receiver
) -> None:
    """The claim passes to another worker while the other system takes its time."""
    endpoint_id, _secret = add_endpoint(other.url)

    def pass_on() -> None:
        with app.app_context(), transaction():
            db.session.execute(update(Endpoint).values(claim="another"))

    other.before = pass_on
    idea(ada, "First")
    other.will(500)
    assert delivering.deliver() == 0
    assert endpoint_of(endpoint_id).failures == 0 and states() == ["waiting"]
    with transaction():
        db.session.execute(update(Endpoint).values(claim=None, claimed_until=None))
    assert delivering.deliver() == 1 and states() == ["delivered"]


def test_for_a_day_both_secrets_sign_and_another_secret_key_stops_everything(
    app: Flask, ada: Actor, other: Receiver, clock: Clock
) -> None:
    endpoint_id, old = add_endpoint(other.url)
    assert old.startswith("whsec_")
    with transaction():
        new = service.renew_secret(endpoint_of(endpoint_id), by=ada)
    idea(ada, "Both")
    delivering.deliver()
    clock.move(hours=24)
    idea(ada, "The new one")
    delivering.deliver()
    assert [(verifies(got, old), verifies(got, new)) for got in other.got] == [(True, True), (False, True)]
    stored = db.session.get_one(Endpoint, endpoint_id)
    assert not any(str(old)[6:20] in str(value) for value in vars(stored).values())
    app.config["SECRET_KEY"] = "another one"
    idea(ada, "Waits")
    assert delivering.deliver() == 0 and len(other.got) == 2
    assert endpoint_of(endpoint_id).pause == Pause.SECRET_LOST
    with pytest.raises(Refused), transaction():
        service.resume(endpoint_of(endpoint_id), by=ada)
    with transaction():
        newest = service.renew_secret(endpoint_of(endpoint_id), by=ada)
    assert delivering.deliver() == 1 and verifies(other.got[-1], newest)
    assert " " not in other.got[-1].headers["webhook-signature"]


@pytest.mark.databases("sqlite")
def test_an_answer_without_end_is_cut(ada: Actor, other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """16 MB are read as far as they are kept; one that never comes ends at the deadline."""
    body, done = b"{}", threading.Event()
    other.will(200, b"x" * 16_000_000)
    outcome = client.post(other.url, body, {})
    assert (outcome.status, len(outcome.answer)) == (200, 1024)
    other.before = lambda: done.wait(20) and None
    late = client.post(other.url, body, {}, deadline=timedelta(seconds=0.3))
    done.set()
    assert (late.problem, late.status) == (Problem.TIMEOUT, None) and late.duration < timedelta(seconds=5)


@pytest.mark.databases("sqlite")
def test_when_it_is_tried_again() -> None:
    now = A_WORKING_DAY
    for attempts, delay in enumerate(DELAYS, start=1):
        early, late = (next_attempt(attempts, now, spread=spread) for spread in (-1, 1))
        assert early == now + delay * 0.8 and late == now + delay * 1.2
    assert next_attempt(len(DELAYS) + 1, now, spread=0) is None
    assert next_attempt(1, now, spread=0, wished=timedelta(days=9)) == now + timedelta(hours=12)
    for header, wished in {
        "120": timedelta(minutes=2),
        "Wed, 04 Mar 2026 10:30:00 GMT": timedelta(hours=1),
        "Wed, 04 Mar 2020 10:30:00 GMT": timedelta(),
        "-5": None,
        "soon": None,
        "9" * 40: None,
        None: None,
    }.items():
        assert wished_pause(header, now) == wished

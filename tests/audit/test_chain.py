"""Whatever is done to a sealed trail without the key is found."""

import json
import threading
from pathlib import Path

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.audit import anchors, jobs, queries, rules, service, verification
from improve.audit.models import AuditEntry
from improve.audit.rules import Head
from improve.core import clock
from improve.core.db import db, transaction
from tests.audit.conftest import happen, tamper

pytestmark = pytest.mark.usefixtures("context")


def problems() -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in verification.verify().problems]


def sealed() -> list[tuple[int, int]]:
    rows = select(AuditEntry.seq, AuditEntry.subject_id).where(AuditEntry.seq.is_not(None))
    return [tuple(row) for row in db.session.execute(rows.order_by(AuditEntry.seq))]


def test_entries_are_sealed_in_order():
    happen(3)
    assert jobs.seal() == 3
    happen(2, first=4)
    assert jobs.seal() == 2
    assert sealed() == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]


def test_sealing_again_does_nothing(trail):
    trail(3)
    assert jobs.seal() == 0
    assert len(service.anchors_path().read_text().splitlines()) == 1


def test_many_entries_are_sealed_in_batches(monkeypatch):
    happen(7)
    monkeypatch.setattr(service.seal, "__defaults__", (3,))
    assert jobs.seal() == 7
    assert [seq for seq, _subject in sealed()] == list(range(1, 8))
    assert problems() == []


def test_an_untouched_trail_is_whole(trail):
    trail(5)
    happen(2, first=6)
    report = verification.verify()
    assert report.ok
    assert (report.entries, report.sealed, report.anchors, report.tail.count) == (7, 5, 1, 2)


def test_an_empty_trail_is_whole():
    assert verification.verify().ok


def test_the_anchor_is_private_and_names_the_head(trail):
    trail(4)
    path = service.anchors_path()
    line = json.loads(path.read_text())
    head = queries.head()
    assert (line["count"], line["head"]) == (4, head.chain)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_was_sealed_but_not_anchored_is_anchored_later(trail):
    """As after a crash between the commit and the anchor."""
    trail(2)
    happen(1, first=3)
    with transaction():
        service.seal()
    assert anchors.last(service.anchors_path()).head.count == 2
    jobs.seal()
    assert anchors.last(service.anchors_path()).head.count == 3


TAMPERINGS = {
    "another actor": "UPDATE audit_entry SET actor_id = 8 WHERE seq = 3",
    "no actor": "UPDATE audit_entry SET actor_id = NULL WHERE seq = 3",
    "another event": "UPDATE audit_entry SET event = 'ThingKept' WHERE seq = 3",
    "another subject": "UPDATE audit_entry SET subject_id = 99 WHERE seq = 3",
    "another kind": "UPDATE audit_entry SET subject_type = 'person' WHERE seq = 3",
    "other fields": "UPDATE audit_entry SET changed = '[]' WHERE seq = 3",
    "no list of fields": "UPDATE audit_entry SET changed = '3' WHERE seq = 3",
    "another digest": "UPDATE audit_entry SET digest = '0' WHERE seq = 3",
    "another instant": "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE seq = 3",
    "another mac": "UPDATE audit_entry SET mac = '0' WHERE seq = 3",
    "another chain value": "UPDATE audit_entry SET chain = '0' WHERE seq = 5",
    "one removed": "DELETE FROM audit_entry WHERE seq = 3",
    "the first removed": "DELETE FROM audit_entry WHERE seq = 1",
    "the last removed": "DELETE FROM audit_entry WHERE seq = 5",
    "the end cut off": "DELETE FROM audit_entry WHERE seq > 2",
    "all removed": "DELETE FROM audit_entry",
    "one unsealed again": "UPDATE audit_entry SET seq = NULL, chain = NULL WHERE seq = 5",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found(trail, statement):
    trail(5)
    tamper(statement)
    assert problems()


def test_two_that_changed_places_are_found(trail):
    trail(5)
    tamper("UPDATE audit_entry SET seq = 1000 WHERE seq = 2")
    tamper("UPDATE audit_entry SET seq = 2 WHERE seq = 4")
    tamper("UPDATE audit_entry SET seq = 4 WHERE seq = 1000")
    assert problems()


def test_one_removed_and_the_rest_moved_up_is_found(trail):
    trail(5)
    tamper("DELETE FROM audit_entry WHERE seq = 3")
    tamper("UPDATE audit_entry SET seq = 3 WHERE seq = 4")
    tamper("UPDATE audit_entry SET seq = 4 WHERE seq = 5")
    assert problems()


def test_an_end_cut_off_and_grown_again_is_found(trail):
    """The worker goes on after the cut, but the anchor remembers what stood there."""
    trail(5)
    tamper("DELETE FROM audit_entry WHERE seq > 3")
    happen(4, first=50)
    jobs.seal()
    assert any("written anew" in problem for problem in problems())


def test_a_trail_written_anew_with_another_key_is_found(trail):
    trail(3)
    tamper("DELETE FROM audit_entry")
    current_app.config["AUDIT_KEY"], right = "another", current_app.config["AUDIT_KEY"]
    happen(3)
    with transaction():
        service.seal()
    current_app.config["AUDIT_KEY"] = right
    assert len(problems()) >= 3


def test_a_changed_unsealed_entry_is_found():
    happen(2)
    tamper("UPDATE audit_entry SET actor_id = 8 WHERE subject_id = 2")
    (problem,) = problems()
    assert problem.startswith("unsealed entry")


def test_removed_anchors_are_found(trail):
    trail(3)
    service.anchors_path().unlink()
    assert problems()


def test_the_first_seal_while_it_is_verified_is_no_alarm(monkeypatch):
    """Its anchor is written after the anchors were read, and after the entries were."""
    happen(2)
    read = verification._sealed_part

    def sealed_meanwhile(*args):
        with transaction():
            service.seal()
        head = read(*args)
        service.anchor()
        return head

    monkeypatch.setattr(verification, "_sealed_part", sealed_meanwhile)
    assert problems() == []


def test_a_rewritten_anchor_is_found(trail):
    trail(3)
    path = service.anchors_path()
    path.write_text(path.read_text().replace('"count": 3', '"count": 2'))
    assert problems()


def test_each_break_is_reported_once(trail):
    trail(9)
    tamper("DELETE FROM audit_entry WHERE seq = 3")
    tamper("UPDATE audit_entry SET subject_id = 99 WHERE seq = 7")
    assert [problem.split(":")[0] for problem in problems()] == ["entry 4", "entry 4", "entry 7"]


@pytest.mark.databases("sqlite")
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_single_change_of_a_stored_character_is_missed(context, data):
    """Any one sealed row, any one column of it: a change that the database takes is a change that is found."""
    if queries.head() is None:
        happen(6)
        jobs.seal()
    column = data.draw(
        st.sampled_from(["uid", "at", "event", "subject_type", "digest", "mac", "chain", "changed"]),
        label="column",
    )
    seq = data.draw(st.integers(1, 6), label="entry")
    with db.engine.connect() as connection:
        (old,) = connection.exec_driver_sql(f"SELECT {column} FROM audit_entry WHERE seq = {seq}").one()
    places = [
        i for i, letter in enumerate(old) if column != "at" or letter.isdigit()
    ]  # not how it is laid out
    place = data.draw(st.sampled_from(places), label="place")
    letter = data.draw(st.sampled_from("0123456789" if column == "at" else "zqx#"), label="letter")
    new = old[:place] + letter + old[place + 1 :]
    if new == old:
        return
    tamper(f"UPDATE audit_entry SET {column} = :value WHERE seq = {seq}", value=new)
    try:
        found = problems()
    except ValueError:  # no instant any more: the database layer refuses to read it
        found = ["unreadable"]
    tamper(f"UPDATE audit_entry SET {column} = :value WHERE seq = {seq}", value=old)
    assert found
    assert problems() == []


def test_a_line_torn_by_a_crash_is_mended(trail):
    trail(2)
    path = service.anchors_path()
    with path.open("a") as file:
        file.write('{"at": "2026-01-0')
    assert problems() == []
    happen(1, first=3)
    jobs.seal()
    assert problems() == []
    assert len(path.read_text().splitlines()) == 2


def test_the_last_anchor_is_read_from_the_end(tmp_path: Path):
    path = tmp_path / "audit" / "anchors.jsonl"
    assert anchors.last(path) is None
    for count in range(1, 101):
        assert anchors.append(path, "key", Head(count, f"{count:064}"), clock.now())
    assert anchors.last(path).head.count == 100
    assert not anchors.append(path, "key", Head(100, "x"), clock.now())
    assert len(list(anchors.read(path))) == 100


def test_two_sealers_never_seal_twice(app):
    """Both find the same waiting entries; each entry gets one place, and every place is taken once."""
    happen(60)
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                for _attempt in range(30):
                    with transaction():
                        service.seal(2)
                    service.anchor()
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    jobs.seal()
    assert [seq for seq, _subject in sealed()] == list(range(1, 61))
    assert problems() == []


@pytest.mark.databases("postgresql")  # on SQLite the second one waits for the write lock
def test_a_second_sealer_finds_the_chain_taken(app):
    happen(2)
    with transaction():
        assert service.seal(1) == 1
        done: list[int] = []

        def other() -> None:
            with app.app_context(), transaction():
                done.append(service.seal(1))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert done == [0]


def test_the_chain_value_depends_on_the_key():
    assert rules.link("one", rules.start("one"), "mac") != rules.link("two", rules.start("two"), "mac")

"""An entry stands beside every change, and says no more than it should."""

import json

import pytest
from sqlalchemy import func, select, text

from improve.audit.models import AuditEntry
from improve.core import clock as improve_clock
from improve.core.db import db, transaction
from improve.core.events import publish
from tests.audit.conftest import BallotCast, ThingMoved
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("context")


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_a_change_writes_one_entry(clock):
    with transaction():
        publish(ThingMoved(actor_id=7, subject_id=3, changed=("place", "owner_id")))
    (entry,) = entries()
    assert (entry.event, entry.subject_type, entry.subject_id, entry.actor_id) == (
        "ThingMoved",
        "thing",
        3,
        7,
    )
    assert entry.changed == ["place", "owner_id"]
    assert entry.at == improve_clock.now()
    assert entry.seq is None


def test_what_is_rolled_back_leaves_no_entry():
    with pytest.raises(RuntimeError, match="no"), transaction():
        publish(ThingMoved(actor_id=7, subject_id=3))
        raise RuntimeError("no")
    assert entries() == []


def test_use_cases_are_recorded():
    make_person("zhang.wei", "张伟")
    assert [entry.event for entry in entries()] == ["PersonCreated"]


def test_an_anonymous_act_and_a_ballot_have_no_actor():
    with transaction():
        publish(ThingMoved(actor_id=None, subject_id=3))
        publish(BallotCast(actor_id=7, subject_id=3))
    assert [entry.actor_id for entry in entries()] == [None, None]


def test_no_text_of_the_event_is_stored():
    with transaction():
        publish(ThingMoved(actor_id=7, subject_id=3, remark="secret words"))
    row = db.session.execute(text("SELECT * FROM audit_entry")).mappings().one()
    assert "secret" not in json.dumps({name: str(value) for name, value in row.items()})


def test_equal_events_have_different_digests():
    with transaction():
        publish(ThingMoved(actor_id=7, subject_id=3))
        publish(ThingMoved(actor_id=7, subject_id=3))
    first, second = entries()
    assert first.digest != second.digest
    assert first.uid != second.uid


def test_a_broken_trail_stops_the_act(monkeypatch):
    """Rather no change than one without its entry."""
    from improve.audit import store

    def fail(values: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store, "append", fail)
    with pytest.raises(OSError, match="disk full"):
        make_person("zhang.wei", "张伟")
    assert db.session.scalar(select(func.count()).select_from(text("accounts_person"))) == 0

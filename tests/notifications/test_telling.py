"""Who is told of a fact, and how."""

import pytest
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.ports import LETTERS, Letter
from improve.core.db import db, transaction
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.notices import Audience, NoticeKind, Subject
from improve.core.policy import SYSTEM
from improve.notifications import queries
from improve.notifications.models import InboxNotice, OutgoingMail
from improve.web.features import contributed, mounted
from tests.notifications.conftest import (
    GROUP,
    IN_HOUSE,
    MAILED,
    ThingMoved,
    make_reader,
    move,
    notice,
    told,
)
from tests.people import act, make_person

pytestmark = pytest.mark.usefixtures("context")


def inboxes() -> list[int]:
    return list(db.session.scalars(select(InboxNotice.person_id).order_by(InboxNotice.id)))


def mails() -> list[int]:
    chosen = select(InboxNotice.person_id).join(OutgoingMail, OutgoingMail.notice_id == InboxNotice.id)
    return list(db.session.scalars(chosen.order_by(OutgoingMail.id)))


def test_everybody_named_finds_it_in_the_inbox():
    wei, bob = make_person("wei"), make_person("bob")
    told(notice(wei, bob, text=_l("“%(title)s” was moved", title="Drip trays"), values={"x": 1}))
    move()
    assert inboxes() == [wei.id, bob.id]
    stored = db.session.scalars(select(InboxNotice)).first()
    assert str(stored.sentence) == "“Drip trays” was moved"
    assert stored.link_values == {"x": 1}
    assert stored.read_at is None


def test_who_did_it_is_not_told():
    wei, bob = make_person("wei"), make_person("bob")
    told(notice(wei, bob))
    move(actor_id=wei.id)
    assert inboxes() == [bob.id]


def test_who_cannot_sign_in_is_not_told():
    wei = make_person("wei")
    with transaction():
        accounts.disable(db.session.get_one(Person, wei.id), by=SYSTEM)
    told(notice(wei, 999))
    move()
    assert inboxes() == []


def test_nobody_is_told_twice_under_one_link():
    """The author also follows: one message, the first."""
    wei = make_person("wei")
    told(
        notice(wei, wei, text=_l("Sign in")),
        notice(wei, text=_l("Password")),
        notice(wei, text=_l("Password"), endpoint="accounts.sign_in"),
    )
    move()
    assert [n.sentence.msgid for n in db.session.scalars(select(InboxNotice))] == ["Sign in", "Password"]


def test_mail_goes_only_to_who_has_an_address_and_wants_it():
    operator = make_person("operator")
    wei = make_reader("wei", email="wei@example.org")
    bob = make_reader("bob", email="bob@example.org")
    with transaction():
        db.session.get_one(Person, bob.id).mail_wanted = False
    told(notice(operator, wei, bob))
    move()
    assert inboxes() == [operator.id, wei.id, bob.id]
    assert mails() == [wei.id]


def test_a_notice_may_stay_in_the_house():
    wei = make_reader("wei", email="wei@example.org")
    told(notice(wei, kind=IN_HOUSE))
    move()
    assert inboxes() == [wei.id]
    assert mails() == []


def test_a_kind_that_no_manifest_declares_is_refused():
    """Else nobody could turn it off."""
    wei = make_person("wei")
    told(notice(wei, kind=NoticeKind("things.unknown", GROUP, _l("Sign in"))))
    with pytest.raises(KeyError):
        move()


def test_a_line_of_a_story_is_kept_even_if_nobody_is_told():
    """As for an author who has no account."""
    told(notice(text=_l("Sign in"), about=Subject("thing", 7), is_story=True))
    move()
    assert inboxes() == []
    (line,) = db.session.scalars(queries.story_of(Subject("thing", 7), SYSTEM))
    assert line.sentence.msgid == "Sign in"
    assert queries.last_lines("thing", [7, 8], SYSTEM) == {7: line}


def test_who_stands_in_two_audiences_belongs_to_the_first():
    wei, bob = make_person("wei"), make_person("bob")
    told(notice(wei, kind=IN_HOUSE, also=(Audience(MAILED, (wei.id, bob.id)),)))
    move()
    rows = db.session.execute(select(InboxNotice.person_id, InboxNotice.kind))
    assert {tuple(row) for row in rows} == {(wei.id, "things.in_house"), (bob.id, "things.mailed")}


def test_every_kind_is_declared_once_with_a_code_of_its_feature(app):
    declared = [(feature.name, kind.code) for feature in mounted(app) for kind in feature.notice_kinds]
    assert len(declared) == len({code for _feature, code in declared})
    assert all(code.startswith(f"{feature}.") and len(code) <= 60 for feature, code in declared)


def test_what_is_rolled_back_is_not_told():
    wei = make_reader("wei", email="wei@example.org")
    told(notice(wei))
    with pytest.raises(RuntimeError, match="no"), transaction():
        publish(ThingMoved(actor_id=None, subject_id=1))
        raise RuntimeError("no")
    assert inboxes() == []
    assert mails() == []


def test_the_unread_are_counted():
    wei, bob = make_person("wei"), make_person("bob")
    told(notice(wei))
    move()
    move()
    assert queries.unread_count(act(wei)) == 2
    assert queries.unread_count(act(bob)) == 0


def test_a_letter_waits_in_the_outbox(app):
    (post,) = contributed(app, LETTERS)
    with transaction():
        post(Letter(to="new@example.org", language="en", subject="Set your password", text="https://…/token"))
    (mail,) = db.session.scalars(select(OutgoingMail))
    assert (mail.address, mail.state, mail.letter) == ("new@example.org", "waiting", "https://…/token")


def test_every_teller_of_a_manifest_is_heard(app):
    heard = app.extensions["improve.tellers"]
    for feature in mounted(app):
        for event_type, teller in feature.tells:
            assert teller in heard[event_type]

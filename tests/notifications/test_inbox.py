"""The inbox of a person."""

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.notifications.models import InboxNotice
from tests.notifications.conftest import move, notice, told
from tests.people import PASSWORD, make_person


@pytest.fixture
def wei(app, browser) -> int:
    """Somebody who is signed in; the id."""
    with app.app_context():
        person_id = make_person("wei", language=None, password=PASSWORD).id
    browser.sign_in("wei", PASSWORD)
    return person_id


def came_in(app, person_id: int, title: str, **values) -> int:
    with app.app_context():
        told(notice(person_id, text=_l("“%(title)s” was moved", title=title), **values))
        move()
        return db.session.scalar(select(InboxNotice.id).order_by(InboxNotice.id.desc()))


def test_an_empty_inbox_says_what_will_stand_there(browser, wei):
    assert browser.get("/inbox").h1 == "Your inbox is empty"
    assert "will stand here" in browser.text


def test_what_came_in_is_listed_and_counted(app, browser, wei):
    came_in(app, wei, "Drip trays", detail="Oil on the floor")
    came_in(app, wei, "Lamps")
    page = browser.get("/inbox")
    assert page.h1 == "2 new messages"
    assert "“Drip trays” was moved" in browser.text
    assert "Oil on the floor" in browser.text
    assert "Inbox 2" in browser.text


def test_opening_marks_it_read_and_leads_on(app, browser, wei):
    came_in(app, wei, "Drip trays")
    browser.get("/inbox")
    page = browser.follow("“Drip trays” was moved")
    assert page.url == "/me"
    assert browser.get("/inbox").h1 == "No new messages"


def test_unread_ones_come_first(app, browser, wei):
    for title in ("one", "two", "three"):
        came_in(app, wei, title)
    browser.get("/inbox")
    browser.follow("“three” was moved")
    browser.get("/inbox")
    shown = [node.text().strip() for node in browser.page.css(".rows a")]
    assert shown == ["“two” was moved", "“one” was moved", "“three” was moved"]


def test_marking_all_leaves_what_came_in_since(app, browser, wei):
    came_in(app, wei, "one")
    came_in(app, wei, "two")
    browser.get("/inbox")
    came_in(app, wei, "three")
    page = browser.submit(button="Mark all as read")
    assert page.h1 == "1 new message"


@pytest.mark.parametrize("until", ["", "x", "-1", "99999999999999", "١"])
def test_a_forged_limit_changes_nothing(app, browser, wei, until):
    came_in(app, wei, "one")
    browser.get("/inbox")
    assert browser.submit(button="Mark all as read", raw={"until": until}).h1 == "1 new message"


def test_a_very_large_limit_means_all(app, browser, wei):
    came_in(app, wei, "one")
    browser.get("/inbox")
    page = browser.submit(button="Mark all as read", raw={"until": "9999999999"})
    assert page.h1 == "No new messages"


def test_nobody_elses_message_can_be_opened_or_marked(app, browser, wei):
    with app.app_context():
        bob = make_person("bob").id
    other = came_in(app, bob, "secret")
    browser.get(f"/inbox/{other}", status=404)
    came_in(app, wei, "one")
    browser.get("/inbox")
    assert "secret" not in browser.text
    browser.submit(button="Mark all as read", raw={"until": str(other + 10)})
    with app.app_context():
        assert db.session.get_one(InboxNotice, other).read_at is None


def test_visitors_are_asked_to_sign_in(app, browser):
    with app.app_context():
        bob = make_person("bob").id
    number = came_in(app, bob, "secret")
    for address in ("/inbox", f"/inbox/{number}"):
        assert browser.get(address).url == "/sign-in"


def test_a_message_whose_page_is_gone_says_so(app, browser, wei):
    number = came_in(app, wei, "one", endpoint="features.gone")
    page = browser.get(f"/inbox/{number}")
    assert page.url == "/inbox"
    assert "no longer there" in browser.text


def test_a_message_in_the_readers_language(app, browser, wei):
    with app.app_context(), transaction():
        db.session.add(
            InboxNotice(
                person_id=wei,
                created_at=clock.now(),
                text=_l("Sign in").to_json(),
                endpoint="accounts.me",
                link_values={},
            )
        )
    browser.get("/inbox")
    browser.language("zh-Hans")
    assert "新消息" in browser.page.h1


def test_pages_of_a_full_inbox_ask_no_more(app, browser, wei, statements):
    for number in range(3):
        came_in(app, wei, f"t{number}")
    browser.get("/inbox")
    with statements() as few:
        browser.get("/inbox")
    for number in range(30):
        came_in(app, wei, f"more {number}")
    with statements() as many:
        browser.get("/inbox")
    assert few.count == many.count
    assert len(browser.page.css(".rows > li")) == 25
    browser.follow("Next page")
    assert len(browser.page.css(".rows > li")) == 8

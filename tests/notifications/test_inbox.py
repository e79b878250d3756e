"""The inbox of a person."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Subject
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
    with app.app_context():
        told(notice(wei, text=_l("Sign in")))
        move()
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


def test_twenty_messages_about_one_thing_in_a_day_are_one_line(app, browser, wei, clock):
    """The newest first, the others below it; opening one marks all that came before it."""
    about = {"about": Subject("thing", 7)}
    for number in range(20):
        came_in(app, wei, f"step {number}", **about)
        clock.move(minutes=1)
    came_in(app, wei, "another thing", about=Subject("thing", 8))
    clock.move(days=1)
    came_in(app, wei, "the day after", **about)
    page = browser.get("/inbox")
    assert page.h1 == "22 new messages"
    heads = [node.text().strip() for node in browser.page.css(".rows > li > .grow > a")]
    assert heads == [f"“{title}” was moved" for title in ("the day after", "another thing", "step 19")]
    inside = [node.text().strip() for node in browser.page.css(".rows details a")]
    assert inside == [f"“step {number}” was moved" for number in reversed(range(19))]
    assert "19 more about it that day" in browser.text
    browser.follow("“step 19” was moved")
    assert browser.get("/inbox").h1 == "2 new messages"


def test_a_day_is_the_readers_own(app, browser, wei, clock):
    """Half past five in the evening of Greenwich is already the next morning in Shanghai."""
    about = {"about": Subject("thing", 7)}
    clock.set(datetime(2026, 3, 4, 15, 30, tzinfo=UTC))
    came_in(app, wei, "before midnight", **about)
    clock.set(datetime(2026, 3, 4, 17, 30, tzinfo=UTC))
    came_in(app, wei, "after midnight", **about)
    browser.get("/inbox")
    assert len(browser.page.css(".rows > li")) == 2


def test_a_message_about_what_one_may_not_see_is_not_there(app, browser, wei):
    """Neither in the list nor in the count nor under its number; it comes back with the thing."""
    number = came_in(app, wei, "secret", about=Subject("suggestion", 7))
    assert browser.get("/inbox").h1 == "Your inbox is empty"
    assert "secret" not in browser.text
    browser.get(f"/inbox/{number}", status=404)

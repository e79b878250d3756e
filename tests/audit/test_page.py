"""Auditors read the trail, filter it and take it with them; nobody else learns anything."""

import csv
import io

import pytest

from improve.accounts import service as accounts
from improve.audit import jobs, verification
from improve.audit.words import EVENTS, SUBJECTS, event_word, subject_word
from improve.core.db import db, transaction
from improve.core.events import publish
from improve.core.policy import SYSTEM, Role
from improve.web.features import mounted
from tests.audit.conftest import ThingMoved, happen, tamper
from tests.people import PASSWORD, make_person, make_unit


@pytest.fixture
def auditor(app, browser):
    """The auditor's browser, on an instance with a few acts."""
    with app.app_context():
        make_person("audrey", "Audrey Stone", roles=[Role.AUDITOR], language=None, password=PASSWORD)
    browser.sign_in("audrey", PASSWORD)
    return browser


def act(app, *, by: int | None = None, **values):
    with app.app_context(), transaction():
        publish(ThingMoved(actor_id=by, subject_id=352, changed=("place",), **values))


def test_the_trail_shows_who_did_what_to_what(app, auditor):
    with app.app_context():
        wei = make_person("zhang.wei", "张伟").id
    act(app, by=wei)
    page = auditor.get("/audit")
    assert "Thing moved" in auditor.text
    assert "张伟" in auditor.text
    assert "#352" in auditor.text
    assert "not sealed yet" in page.h1


def test_a_sealed_trail_says_so(app, auditor):
    act(app)
    with app.app_context():
        jobs.seal()
        jobs.verify()
    page = auditor.get("/audit")
    assert "all of them sealed" in page.h1
    assert "no entry was changed" in auditor.text


def test_a_tampered_trail_says_so(app, auditor):
    act(app)
    with app.app_context():
        jobs.seal()
        tamper("DELETE FROM audit_entry WHERE seq = 1")
        jobs.verify()
    auditor.get("/audit")
    assert "problem" in auditor.text


@pytest.mark.parametrize("roles", [(), (Role.COORDINATOR,), (Role.FINANCE, Role.COMMITTEE)])
@pytest.mark.parametrize("address", ["/audit", "/audit/export.csv"])
def test_others_are_refused(app, browser, roles, address):
    with app.app_context():
        make_person("wei", roles=roles, password=PASSWORD)
    browser.sign_in("wei", PASSWORD)
    browser.get(address, status=403)


def test_an_auditor_of_one_site_does_not_read_the_whole_companys_trail(app, browser):
    with app.app_context():
        site = make_unit("Site 2", kind="site")
        wei = make_person("wei", password=PASSWORD)
        with transaction():
            accounts.give_role(wei, Role.AUDITOR, site, by=SYSTEM)
    browser.sign_in("wei", PASSWORD)
    browser.get("/audit", status=403)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("event=ThingMoved", 3),
        ("event=ThingKept", 0),
        ("subject_type=thing&subject_id=352", 1),
        ("subject_type=thing", 3),
        ("person=audrey&event=ThingMoved", 1),
        ("person=Stone&event=ThingMoved", 1),
        ("person=nobody", 0),
        ("since=2026-03-05&event=ThingMoved", 2),
        ("until=2026-03-04&event=ThingMoved", 1),
        ("since=2026-03-05&until=2026-03-05&event=ThingMoved", 1),
    ],
)
def test_the_filter(app, auditor, clock, query, shown):
    with app.app_context():
        audrey = accounts_person("audrey")
    act(app, by=audrey)
    clock.move(days=1)
    with app.app_context():
        happen(1)
    clock.move(days=1)
    with app.app_context():
        happen(1, first=2)
    page = auditor.get(f"/audit?{query}")
    assert page.h1.startswith(f"{shown or 'No'} ")


def accounts_person(login: str) -> int:
    from improve.accounts.queries import person_by_login

    return person_by_login(login).id


def test_days_begin_in_the_readers_zone(make_app, auditor, app, clock):
    """2026-03-05 00:30 in Shanghai is still the 4th in UTC."""
    clock.set(clock.now.replace(day=4, hour=16, minute=30))
    act(app)
    assert auditor.get("/audit?event=ThingMoved&since=2026-03-05").h1.startswith("1 ")
    assert auditor.get("/audit?event=ThingMoved&until=2026-03-04").h1.startswith("No ")


@pytest.mark.parametrize(
    "query", ["since=yesterday", "subject_id=2147483648", "subject_id=-1", "person=" + "x" * 200]
)
def test_a_filter_that_cannot_be_read_is_named_and_kept(auditor, query):
    page = auditor.get(f"/audit?{query}", status=422)
    assert page.css(".err")
    name, value = query.split("=")
    assert page.css(f'[name="{name}"]')[0].attributes["value"] == value


def test_the_person_of_a_number_given_again_is_not_named(app, auditor, clock):
    """SQLite gives the number of a deleted person again."""
    act(app, by=999)
    clock.move(days=1)
    with app.app_context():
        late = make_person("late", "Late Comer").id
        tamper("UPDATE audit_entry SET actor_id = :late WHERE event = 'ThingMoved'", late=late)
    auditor.get("/audit?event=ThingMoved")
    assert "Late Comer" not in auditor.text
    assert "no longer here" in auditor.text


def test_the_file_holds_what_the_page_shows(app, auditor):
    with app.app_context():
        wei = make_person("wei", "=HYPERLINK()").id
        happen(2)
        jobs.seal()
    act(app, by=wei)
    auditor.get("/audit/export.csv?event=ThingMoved")
    text = auditor.body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 4
    newest = rows[1]
    assert newest[2:7] == ["ThingMoved", "Thing", "352", "'=HYPERLINK()", "wei"]
    assert rows[2][8] != ""
    assert "audit-" in auditor.response.headers["Content-Disposition"]


def test_a_file_of_a_filter_that_cannot_be_read_leads_to_the_page(auditor):
    auditor.get("/audit/export.csv?since=yesterday", status=422)


def test_a_longer_page_asks_no_more(app, auditor, statements):
    with app.app_context():
        happen(3)
    auditor.get("/audit")
    with statements() as few:
        auditor.get("/audit")
    with app.app_context():
        for number in range(20):
            person = make_person(f"p{number}").id
            with transaction():
                publish(ThingMoved(actor_id=person, subject_id=number + 1))
    with statements() as many:
        auditor.get("/audit")
    assert many.count == few.count


def test_every_event_has_words_that_people_read(app):
    """An auditor reads what happened in their language, not the names of classes."""
    published = [event for feature in mounted(app) for event in feature.publishes]
    assert {event.name() for event in published} - set(EVENTS) == set()
    assert {event.subject_type for event in published} - set(SUBJECTS) == set()


def test_an_event_of_a_removed_feature_is_shown_by_its_name():
    assert event_word("StockCounted") == "Stock counted"
    assert subject_word("stock_item") == "Stock item"


def test_the_page_in_chinese(app, auditor):
    act(app)
    auditor.get("/audit")
    auditor.language("zh-Hans")
    auditor.get("/audit?event=SuggestionGone")


def test_an_empty_trail(app, browser):
    with app.app_context():
        make_person("audrey", roles=[Role.AUDITOR], password=PASSWORD)
    browser.sign_in("audrey", PASSWORD)
    with app.app_context():
        tamper("DELETE FROM audit_entry")
        assert verification.remembered() is None
        db.session.rollback()
    assert "Nothing has been recorded" in browser.get("/audit").h1

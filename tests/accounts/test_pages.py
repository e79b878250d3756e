"""The pages of people, units and the company, as a person without a script walks through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from improve.accounts import service
from improve.accounts.models import Person, Unit
from improve.accounts.queries import person_by_login
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from tests.people import PASSWORD, act, make_person, make_unit


@pytest.fixture
def admin(app: Any, browser: Any) -> Any:
    """An administrator's browser."""
    with app.app_context():
        make_person("root", "Root Person", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    browser.sign_in("root", PASSWORD)
    return browser


@pytest.fixture
def member(app: Any, browser: Any) -> Any:
    """A member's browser."""
    with app.app_context():
        make_person("member", "Mem Ber", password=PASSWORD)
    browser.sign_in("member", PASSWORD)
    return browser


def both_languages(browser: Any, *paths: str) -> None:
    for tag in ("zh-Hans", "en"):
        browser.language(tag)
        for path in paths:
            assert browser.get(path).language == tag


def test_a_company_is_built_by_pages(app: Any, admin: Any, new_browser: Any) -> None:
    admin.get("/units/new")
    admin.submit("unit", **{"name-en": "Plant", "name-zh_Hans": "工厂", "kind": "Site"})
    assert admin.page.h1 == "1 unit"
    admin.follow("Plant")
    admin.follow("Add a unit inside")
    assert admin.form("unit").values["kind"] == "department"
    admin.submit("unit", **{"name-en": "Assembly"})
    admin.get("/people/new")
    admin.submit("person", name="Chen Yu", login="two words", status=422)
    assert admin.form("person").values["name"] == "Chen Yu"
    admin.submit("person", login="E1001", job_title="Operator", unit_id="Assembly", language="English")
    assert admin.page.h1 == "Chen Yu"
    assert "Plant › Assembly" in admin.text
    assert "has no password yet" in admin.text
    admin.submit(
        "give-role",
        role="Coordinator: looks after the ideas of a unit and helps its people back in",
        unit_id="Assembly",
    )
    assert "Chen Yu is now: Coordinator." in admin.text
    person_url = admin.url
    admin.submit(button="Print a slip")
    address = admin.page.one("article.slip code").text()
    chen = new_browser()
    chen.get("/link/" + address.rsplit("/", 1)[1])
    chen.submit(password=PASSWORD, again=PASSWORD)
    admin.get(person_url)
    admin.submit(button="Take back Coordinator")
    assert "Take back" not in admin.text
    assert chen.get("/me").h1 == "Sign in"  # the role is gone, and so is the session
    both_languages(admin, "/people", person_url, "/units", "/units/1", "/roles", "/people/new", "/units/new")


def test_people_are_found_by_word_unit_and_page(app: Any, member: Any) -> None:
    with app.app_context():
        team, other = make_unit("Team A"), make_unit("Team B")
        for number in range(30):
            make_person(f"w{number}", f"Worker {number:02}", unit=team if number % 2 else other)
    assert member.get("/people").h1 == "31 colleagues"
    assert "1–25 of 31" in member.text
    member.follow("Next page")
    assert "26–31 of 31" in member.text
    member.get("/people")
    assert member.submit("find", q="worker 0", unit="Team A").h1 == "5 people found"
    assert member.submit("find", q="no such person").h1 == "0 people found"
    assert "Nobody found" in member.text
    member.get("/people?unit=2000000000", status=404)
    assert member.get("/people?unit=x&page=-3&state=ended").h1
    both_languages(member, "/people?q=x", "/me", "/me/password", "/me/tokens", "/units")


def test_a_longer_directory_asks_no_more(app: Any, admin: Any, statements: Callable[[], Any]) -> None:
    def asked(path: str) -> int:
        with statements() as found:
            admin.get(path)
        return int(found.count)

    with app.app_context():
        unit = make_unit("Unit 0")
        person = make_person("w0", unit=unit)
        with transaction():
            service.give_role(person, Role.COORDINATOR, unit, by=SYSTEM)
    admin.get("/people")
    paths = ("/people", "/units", "/roles")
    few = [asked(path) for path in paths]
    with app.app_context():
        for number in range(1, 9):
            lead = make_person(f"l{number}", f"Lead {number}", roles=[Role.COMMITTEE])
            unit = make_unit(f"Unit {number}", lead=lead)
            person = make_person(f"w{number}", f"W {number}", unit=unit)
            with transaction():
                service.give_role(person, Role.COORDINATOR, unit, by=SYSTEM)
    admin.get("/people")  # the units are read anew once
    assert [asked(path) for path in paths] == few


def test_members_see_people_but_no_logins_and_no_buttons(app: Any, member: Any) -> None:
    with app.app_context():
        other = make_person("hidden-login", "Chen Yu", roles=[Role.COMMITTEE])
        with transaction():
            db.session.get_one(Person, other.id).email = "chen@x.example"
        other_id = other.id
    for path in ("/people", f"/people/{other_id}"):
        page = member.get(path)
        assert "Chen Yu" in page.text
        assert "Committee member" in page.text
        assert "hidden-login" not in page.html
        assert "chen@x.example" not in page.html
    assert member.get("/people?q=hidden").h1 == "0 people found"
    assert member.get(f"/people/{other_id}").css("main form") == []
    assert "hidden-login" not in member.get("/units").html
    assert "member" in member.get("/me").text  # one's own login is there
    for path in ("/settings", "/settings/company", "/roles", "/people/new", f"/people/{other_id}/edit"):
        member.get(path, status=403)
    member.get(f"/people/{other_id}/slip/1", status=403)
    member.get("/people/2000000000", status=404)


def test_what_a_hostile_member_sends_is_refused(app: Any, member: Any) -> None:
    with app.app_context():
        boss_id = make_person("boss", roles=[Role.ADMINISTRATOR]).id
    token = member.get("/me").css('main input[name="csrf_token"]')[0].attributes["value"]
    for path in ("link", "disable", "enable", "sign-out-everywhere", "roles", "roles/1/take", "edit"):
        answer = member.client.post(
            f"/people/{boss_id}/{path}", data={"csrf_token": token, "role": "administrator"}
        )
        assert answer.status_code == 403, path
    with app.app_context():
        assert act(db.session.get_one(Person, boss_id)).has_role(Role.ADMINISTRATOR)


def test_access_is_ended_and_opened_on_the_page(app: Any, admin: Any, new_browser: Any) -> None:
    with app.app_context():
        person_id = make_person("e1001", "Chen Yu", password=PASSWORD).id
    chen = new_browser()
    chen.sign_in("e1001", PASSWORD)
    admin.get(f"/people/{person_id}")
    admin.submit(button="End the access")
    assert "No access since" in admin.text
    assert chen.get("/me").h1 == "Sign in"
    assert admin.get("/people").h1 == "1 colleague"
    admin.follow("Access ended")
    assert admin.page.h1 == "1 person without access"
    admin.follow("Chen Yu")
    admin.submit(button="Let in again")
    chen.sign_in("e1001", PASSWORD)
    admin.submit(button="Sign out everywhere")
    assert chen.get("/me").h1 == "Sign in"


def test_the_last_administrator_is_told_why_they_stay(app: Any, admin: Any) -> None:
    with app.app_context():
        root = person_by_login("root")
        assert root is not None
        root_id = root.id
    admin.get(f"/people/{root_id}")
    admin.submit(button="Take back Administrator")
    assert "This is the last administrator" in admin.text


def test_a_person_is_edited(app: Any, admin: Any) -> None:
    with app.app_context():
        make_person("taken")
        person_id = make_person("e1001", "Chen Yu").id
    admin.get(f"/people/{person_id}")
    admin.follow("Edit")
    admin.submit("person", login="Taken", status=422)
    assert "already signs in" in admin.text
    admin.submit("person", login="e1001", name="Chen Yuan", email="CHEN@x.example")
    assert admin.page.h1 == "Chen Yuan"
    assert "chen@x.example" in admin.text
    admin.get(f"/people/{person_id}/edit")
    admin.submit("person", raw={"unit_id": "2000000000"}, status=422)
    assert "does not exist" in admin.text


def test_units_are_edited_moved_and_closed(app: Any, admin: Any) -> None:
    with app.app_context():
        site = make_unit("Plant", kind="site")
        team_id = make_unit("Paint shop", parent=site).id
        make_unit("Other plant", kind="site")
        make_person("lead", "Lead Er")
        make_person("e1", "Chen Yu", unit=db.session.get(Unit, team_id))
    admin.get(f"/units/{team_id}")
    admin.follow("Edit")
    admin.submit("unit", lead="Nobody Known", status=422)
    assert "nobody with this login" in admin.text
    admin.submit("unit", lead="Lead Er", code="T-1", **{"name-en": "Team one"})
    assert admin.page.h1 == "Team one"
    assert "led by Lead Er" in admin.text
    admin.follow("Move it")
    admin.submit("move", parent_id="Other plant")
    assert "Other plant" in admin.text
    admin.submit(button="Close the unit")
    assert "1 person still belongs to this unit" in admin.text
    with app.app_context(), transaction():
        chen = person_by_login("e1")
        assert chen is not None
        service.disable(chen, by=SYSTEM)
    admin.submit(button="Close the unit")
    assert "Team one is closed" in admin.text
    admin.follow("Team one")
    admin.submit(button="Open again")
    both_languages(admin, f"/units/{team_id}", f"/units/{team_id}/edit", f"/units/{team_id}/move")


def test_own_settings_take_effect_at_once(app: Any, member: Any) -> None:
    member.get("/me")
    page = member.submit(
        "personal",
        language="中文",
        time_zone="Berlin (UTC+1)",
        theme="Dark",
        mail_wanted=False,
        shortcuts=False,
    )
    assert page.language == "zh-Hans"
    assert page.one("html").attributes["data-bs-theme"] == "dark"
    assert "设置已保存" in page.text
    with app.app_context():
        person = person_by_login("member")
        assert person is not None
        assert (person.time_zone, person.mail_wanted, person.shortcuts) == ("Europe/Berlin", False, False)
    member.submit("personal", raw={"time_zone": "Moon/Base"}, status=422)
    assert member.form("personal").values["theme"] == "dark"


@pytest.fixture(autouse=True)
def winter(clock: Any) -> None:
    """The clock stands in March: Berlin is an hour from UTC."""


def test_the_password_is_changed_and_this_session_stays(app: Any, member: Any, new_browser: Any) -> None:
    elsewhere = new_browser()
    elsewhere.sign_in("member", PASSWORD)
    member.get("/me/password")
    new = "another four words"
    member.submit(current="wrong", password=new, again=new, status=422)
    assert "not your present password" in member.text
    member.submit(current=PASSWORD, password="password2026", again="password2026", status=422)
    member.submit(current=PASSWORD, password=new, again=new)
    assert "Your password is changed" in member.text
    assert member.get("/me").h1 == "Mem Ber"
    assert elsewhere.get("/me").h1 == "Sign in"
    elsewhere.sign_in("member", new)


def test_the_present_password_cannot_be_guessed(member: Any) -> None:
    member.get("/me/password")
    for _attempt in range(10):
        member.submit(current="wrong", password="another four words", again="another four words", status=422)
    member.submit(current=PASSWORD, password="another four words", again="another four words", status=429)


def test_signing_out_everywhere(member: Any, new_browser: Any) -> None:
    elsewhere = new_browser()
    elsewhere.sign_in("member", PASSWORD)
    member.get("/me")
    member.submit(button="Sign out everywhere")
    assert "You are signed out everywhere." in member.text
    assert elsewhere.get("/me").h1 == "Sign in"


def test_the_company_overrides_the_deployment(app: Any, admin: Any, new_browser: Any) -> None:
    assert admin.get("/settings/company").h1 == "What is your company called?"
    admin.submit("company", status=422)
    admin.submit(
        "company",
        **{"name-zh_Hans": "清河电器", "name-en": "Qinghe Appliances"},
        currency="EUR · Euro",
        default_language="English",
        time_zone="Berlin (UTC+1)",
    )
    assert admin.page.h1 == "Company settings"
    visitor = new_browser(language="fr")  # neither of ours: the company's default
    page = visitor.get("/sign-in")
    assert page.language == "en"
    assert "Qinghe Appliances" in page.text
    with app.app_context():
        from improve.web.i18n import default_language, default_time_zone

        assert (default_language(), default_time_zone()) == ("en", "Europe/Berlin")
    admin.get("/settings/company")
    admin.submit("company", raw={"currency": "XXX"}, status=422)
    admin.submit("company", default_language="中文")
    assert visitor.get("/sign-in").language == "zh-Hans"


def test_who_looks_after_one_site_sees_that_much(app: Any, browser: Any) -> None:
    with app.app_context():
        site = make_unit("Plant", kind="site")
        make_person("inside", "Ina", unit=site)
        make_person("outside", "Otto", unit=make_unit("Elsewhere", kind="site"))
        for login in ("gone-inside", "gone-outside"):
            gone = make_person(login, login.title(), unit=site if login == "gone-inside" else None)
            with transaction():
                service.disable(gone, by=SYSTEM)
        keeper = make_person("keeper", "Keeper", password=PASSWORD)
        with transaction():
            service.give_role(keeper, Role.ADMINISTRATOR, site, by=SYSTEM)
            service.set_up_organization(service_name(), by=SYSTEM)
    browser.sign_in("keeper", PASSWORD)
    page = browser.get("/people")
    assert {"Ina", "Otto"} <= set(page.texts("main li b"))
    assert "inside" in page.text
    assert "outside" not in page.text
    assert browser.get("/people?q=outside").h1 == "0 people found"
    assert browser.get("/people?state=ended").texts("main li b") == ["Gone-Inside"]
    browser.get("/people/new")
    offered = [option.text() for option in browser.page.css("#unit_id option")]
    assert offered == ["None", "Plant"]
    browser.submit("person", name="Chen", login="e1", unit_id="Plant")
    browser.get("/people/new")
    browser.submit("person", name="Dora", login="e2", unit_id="None", status=403)
    browser.get("/settings/company", status=403)
    with app.app_context():
        assert person_by_login("e1") is not None
        assert person_by_login("e2") is None


def service_name() -> Any:
    from improve.core.localized import Localized

    return Localized.both("Qinghe")

"""Single-use links: who gets one, what uses it up, what ends it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from improve.accounts import links, passwords, service
from improve.accounts.models import Person, SingleUseLink
from improve.accounts.ports import Letter
from improve.accounts.service import LinkGone
from improve.accounts.values import FirstAdministrator, NewPassword
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.policy import SYSTEM, Role
from tests.accounts.links import path_of, token_for, token_in
from tests.people import PASSWORD, act, make_person, make_unit

NEW = NewPassword(password="another four words", again="another four words")


def use(token: str, data: NewPassword = NEW) -> Person:
    with transaction():
        return service.set_password_by_link(token, data)


def fits(person: Person, password: str) -> bool:
    return passwords.matches(person.password_hash, password)


def test_a_link_sets_a_password_once(context: object) -> None:
    person = make_person("e1001")
    token = token_for(person.id)
    assert use(token) is person
    assert fits(person, NEW.password)
    with pytest.raises(LinkGone):
        use(token, NewPassword(password="yet another four words", again="yet another four words"))
    assert fits(person, NEW.password)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (NewPassword(password="password2026", again="password2026"), "password"),
        (NewPassword(password="another four words", again="another for words"), "again"),
    ],
)
def test_a_refused_password_leaves_the_link(context: object, data: NewPassword, field: str) -> None:
    person = make_person("e1001")
    token = token_for(person.id)
    with pytest.raises(Invalid) as refusal:
        use(token, data)
    assert list(refusal.value.errors) == [field]
    use(token)


def test_a_link_expires(context: object, clock: Any) -> None:
    person = make_person("e1001", password=PASSWORD)
    token = token_for(person.id, lifetime=timedelta(hours=2))
    clock.move(hours=1, minutes=59)
    service.link_behind(token)
    clock.move(minutes=1)
    with pytest.raises(LinkGone):
        service.link_behind(token)
    with pytest.raises(LinkGone):
        use(token)


def test_a_newer_link_a_new_password_and_ended_access_replace_it(context: object) -> None:
    person = make_person("e1001")
    first, second = token_for(person.id), token_for(person.id)
    with pytest.raises(LinkGone):
        use(first)
    with transaction():
        service.set_password(person, PASSWORD, by=SYSTEM)
    with pytest.raises(LinkGone):
        use(second)
    third = token_for(person.id)
    with transaction():
        service.disable(person, by=SYSTEM)
    with pytest.raises(LinkGone):
        use(third)
    with pytest.raises(Refused):
        token_for(person.id)


def test_a_link_ends_all_sessions(context: object) -> None:
    person = make_person("e1001", password=PASSWORD)
    epoch = person.session_epoch
    use(token_for(person.id))
    assert person.session_epoch == epoch + 1


def test_the_database_does_not_hold_the_token(context: object) -> None:
    token = token_for(make_person("e1001").id)
    for table in inspect(db.engine).get_table_names():
        for row in db.session.execute(
            db.metadata.tables[table].select() if table in db.metadata.tables else select(1)
        ):
            assert token not in str(tuple(row))


def test_the_secret_key_makes_the_token(app: Any) -> None:
    with app.app_context():
        token_for(make_person("e1001").id)
        link = db.session.scalars(select(SingleUseLink)).one()
        assert links.shown_again(link) is not None
        app.config["SECRET_KEY"] = "another key"
        assert links.shown_again(link) is None


def test_the_first_administrator_is_first_only(context: object) -> None:
    with transaction():
        earlier = service.first_administrator_link()
        address = service.first_administrator_link()
    token = token_in(address)
    data = FirstAdministrator(name="Ada", login="Ada", password=PASSWORD, again=PASSWORD)
    with pytest.raises(LinkGone), transaction():
        service.become_first_administrator(token_in(earlier), data)
    with transaction():
        ada = service.become_first_administrator(token, data)
    assert act(ada).has_role(Role.ADMINISTRATOR, "/")
    assert fits(ada, PASSWORD)
    with pytest.raises(LinkGone), transaction():
        service.become_first_administrator(token, data)
    with pytest.raises(Refused), transaction():
        service.first_administrator_link()


def test_an_administrator_who_came_another_way_ends_the_link(context: object) -> None:
    with transaction():
        token = token_in(service.first_administrator_link())
    make_person("root", roles=[Role.ADMINISTRATOR])
    with pytest.raises(LinkGone):
        service.link_behind(token)


def test_the_first_administrators_link_works_for_48_hours(context: object, clock: Any) -> None:
    with transaction():
        token = token_in(service.first_administrator_link())
    clock.move(hours=47, minutes=59)
    service.link_behind(token)
    clock.move(minutes=1)
    with pytest.raises(LinkGone):
        service.link_behind(token)


def test_a_persons_link_makes_no_administrator(context: object) -> None:
    token = token_for(make_person("e1001").id)
    data = FirstAdministrator(name="Eve", login="eve", password=PASSWORD, again=PASSWORD)
    with pytest.raises(LinkGone), transaction():
        service.become_first_administrator(token, data)


# As pages


def test_the_page_behind_a_link_lets_in(app: Any, browser: Any) -> None:
    with app.app_context():
        token = token_for(make_person("e1001", "Chen Yu").id)
    page = browser.get(f"/link/{token}")
    assert page.h1 == "Welcome, Chen Yu"
    assert token not in page.html
    assert browser.url == "/link"
    browser.submit(password="another four words", again="another for words", status=422)
    assert "differ" in browser.text
    browser.get(f"/link/{token}")  # looking used nothing up
    browser.submit(password="another four words", again="another four words")
    assert "Welcome, Chen Yu" in browser.text
    browser.get("/me")
    gone = browser.get(f"/link/{token}", status=410)
    assert gone.h1 == "This link no longer works"


@pytest.mark.parametrize("path", ["/link/unknown", "/link", "/link/" + "x" * 500])
def test_what_is_no_link_says_the_same(browser: Any, path: str) -> None:
    assert browser.get(path, status=410).h1 == "This link no longer works"


def test_a_link_can_be_typed_from_paper(app: Any, browser: Any) -> None:
    with app.app_context():
        token = token_for(make_person("e1001", "Chen Yu").id)
    assert len(token) == 26
    typed = f"{token[:5].upper()}-{token[5:12]} {token[12:]}"
    assert browser.get(f"/link/{typed}").h1 == "Welcome, Chen Yu"


def test_link_pages_are_kept_by_nobody(app: Any) -> None:
    with app.app_context():
        token = token_for(make_person("e1001").id)
    client = app.test_client()
    for path in (f"/link/{token}", "/link"):
        answer = client.get(path)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_password_is_set_over_https(make_app: Any) -> None:
    """A browser sends the origin of the page and nothing else as the referrer: the form must take that."""
    app = make_app(BASE_URL="https://improve.example")
    with app.app_context():
        token = token_for(make_person("e1001").id)
    client = app.test_client()
    there = {"base_url": "https://improve.example"}
    page = client.get(f"/link/{token}", follow_redirects=True, **there).text
    sent = dict.fromkeys(("password", "again"), "a quiet morning walk")
    sent["csrf_token"] = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    address = re.findall(r'<form[^>]*action="([^"]+)"', page)
    origin = {"Referer": "https://improve.example/"}
    answer = client.post(address[0] if address else "/link", data=sent, headers=origin, **there)
    assert answer.status_code == 303
    assert client.get("/me", **there).status_code == 200


def test_the_language_link_does_not_carry_the_token(app: Any, browser: Any) -> None:
    with app.app_context():
        token = token_for(make_person("e1001", "Chen Yu", language=None).id)
    browser.get(f"/link/{token}")
    assert not any(token in href for href in browser.links().values())
    browser.follow("中文")
    assert browser.page.h1 == "欢迎，Chen Yu"


def test_an_expired_form_keeps_the_link_unused(app: Any, browser: Any) -> None:
    """The page was open while somebody else used the link up."""
    with app.app_context():
        person_id = make_person("e1001").id
        token = token_for(person_id)
    browser.get(f"/link/{token}")
    with app.app_context():
        use(token)
    browser.submit(password="yet another four words", again="yet another four words", status=410)
    with app.app_context():
        assert fits(db.session.get_one(Person, person_id), NEW.password)


def test_the_first_administrator_sets_the_company_up(app: Any, browser: Any) -> None:
    with app.app_context(), transaction():
        path = path_of(service.first_administrator_link())
    browser.get(path)
    browser.submit(name="", login="two words", password="short", again="short", status=422)
    browser.submit(name="Ada Obi", login="Ada", password=PASSWORD, again=PASSWORD)
    assert browser.page.h1 == "What is your company called?"
    browser.submit("company", **{"name-en": "Qinghe Appliances"})
    assert browser.page.h1 == "Company settings"
    browser.get("/people")
    assert "1 colleague" in browser.page.h1
    assert browser.get(path, status=410)


def test_a_slip_is_for_who_made_it_in_the_language_of_who_gets_it(
    app: Any, browser: Any, new_browser: Any
) -> None:
    with app.app_context():
        lead = make_person("lead", "Wang Fang", password=PASSWORD)
        team = make_unit("Team", lead=lead)
        member_id = make_person("e1001", "Chen Yu", unit=team, language="zh_Hans").id
        make_person("root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    browser.sign_in("lead", PASSWORD)
    browser.get(f"/people/{member_id}")
    page = browser.submit(button="Print a slip")
    assert page.h1 == "A slip for Chen Yu"
    paper = page.one("article.slip")
    assert paper.attributes["lang"] == "zh-Hans"
    assert "只能使用一次" in paper.text()
    assert page.css("article.slip svg path")
    address = page.one("article.slip code").text()
    assert address.startswith("http://127.0.0.1:8000/link/")  # BASE_URL, not this request's host
    assert browser.get(browser.url).one("article.slip code").text() == address  # printed again
    other = new_browser()
    other.sign_in("root", PASSWORD)
    other.get(browser.url, status=404)
    holder = new_browser(language="zh-Hans")
    holder.get(path_of(address))
    holder.submit(password=PASSWORD, again=PASSWORD)
    browser.get(browser.url, status=404)


def test_the_host_of_a_request_does_not_come_into_links(app: Any) -> None:
    with app.app_context():
        person = make_person("e1001")
        with app.test_request_context("/", headers={"Host": "evil.example"}), transaction():
            link = service.issue_slip(db.session.get_one(Person, person.id), by=SYSTEM)
            assert links.address_of(links.token_of(link.nonce)).startswith("http://127.0.0.1:8000/link/")


@pytest.fixture
def letters(app: Any, monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """Letters that would be mailed."""
    written: list[Letter] = []
    from improve.accounts.service import links as module

    monkeypatch.setattr(module, "contributed", lambda _app, _slot: [written.append])
    return written


def with_address(app: Any, **fields: Any) -> int:
    with app.app_context():
        person = make_person("e1001", "Chen Yu", **fields)
        with transaction():
            db.session.get_one(Person, person.id).email = "chen@qinghe.example"
        return person.id


@pytest.mark.parametrize("typed", ["e1001", "CHEN@qinghe.example", "nobody", "nobody@qinghe.example"])
def test_asking_for_a_reset_says_the_same_to_everybody(
    app: Any, browser: Any, letters: list[Letter], typed: str
) -> None:
    with_address(app, password=PASSWORD)
    browser.get("/forgot")
    page = browser.submit(login=typed)
    assert page.h1 == "Look into your mailbox"
    assert typed not in page.text
    assert [letter.to for letter in letters] == ([] if "nobody" in typed else ["chen@qinghe.example"])


def test_the_letter_leads_to_a_new_password(app: Any, browser: Any, letters: list[Letter]) -> None:
    with_address(app, password=PASSWORD, language="zh_Hans")
    browser.get("/forgot")
    browser.submit(login="e1001")
    (letter,) = letters
    assert letter.language == "zh_Hans"
    assert letter.subject == "请设置密码"
    (address,) = (word for word in letter.text.split() if word.startswith("http"))
    assert browser.get(path_of(address)).h1 == "A new password for Chen Yu"


def test_nothing_is_sent_to_who_has_no_access(app: Any, browser: Any, letters: list[Letter]) -> None:
    person_id = with_address(app)
    with app.app_context(), transaction():
        service.disable(db.session.get_one(Person, person_id), by=SYSTEM)
    browser.get("/forgot")
    browser.submit(login="e1001")
    assert letters == []


def test_a_mailbox_is_not_flooded(app: Any, browser: Any, letters: list[Letter]) -> None:
    with_address(app)
    for _attempt in range(3):
        browser.get("/forgot")
        browser.submit(login="e1001")
    browser.get("/forgot")
    browser.submit(login="E1001", status=429)
    assert len(letters) == 3


def test_tokens_are_not_logged(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        token = token_for(make_person("e1001").id)
    with caplog.at_level(logging.DEBUG):
        client = app.test_client()
        client.get(f"/link/{token}")
        client.get("/link")
    assert token not in caplog.text

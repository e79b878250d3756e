"""The public door: walked as a person without a script would, in both languages, and pushed at."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.surveys import service
from improve.surveys.limits import EXTENSION, AnswerLimit, prefix_of
from improve.surveys.models import Answer, Question, Response, Survey
from improve.surveys.values.texts import NewQuestion
from tests.browser import Browser
from tests.people import PASSWORD, make_person
from tests.surveys.making import TITLE, make_survey, stored

Raw = dict[str, Any]


@pytest.fixture
def link(app: Flask) -> str:
    """The address of an open NPS survey with a follow-up."""
    with app.app_context():
        return f"/s/{make_survey().public_id}"


@pytest.fixture
def kept(app: Flask) -> Callable[[], list[dict[str, tuple[str, str | None]]]]:
    """All stored answers: question's code -> (value, text), one mapping a form."""

    def read() -> list[dict[str, tuple[str, str | None]]]:
        with app.app_context():
            found: dict[int, dict[str, tuple[str, str | None]]] = {}
            for response_id in db.session.scalars(select(Response.id)):
                found[response_id] = {}
            for a in db.session.scalars(select(Answer)):
                found[a.response_id][a.question_code] = (a.value, a.text)
            return list(found.values())

    return read


@pytest.mark.parametrize(
    ("language", "title", "score", "question", "thanks"),
    [
        ("en", "How likely are you", 9, "What do you like most about us?", "Thank you"),
        ("en", "How likely are you", 7, "What would make it a 9 or 10 for you?", "Thank you"),
        ("zh-Hans", "您有多大可能", 6, "哪一点最让您不满意？", "谢谢您"),
        ("zh-CN", "您有多大可能", "说不好", "您这样回答的主要原因是什么？", "谢谢您"),
    ],
)
def test_a_customer_answers(
    *,
    new_browser: Any,
    link: str,
    kept: Any,
    language: str,
    title: str,
    score: Any,
    question: str,
    thanks: str,
) -> None:
    browser = new_browser(language=language)
    page = browser.get(link)
    assert page.h1.startswith(title)
    assert page.language == ("en" if language == "en" else "zh-Hans")
    page = browser.submit(q_nps=score)
    assert page.h1 == question
    assert kept() == []  # only the last button stores
    page = browser.submit(q_why="Two lines\nof text")
    assert page.h1 == thanks
    assert urlpath(browser.url) == f"{link}/thanks"
    group = {9: "high", 7: "middle", 6: "low"}.get(score, "none")
    value = str(score) if score != "说不好" else "na"
    assert kept() == [{"nps": (value, None), "why": (group, "Two lines\nof text")}]


def urlpath(url: str) -> str:
    return url.split("?", maxsplit=1)[0]


def test_the_follow_up_may_be_left_empty(browser: Browser, link: str, kept: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=10)
    browser.submit()
    assert kept() == [{"nps": ("10", None)}]


def test_the_score_can_be_changed_and_the_comment_stays(browser: Browser, link: str, kept: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=9)
    page = browser.submit(button="Back", q_why="Typed already")
    assert page.css('input[value="9"][checked]')
    page = browser.submit(q_nps=3)
    assert page.h1 == "What disappointed you most?"
    assert page.one("textarea").text().strip() == "Typed already"
    browser.submit()
    assert kept() == [{"nps": ("3", None), "why": ("low", "Typed already")}]


def test_a_get_never_stores(browser: Browser, link: str, app: Flask) -> None:
    """Link scanners open every link of a mail, with every score."""
    for score in (*range(11), "na", 11, "x", ""):
        page = browser.get(f"{link}?score={score}")
        chosen = page.css("input[checked]")
        wanted = str(score) if str(score) in {*map(str, range(11)), "na"} else None
        assert [c.attributes["value"] for c in chosen] == ([wanted] if wanted else [])
    for address in (f"{link}?score=9&go=send&q_nps=9&page=2", f"{link}/thanks", f"{link}/thanks?score=9"):
        browser.get(address)
    with app.app_context():
        assert stored() == 0


@pytest.mark.databases("sqlite")
def test_the_address_fills_in_what_fits(browser: Browser, app: Flask, kept: Any) -> None:
    """Several answers by the address (wish 13), each judged as what is typed; consent is given by hand alone."""
    with app.app_context():
        survey = make_survey(published=False, choices=True)
        with transaction():
            agree = service.add_question(survey, NewQuestion("consent", TITLE), by=SYSTEM).code
            service.publish_survey(survey, by=SYSTEM)
        picked = db.session.scalars(select(Question.code).where(Question.kind == "choice")).one()
        link = f"/s/{survey.public_id}"
    for address in (f"?nps=11&{picked}=c9", "?nps=x&why=%20", "?nps=9.5&nope=1"):
        browser.get(link + address)
        browser.submit(q_nps=0)
        assert not browser.page.css("input[checked]") and not browser.page.one("textarea").text().strip()
    page = browser.get(f"{link}?nps=9&{picked}=c2&why=Because%20%3Cb%3E&{agree}=y")
    assert [one.attributes["value"] for one in page.css("input[checked]")] == ["9"]
    page = browser.submit()
    assert page.one("textarea").text().strip() == "Because <b>"
    assert [one.attributes["value"] for one in page.css("input[checked]")] == ["c2"]
    browser.submit(status=422)  # the consent is missing
    assert kept() == []
    browser.submit(**{f"q_{agree}": True})
    assert kept() == [
        {"nps": ("9", None), "why": ("high", "Because <b>"), picked: ("c2", None), agree: ("v1", None)}
    ]


def test_nothing_is_chosen_beforehand(browser: Browser, link: str) -> None:
    assert not browser.get(link).css("[checked], [selected]")


def test_the_language_is_switched_by_the_link_and_kept_by_the_form(
    browser: Browser, link: str, kept: Any, app: Flask
) -> None:
    page = browser.get(f"{link}?score=6")
    assert page.language == "en"
    page = browser.follow("中文")
    assert page.language == "zh-Hans"
    assert page.css('input[value="6"][checked]')
    page = browser.submit()
    assert (page.language, page.h1) == ("zh-Hans", "哪一点最让您不满意？")
    page = browser.submit()
    assert page.language == "zh-Hans"
    with app.app_context():
        assert db.session.scalars(select(Response.language)).one() == "zh_Hans"


def test_a_survey_in_one_language_is_asked_in_it(new_browser: Any, app: Flask) -> None:
    with app.app_context():
        link = f"/s/{make_survey(languages='zh_Hans').public_id}"
    page = new_browser(language="en").get(f"{link}?lang=en")
    assert page.language == "zh-Hans"
    assert not page.css("header a")


def test_no_cookie_is_set_and_no_account_is_read(app: Flask, link: str) -> None:
    client = app.test_client()
    answers = [
        client.get(link),
        client.post(link, data={"q_nps": "9"}),
        client.get(f"{link}/thanks"),
        client.get("/s/x"),
    ]
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_who_is_signed_in_answers_as_a_visitor(browser: Browser, app: Flask, link: str, kept: Any) -> None:
    with app.app_context():
        make_person("ann", language="zh_Hans", password=PASSWORD)
    browser.sign_in("ann", PASSWORD, status=browser_home_status(app))
    page = browser.get(link)
    assert page.language == "en"  # the browser's, not the account's
    assert "Ann" not in browser.text
    browser.submit(q_nps=9)
    browser.submit()
    assert len(kept()) == 1


def browser_home_status(app: Flask) -> int:
    """The start page after signing in is another feature's."""
    return 200 if any(rule.rule == "/" for rule in app.url_map.iter_rules()) else 404


def test_the_header_names_the_company(browser: Browser, app: Flask, link: str) -> None:
    from improve.accounts import service as accounts
    from improve.core.localized import Localized

    with app.app_context(), transaction():
        accounts.set_up_organization(Localized(en="Qinghe Appliances", zh_Hans="青禾电器"), by=SYSTEM)
    page = browser.get(link)
    assert page.texts("header b") == ["Qinghe Appliances"]
    assert "Improve" not in page.html.split("<body>")[1]
    assert page.title.endswith(" · Qinghe Appliances")


def test_the_same_form_counts_once(browser: Browser, link: str, kept: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=9)
    form = browser.form().values
    browser.submit()
    again = browser.client.post(link, data=form, headers=browser.headers)
    assert again.status_code == 409
    assert "We have this answer already" in again.text
    form["q_nps"] = "0"  # going back in the browser and sending another score
    assert browser.client.post(link, data={**form, "q_nps": "0"}).status_code == 409
    assert kept() == [{"nps": ("9", None)}]
    browser.get(link)  # a new page is a new form: a family shares its tablet
    browser.submit(q_nps=1)
    browser.submit()
    assert len(kept()) == 2


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0.abc", "\x00", None])
def test_a_form_of_somebody_else_is_shown_again(
    browser: Browser, link: str, kept: Any, token: str | None
) -> None:
    browser.get(link)
    browser.submit(q_nps=6)
    page = browser.submit(raw={"csrf_token": token if token is not None else []}, q_why="Late", status=400)
    assert page.one("textarea").text().strip() == "Late"
    assert "send them once more" in page.text
    assert kept() == []
    browser.submit()
    assert kept() == [{"nps": ("6", None), "why": ("low", "Late")}]


def test_a_page_left_open_is_sent_once_more(browser: Browser, link: str, kept: Any, clock: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=6)
    clock.move(hours=25)
    page = browser.submit(q_why="Late", status=400)
    assert "open for a long time" in page.text
    browser.submit()
    assert len(kept()) == 1


def test_who_began_with_a_wording_ends_with_it(browser: Browser, link: str, app: Flask, kept: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=6)
    with app.app_context(), transaction():
        survey = db.session.scalars(select(Survey)).one()
        service.revise(survey, by=SYSTEM)
        service.remove_question(survey, "why", by=SYSTEM)
        service.publish_survey(survey, by=SYSTEM)
    browser.submit(q_why="Late")
    assert kept() == [{"nps": ("6", None), "why": ("low", "Late")}]
    with app.app_context():
        response = db.session.scalars(select(Response)).one()
        assert response.version_id == 1
    browser.get(link)
    browser.submit(q_nps=9)
    assert len(kept()) == 2


@pytest.mark.parametrize(
    ("fields", "status", "heading_en", "heading_zh"),
    [
        ({"published": False}, 403, "This survey is not open yet", "问卷尚未开放"),
        ({"opens_on": date(2026, 3, 5)}, 403, "This survey is not open yet", "问卷尚未开放"),
        ({"closes_on": date(2026, 3, 3)}, 410, "The time of this survey is over", "本问卷的答卷期已过"),
        ({"status": "closed"}, 410, "This survey is closed", "问卷已结束"),
    ],
)
def test_pages_of_surveys_that_take_no_answers(
    *,
    browser: Browser,
    app: Flask,
    clock: Any,
    kept: Any,
    fields: Raw,
    status: int,
    heading_en: str,
    heading_zh: str,
) -> None:
    with app.app_context():
        link = f"/s/{make_survey(**fields).public_id}"
    page = browser.get(link, status=status)
    assert page.h1 == heading_en
    assert browser.get(f"{link}?lang=zh-Hans", status=status).h1 == heading_zh
    sent = browser.client.post(link, data={"q_nps": "9", "go": "send", "page": "2"}, headers=browser.headers)
    assert sent.status_code == 409
    assert kept() == []


def test_the_opening_day_is_named(browser: Browser, app: Flask, clock: Any) -> None:
    with app.app_context():
        link = f"/s/{make_survey(opens_on=date(2026, 3, 5)).public_id}"
    assert "5 March" in browser.get(link, status=403).text
    assert "3月5日" in browser.get(f"{link}?lang=zh", status=403).text


def test_it_closes_while_somebody_answers(browser: Browser, app: Flask, link: str, kept: Any) -> None:
    browser.get(link)
    browser.submit(q_nps=9)
    with app.app_context(), transaction():
        service.close(db.session.scalars(select(Survey)).one(), by=SYSTEM)
    assert browser.submit(status=409).h1 == "This survey is closed"
    assert kept() == []


@pytest.mark.parametrize("name", ["nothing", "x" * 200, "ü", "%00", "a%2Fb", "' OR 1=1", "%FF"])
def test_an_unknown_link(browser: Browser, app: Flask, name: str) -> None:
    answer = browser.client.get(f"/s/{name}", headers=browser.headers)
    assert answer.status_code == 404
    assert browser.client.post(f"/s/{name}", data={"q_nps": "1"}).status_code == 404
    assert browser.client.get(f"/s/{name}/thanks").status_code == 404


def test_an_unknown_link_says_what_to_do(browser: Browser) -> None:
    assert browser.get("/s/nothing", status=404).h1 == "There is no survey under this link"
    assert browser.get("/s/nothing?lang=zh", status=404).h1 == "这个链接下没有问卷"


def test_a_link_typed_in_capitals_works(browser: Browser, link: str) -> None:
    browser.get(link.upper().replace("/S/", "/s/"))
    browser.submit(q_nps=9)
    browser.submit()


BAD: list[tuple[Raw, str]] = [
    ({}, "nps"),
    ({"q_nps": "11"}, "nps"),
    ({"q_nps": "-1"}, "nps"),
    ({"q_nps": "9.5"}, "nps"),
    ({"q_nps": str(2**31)}, "nps"),
    ({"q_nps": "9" * 500}, "nps"),
    ({"q_nps": "9\x00"}, "nps"),
    ({"q_nps": ["9", "8"]}, "nps"),
    ({"q_nps": "9", "q_other": "1"}, "q_other"),
    ({"q_nps": "9", "email": "a@b.c"}, "email"),
    ({"q_nps": "9", "<b>": "1"}, "<b>"),
    ({"q_nps": "9", "x" * 3000: "1"}, "x" * 100),
]


@pytest.mark.parametrize(("raw", "field"), BAD, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_bad_input_is_refused_at_its_field(
    *, new_browser: Any, link: str, kept: Any, language: str, raw: Raw, field: str
) -> None:
    browser = new_browser(language=language)
    browser.get(link)
    token = browser.form().values["csrf_token"]
    for page_number, go in (("1", "next"), ("2", "send")):
        sent = {"csrf_token": token, "lang": language, "page": page_number, "go": go, **raw}
        answer = browser.client.post(link, data=sent, headers=browser.headers)
        assert answer.status_code == 422
        from tests.browser import Page, examine

        page = Page(link, answer.text, 422)
        examine(page)
        problems = page.one("[role=alert]")
        if field == "nps":
            assert [a.attributes["href"] for a in problems.css("a")] == ["#q_nps"]
            assert page.css("#e_nps")
        else:
            assert field in page.texts("[role=alert] b")
    assert kept() == []


@pytest.mark.parametrize(
    "why",
    ["x" * 5_001, "a\x00b", "\ufffd", "a\x1bb", "x" * 300_000],
    ids=["long", "nul", "replacement", "escape", "very long"],
)
def test_bad_text_is_refused_and_what_was_typed_is_kept(
    browser: Browser, link: str, kept: Any, why: str
) -> None:
    browser.get(link)
    browser.submit(q_nps=9)
    page = browser.submit(q_why=why, status=422)
    assert page.css("#e_why")
    typed = page.one("textarea").text().strip("\n")
    assert typed == why.replace("\x00", "").replace("\x1b", "")
    browser.submit(q_why="better")
    assert kept() == [{"nps": ("9", None), "why": ("high", "better")}]


def test_other_encodings_and_types_are_refused(app: Flask, link: str, kept: Any, browser: Browser) -> None:
    browser.get(link)
    browser.submit(q_nps=9)
    token = browser.form().values["csrf_token"]
    client = app.test_client()
    body = b"csrf_token=" + token.encode() + b"&page=2&go=send&q_nps=9&q_why=" + b"%CD%ED"  # GB18030
    form = "application/x-www-form-urlencoded"
    assert client.post(link, data=body, content_type=form).status_code == 422
    assert client.post(link, json={"q_nps": 9}).status_code == 422
    assert client.post(link, data=b"\xff\xfe\x00", content_type="text/plain").status_code == 422
    files = {
        "csrf_token": token,
        "page": "2",
        "go": "send",
        "q_nps": "9",
        "q_why": (io.BytesIO(b"x"), "a.txt"),
    }
    assert client.post(link, data=files).status_code == 422
    assert client.post(link, data={"q_nps": "9", "q_why": "x" * 1_100_000}).status_code == 413
    assert client.put(link, data={}).status_code == 405
    assert client.get(f"{link}?lang=%00").status_code == 400
    assert client.get(f"{link}?score={'9' * 5000}").status_code == 400
    assert kept() == []


def test_text_is_escaped(browser: Browser, app: Flask) -> None:
    from improve.core.localized import Localized

    with app.app_context():
        link = f"/s/{make_survey(title=Localized.both('<script>alert(1)</script>')).public_id}"
    browser.get(link)
    browser.submit(q_nps=9)
    page = browser.submit(q_why="</textarea><script>alert(2)</script>" + "x" * 5_000, status=422)
    assert not page.css("script")


def test_a_page_is_light(app: Flask, link: str) -> None:
    """Everything a phone loads for the first page, compressed: below 30 kB; the style sheet below 8 kB."""
    client = app.test_client()
    page = client.get(link)
    total = len(gzip.compress(page.data))
    from tests.page import Page

    parsed = Page(link, page.text)
    assert not parsed.css("script")
    for node in parsed.css("link[href]"):
        file = client.get(node.attributes["href"])
        assert len(file.data) <= 8_192
        total += len(gzip.compress(file.data))
    assert total < 30_000
    assert "bootstrap" not in page.text


def test_a_page_asks_little_of_the_database(app: Flask, link: str, statements: Any) -> None:
    client = app.test_client()
    client.get(link)
    with statements() as asked:
        client.get(link)
    assert asked.count <= 4


# The limit per address


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.200", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", None),
        ("::1", None),
        ("", "unknown"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_networks(address: str | None, prefix: str | None) -> None:
    assert prefix_of(address) == prefix


@pytest.fixture
def small_limit(app: Flask) -> Iterator[None]:
    app.extensions[EXTENSION] = AnswerLimit(per_hour=2)
    yield


def test_an_office_of_two_hundred_can_answer_within_the_hour() -> None:
    limit = AnswerLimit()
    assert all(limit.allows("203.0.113.7", "one") for _ in range(200))


def test_an_address_is_limited_and_forgotten(clock: Any) -> None:
    limit = AnswerLimit(per_hour=2)
    assert [limit.allows("203.0.113.7", "one") for _ in range(3)] == [True, True, False]
    assert limit.allows("203.0.113.7", "two")  # another survey
    assert limit.allows("198.51.100.1", "one")  # another network
    assert all(limit.allows("127.0.0.1", "one") for _ in range(9))
    assert not any(b"203.0" in mark for mark in limit._counts)
    clock.move(hours=1)
    assert limit.allows("203.0.113.7", "one")
    assert len(limit._counts) == 1


def test_too_many_answers_are_told_to_wait(app: Flask, link: str, kept: Any, small_limit: None) -> None:
    environ = {"REMOTE_ADDR": "203.0.113.7"}
    last = None
    for _ in range(3):
        browser = Browser(app)
        browser.client.environ_base.update(environ)
        browser.get(link)
        browser.submit(q_nps=9)
        last = browser.client.post(
            link, data={**browser.form().values.to_dict(), "q_why": "Kept", "go": "send"}
        )
    assert last is not None
    assert last.status_code == 429
    assert last.headers["Retry-After"]
    assert "Kept" in last.text
    assert len(kept()) == 2


@pytest.mark.databases("sqlite")
def test_no_name_of_a_visitor_means_anything_to_the_address_of_a_kiosk(app: Flask) -> None:
    """Names that `url_for` knows once broke the page, or chose the scheme of its link."""
    with app.app_context():
        public_id = make_survey().public_id
    client = app.test_client()
    for name in ("endpoint", "public_id", "self", "_scheme", "_anchor", "_method", "_external"):
        answer = client.get(f"/s/{public_id}?kiosk=1&_external=1&_scheme=javascript&{name}=x")
        assert answer.status_code == 200, name
        assert "javascript:" not in answer.text and f"/s/{public_id}?" in answer.text

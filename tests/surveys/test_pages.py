"""Pages for those who ask: beginning, writing, publishing, reading, downloading; who sees what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.cells import as_text
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.panels import Figure, Waiting
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import read_table
from improve.surveys import panels, queries, service
from improve.surveys.models import Status, Survey
from improve.surveys.values.settings import Running
from tests.browser import Browser
from tests.page import attribute
from tests.people import PASSWORD, act, make_person, make_unit
from tests.surveys.making import answer, answer_many, make_survey, stored

SignIn = Callable[..., Browser]


def ids(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(Survey.id).order_by(Survey.id)))


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_survey_from_nothing_to_its_first_answers(
    app: Flask, sign_in: SignIn, language: str, clock: Any
) -> None:
    browser = sign_in(Role.COORDINATOR, language=language)
    browser.get("/surveys/")
    browser.get("/surveys/new")
    browser.submit(
        starter="transaction", languages="all", raw={"title-en": "Counter", "title-zh_Hans": "营业厅"}
    )
    (survey_id,) = ids(app)
    home = f"/surveys/{survey_id}"
    browser.get(f"{home}/questions/new")
    browser.submit(kind="choice", raw={"text-en": "What for?", "text-zh_Hans": "办理什么？"})
    page = browser.submit(raw={"choices-en": "Repair\nAdvice", "choices-zh_Hans": "维修"}, status=422)
    assert page.css(".err")
    browser.submit(raw={"choices-en": "Repair\nAdvice", "choices-zh_Hans": "维修\n咨询"})
    browser.get(f"{home}/questions/why")
    browser.submit(
        raw={"wording_low-en": "What went wrong here?", "wording_low-zh_Hans": "这次哪里出了问题？"}
    )
    browser.get(f"{home}/edit")
    browser.submit(opens_on="2026-03-01", closes_on="2026-04-30")
    browser.get(home)
    browser.submit(f"{home}/publish")
    with app.app_context():
        survey = db.session.get_one(Survey, survey_id)
        assert survey.status == Status.PUBLISHED
        assert (survey.opens_on, survey.closes_on) == (date(2026, 3, 1), date(2026, 4, 30))
        link = f"/s/{survey.public_id}"
    customer = Browser(app, language="en")
    customer.get(link)
    page = customer.submit(q_csat=2)
    assert page.h1 == "What went wrong here?"
    customer.submit(q_why="Long queue", q_choice="Advice")
    with app.app_context():
        assert queries.counts_of(survey_id) == {
            "_response": {"en": 1},
            "csat": {"2": 1},
            "why": {"low": 1},
            "choice": {"c2": 1},
        }
    browser.get(f"{home}/results")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_is_picked_at(app: Flask, sign_in: SignIn, language: str, clock: Any) -> None:
    clock.set(datetime(2026, 1, 15, 4, tzinfo=UTC))
    with app.app_context():
        unit = make_unit("Night shift")
        draft = make_survey("effort", published=False, title=Localized(en="Half"))
        full = make_survey(choices=True, unit_id=unit.id)
        one = make_survey("transaction", languages="en")
        later = make_survey(opens_on=date(2026, 6, 1))
        ended = make_survey(closes_on=date(2026, 1, 20))
        closed = make_survey()
        for month in (1, 2):
            clock.set(datetime(2026, month, 15, 4, tzinfo=UTC))
            answer_many(full, {0: 6, 8: 10, 10: 25}, choice="c1", why="Because\nof <that>")
        answer_many(one, {3: 3}, code="csat")
        numbers = [s.id for s in (draft, full, one, later, ended, closed)]
    clock.set(datetime(2026, 3, 4, 4, tzinfo=UTC))
    with app.app_context(), transaction():
        service.close(db.session.get_one(Survey, numbers[-1]), by=SYSTEM)
        service.revise(db.session.get_one(Survey, numbers[2]), by=SYSTEM)
    browser = sign_in(Role.ADMINISTRATOR, language=language)
    browser.get("/surveys/")
    browser.get("/surveys/new")
    assert browser.submit(status=422, raw={"starter": "none", "title-en": "x" * 121, "unit_id": "99"}).css(
        ".err"
    )
    for number in numbers:
        for path in (
            "",
            "/edit",
            "/results",
            "/poster",
            "/preview",
            "/results?by=week",
            "/results?by=nonsense&page=9&group=low",
        ):
            browser.get(f"/surveys/{number}{path}")
    for path in ("questions/ces", "questions/why", "questions/new"):
        browser.get(f"/surveys/{numbers[0]}/{path}")
        browser.submit(status=422, raw={"text-en": "", "text-zh_Hans": ""})


def test_a_draft_says_what_it_still_needs(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        number = make_survey(title=Localized(en="Half"), published=False).id
    browser = sign_in(Role.COORDINATOR)
    page = browser.get(f"/surveys/{number}")
    assert page.h1 == "“Half”: 1 step before it can be published"
    assert "1 text is missing in a language." in page.text
    assert not page.css(f'form[action="/surveys/{number}/publish"]')
    browser.get(f"/surveys/{number}/edit")
    browser.submit(languages="en")
    assert browser.page.h1 == "“Half” is ready to be published"


def test_questions_are_moved_and_removed(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        number = make_survey(choices=True, published=False).id
    browser = sign_in(Role.COORDINATOR)
    home = f"/surveys/{number}"

    def codes() -> list[str]:
        with app.app_context():
            version = queries.draft_version(db.session.get_one(Survey, number))
            assert version is not None
            return [question.code for question in version.questions]

    browser.get(home)
    browser.submit(f"{home}/questions/choice/up")
    assert codes() == ["nps", "choice", "why"]
    browser.submit(f"{home}/questions/nps/down")
    assert codes() == ["choice", "nps", "why"]
    browser.submit(f"{home}/questions/nps/remove")
    assert codes() == ["choice", "why"]
    browser.get(f"{home}/questions/nps", status=404)
    browser.client.post(f"{home}/questions/nothing/up")
    browser.get(home)
    browser.submit(f"{home}/discard")
    assert ids(app) == []


def test_a_running_survey_is_revised_closed_and_opened(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        number = make_survey().id
    browser = sign_in(Role.CASE_HANDLER)
    home = f"/surveys/{number}"
    browser.get(home)
    browser.submit(f"{home}/revise")
    assert "wording 2 is being written" in browser.text
    browser.get(f"{home}/questions/nps")
    browser.submit(raw={"text-en": "New words?", "text-zh_Hans": "新的问法？"})
    browser.submit(f"{home}/publish")
    assert "wording 2" in browser.text
    browser.submit(f"{home}/close")
    assert "Closed. The link takes no more answers." in browser.text
    browser.submit(f"{home}/reopen")
    with app.app_context():
        survey = db.session.get_one(Survey, number)
        assert survey.status == Status.PUBLISHED
        link = f"/s/{survey.public_id}"
    assert Browser(app).get(link).h1 == "New words?"


def test_a_preview_stores_nothing(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        number = make_survey(published=False).id
    browser = sign_in(Role.COORDINATOR)
    page = browser.get(f"/surveys/{number}/preview")
    assert "Preview: nothing is stored." in page.text
    browser.submit(status=422)
    assert "Link to go on later" not in browser.submit(q_nps=3, raw={"key": "of another page"}).text
    browser.get(f"/surveys/{number}/preview")
    browser.submit(q_nps=3)
    assert browser.page.h1 == "What disappointed you most?"
    browser.submit(button="Back")
    browser.submit(q_nps=9)
    assert browser.submit(q_why="x").h1 == "Thank you"
    assert browser.get(f"/surveys/{number}/preview?lang=zh").language == "zh-Hans"
    with app.app_context():
        assert stored() == 0


def test_the_qr_code_holds_the_link(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey = make_survey()
        number, public_id = survey.id, survey.public_id
    browser = sign_in(Role.COORDINATOR)
    browser.get(f"/surveys/{number}/qr.svg")
    assert browser.response is not None
    assert browser.response.mimetype == "image/svg+xml"
    assert browser.body.startswith(b"<svg")
    page = browser.get(f"/surveys/{number}/poster")
    assert f"/s/{public_id}" in page.text
    assert "用手机扫一扫" in page.text
    assert "Scan the code with your phone" in page.text


# Who sees what

PAGES = ("", "/edit", "/preview", "/poster", "/qr.svg", "/questions/new", "/answers.csv", "/answers.xlsx")


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_roles(app: Flask, sign_in: SignIn, role: Role) -> None:
    with app.app_context():
        survey = make_survey()
        answer_many(survey, {9: 10, 7: 10, 3: 10}, why="Private words")
        number, hidden = survey.id, make_survey(is_shared=False).id
        draft = make_survey(published=False).id
    manages = role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.CASE_HANDLER)
    reads = manages or role in (Role.AUDITOR, Role.COMMITTEE)
    browser = sign_in(*([role] if role is not Role.MEMBER else []))
    page = browser.get(f"/surveys/{number}/results")
    assert page.h1.startswith("NPS 0, between")
    assert ("Private words" in page.text) is reads
    assert ("answer 9 to 10" in page.text) is reads
    for path in PAGES:
        status = browser.client.get(f"/surveys/{number}{path}", headers=browser.headers).status_code
        if path.startswith("/answers"):
            assert status == (200 if reads else 403), path
        elif path == "":
            assert status == (200 if manages else 302)
        else:
            assert status == (200 if manages else 403), path
    assert browser.client.get(f"/surveys/{hidden}/results").status_code == (200 if reads else 404)
    assert browser.client.get(f"/surveys/{draft}/results").status_code == (200 if manages else 404)
    listed = browser.get("/surveys/").css(".rows b a")
    assert len(listed) == (3 if manages else 2 if reads else 1)
    token = attribute(browser.get("/me").css('input[name="csrf_token"]')[0], "value")
    for path in ("publish", "close", "discard", "revise", "reopen"):
        posted = browser.client.post(f"/surveys/{number}/{path}", data={"csrf_token": token})
        assert posted.status_code == (303 if manages else 403), path


def test_a_survey_of_another_unit_is_missing_for_its_neighbor(app: Flask, sign_in: SignIn) -> None:
    from improve.accounts import service as accounts

    with app.app_context():
        here, there = make_unit("Here"), make_unit("There")
        number = make_survey(unit_id=there.id, is_shared=False).id
        with transaction():
            person = make_person("bob", password=PASSWORD)
            accounts.give_role(person, Role.COORDINATOR, here, by=SYSTEM)
    browser = Browser(app)
    browser.get("/sign-in")
    browser.client.post("/sign-in", data={**browser.form().values, "login": "bob", "password": PASSWORD})
    for path in ("", "/results", "/edit", "/poster", "/answers.csv"):
        browser.get(f"/surveys/{number}{path}", status=404)
    browser.get("/surveys/new")
    offered = {o.text() for o in browser.page.css("#unit_id option")}
    assert offered == {"Here"}
    browser.submit(starter="effort", raw={"title-en": "x", "unit_id": ""}, status=403)


# Results


def results(browser: Browser, number: int, query: str = "") -> Any:
    return browser.get(f"/surveys/{number}/results{query}")


def test_small_numbers_are_not_shown(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        number = make_survey().id
    browser = sign_in(Role.AUDITOR)
    assert results(browser, number).h1 == "No answers yet"
    with app.app_context():
        answer_many(db.session.get_one(Survey, number), {9: 4}, why="Only we four")
    page = results(browser, number)
    assert page.h1 == "Fewer than 5 answers so far; results show from 5 on"
    assert "Only we four" not in page.text
    assert "fewer than 5 answers" in browser.get("/surveys/").text
    browser.get(f"/surveys/{number}/answers.csv", status=409)
    with app.app_context():
        answer_many(db.session.get_one(Survey, number), {9: 2, 8: 7, 2: 3}, why="More")
    page = results(browser, number)
    assert page.h1.startswith("NPS 19, between")
    numbers = page.texts("figure svg.wid desc")[0].removeprefix("Answers by number: ").split("; ")
    assert numbers == [
        f"{n}: not shown" for n in range(11)
    ]  # the sevens and eights would give each other away
    assert page.css('a[href*="group=middle"]')
    assert "Detractors 3" not in page.text
    assert not page.css('a[href*="group=low"]')  # the list of a hidden group would be its count


def test_the_change_is_told_in_plain_words(app: Flask, sign_in: SignIn, clock: Any) -> None:
    with app.app_context():
        clock.set(datetime(2026, 1, 10, 4, tzinfo=UTC))
        survey = make_survey()
        answer_many(survey, {10: 20, 0: 40})
        clock.set(datetime(2026, 2, 10, 4, tzinfo=UTC))
        answer_many(survey, {10: 55, 0: 10})
        clock.set(datetime(2026, 3, 4, 4, tzinfo=UTC))
        answer_many(survey, {0: 8})
        number = survey.id
    browser = sign_in(Role.COORDINATOR)
    page = results(browser, number, "?by=month")
    assert "Higher in February 2026 than in January 2026" in page.text
    assert "The whole interval lies above zero." in page.text
    assert "significant" not in page.text.lower()
    assert results(browser, number, "?by=week").css('a[aria-current="true"]')
    clock.set(datetime(2026, 4, 4, 4, tzinfo=UTC))
    browser = sign_in(Role.COORDINATOR, login="bob")
    assert "Too few answers to compare" in results(browser, number, "?by=month").text
    assert "A comparison needs 30 in each." in browser.text


def test_comments_are_filtered_and_paged(app: Flask, sign_in: SignIn, clock: Any) -> None:
    with app.app_context():
        survey = make_survey()
        for day in range(3):
            clock.set(datetime(2026, 3, 1 + day, 4, tzinfo=UTC))
            answer_many(survey, {10: 9}, why=f"Praise {day}")
            answer_many(survey, {1: 2, 7: 2}, why=f"Blame {day}")
        answer_many(survey, {"na": 6}, why="Cannot say")
        number = survey.id
    browser = sign_in(Role.COMMITTEE)
    page = results(browser, number)
    assert len(page.css("#comments .rows p")) == 20
    assert "What 45 people wrote" in page.text
    days = page.texts("#comments .rows .meta li:first-child")
    assert days == sorted(days, reverse=True)
    page = browser.follow("Next page")
    assert len(page.css("#comments .rows p")) == 20
    page = results(browser, number, "?group=low")
    assert {t.split()[0] for t in page.texts("#comments .rows p")} == {"Blame"}
    assert len(page.css("#comments .rows p")) == 6


def test_lists_ask_no_more_for_more_rows(app: Flask, sign_in: SignIn, statements: Any) -> None:
    with app.app_context():
        for number in range(2):
            answer_many(make_survey(unit_id=make_unit(f"Unit {number}").id), {9: 5, 3: 5})
    browser = sign_in(Role.COORDINATOR)

    def cost(path: str) -> int:
        browser.get(path)
        with statements() as asked:
            browser.get(path)
        return int(asked.count)

    few = cost("/surveys/")
    with app.app_context():
        for number in range(6):
            owner = make_person(f"owner{number}")
            answer_many(make_survey(unit_id=make_unit(f"More {number}").id, owner_id=owner.id), {9: 5, 3: 5})
    assert cost("/surveys/") == few


# Downloads

HOSTILE = ["=1+1", "+49 30", "-5", "@x", "plain", 'a,b\n"c"', "中文"]


def test_answers_survive_a_download(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey = make_survey(choices=True)
        for text in HOSTILE:
            answer(survey, {"nps": 9, "why": text, "choice": "c2"}, "zh_Hans")
        answer(survey, {"nps": "na"})
        number = survey.id
    browser = sign_in(Role.AUDITOR)
    browser.get(f"/surveys/{number}/answers.csv")
    assert browser.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(browser.body.decode("utf-8-sig"))))
    assert list(rows[0]) == ["day", "wording", "language", "nps", "why", "choice"]
    written = {row["why"] for row in rows} - {""}
    assert not [text for text in written - {"-5"} if text.startswith(("=", "+", "-", "@"))]
    assert {as_text(cell) for cell in read_table(browser.body).column("why")} - {None, ""} == set(HOSTILE)
    assert {(row["nps"], row["choice"]) for row in rows} == {("9", "c2"), ("na", "")}

    import pandas as pd

    browser.get(f"/surveys/{number}/answers.xlsx")
    book = pd.read_excel(io.BytesIO(browser.body), sheet_name=None, engine="calamine", keep_default_na=False)
    answers, questions = book.values()
    assert set(answers["why"]) == {*HOSTILE, ""}
    assert set(answers["nps"]) == {9, "na"}
    assert list(questions["answer"]) == ["", "0", "10", "", "", "c1", "c2"]


def test_downloads_have_the_order_of_days_and_no_time(app: Flask, sign_in: SignIn, clock: Any) -> None:
    with app.app_context():
        survey = make_survey()
        for number in range(30):
            answer(survey, {"nps": number % 11, "why": f"{number:02}"})
        clock.move(days=-1)
        answer(survey, {"nps": 9, "why": "before"})
        number = survey.id
    browser = sign_in(Role.AUDITOR)
    browser.get(f"/surveys/{number}/answers.csv")
    rows = list(csv.DictReader(io.StringIO(browser.body.decode("utf-8-sig"))))
    assert rows[0]["why"] == "before"
    said = [row["why"] for row in rows[1:]]
    assert said != sorted(said)  # not the order of arrival (30! orders, one of which is)
    assert {row["day"] for row in rows} == {"2026-03-03", "2026-03-04"}


# The start page


def test_what_waits_for_the_owner(app: Flask, clock: Any) -> None:
    with app.test_request_context():
        owner = act(make_person("ann", roles=[Role.COORDINATOR]))
        other = act(make_person("bob", roles=[Role.COORDINATOR]))
        make_survey(by=owner, published=False)
        soon = make_survey(by=owner)
        make_survey(by=owner)
        with transaction():
            service.change_running(soon, Running(None, date(2026, 3, 8), True), by=owner)
        found = list(panels.waiting(owner))
        assert {(w.due, w.href) for w in found} == {
            (None, "/surveys/1"),
            (date(2026, 3, 8), "/surveys/2/results"),
        }
        assert all(isinstance(w, Waiting) for w in found)
        assert list(panels.waiting(other)) == []


def test_what_the_company_achieved(app: Flask, clock: Any) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        member = act(make_person("ann"))
        assert list(panels.achieved(member)) == []
        clock.set(datetime(2026, 2, 10, 4, tzinfo=UTC))
        survey = make_survey()
        answer_many(survey, {10: 25, 8: 5, 2: 10})
        clock.set(datetime(2026, 3, 4, 4, tzinfo=UTC))
        answer_many(survey, {2: 40})
        (figure,) = panels.achieved(member)
        assert isinstance(figure, Figure)
        assert figure.value == "38"
        assert "February 2026" in str(figure.sentence)
        assert "40 answers" in str(figure.sentence)
        with transaction():
            service.change_running(survey, Running(None, None, False), by=SYSTEM)
        assert list(panels.achieved(member)) == []

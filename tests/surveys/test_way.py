"""Answering page by page: kept, continued, corrected, in any language. Feature table rows "Partial responses",
"Multi-language surveys", "Accessible w/o JS", "Kiosk" and "Dedupe" as far as they are met here."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import read_table
from improve.surveys import queries, service
from improve.surveys.logic.paths import laid_out
from improve.surveys.models import Question, Response, Survey, Version
from improve.surveys.service.settings import write
from improve.surveys.sittings import service as sittings
from improve.surveys.sittings.models import Sitting
from improve.surveys.trials import service as trials
from improve.surveys.values.kinds import Kind, Look
from improve.surveys.values.questions import Choice, Spec
from improve.surveys.values.settings import Draft
from improve.surveys.views import speech
from tests.browser import Browser
from tests.people import PASSWORD, make_person
from tests.surveys.making import TITLE, make_survey, recount, rollup, stored


def text(en: str, zh: str) -> Localized:
    return Localized(en=en, zh_Hans=zh)


TWO = (Choice("c1", text("Tea", "茶")), Choice("c2", text("Milk", "奶")))
EVERY = (
    Spec("place", Kind.HIDDEN, text("Place", "地点")),
    Spec("hello", Kind.STATEMENT, text("Welcome\nTwo minutes", "欢迎\n两分钟")),
    Spec("agree", Kind.CONSENT, text("I agree", "我同意"), is_required=True),
    Spec("csat", Kind.CSAT, text("Content?", "满意吗？"), look=Look.FACES, begins_page=True),
    Spec("rate", Kind.RATING, text("Stars?", "几星？"), look=Look.STARS, low_label=TITLE, high_label=TITLE),
    Spec("pick", Kind.CHOICE, text("Drink?", "喝什么？"), choices=TWO, offers_other=True),
    Spec("tick", Kind.MULTIPLE, text("Also?", "还要？"), choices=TWO, offers_other=True),
    Spec("grid", Kind.MATRIX, text("Rate", "评价"), rows=TWO, choices=TWO, begins_page=True),
    Spec("rank", Kind.RANKING, text("Order", "排序"), choices=TWO),
    Spec("age", Kind.NUMBER, text("Age", "年龄"), least="0", most="120", is_whole=True),
    Spec("day", Kind.DATE, text("Day", "日期")),
    Spec("sure", Kind.YES_NO, text("Sure?", "确定？"), is_required=True),
    Spec(
        "why", Kind.LONG_TEXT, text("Why {{answer.pick}}?", "为什么选{{answer.pick}}？"), show_if='sure = "n"'
    ),
)


def make_every(**fields: Any) -> Survey:
    """A published survey with every kind of question but the plain scales."""
    survey = make_survey(published=False, **fields)
    with transaction():
        version = queries.draft_version(survey)
        assert version is not None
        version.questions.clear()
        db.session.flush()
        for position, spec in enumerate(laid_out(EVERY), 1):
            row = Question(code=spec.code, kind=str(spec.kind), position=position)
            write(row, spec)
            version.questions.append(row)
        db.session.flush()
        service.publish_survey(survey, by=SYSTEM)
    return survey


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        return f"/s/{make_every().public_id}"


def answers(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(db.text("SELECT question_code, value, text FROM surveys_answer"))
        return {code: value if words is None else words for code, value, words in rows}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_kind_is_answered_without_a_script(
    app: Flask, new_browser: Any, link: str, language: str
) -> None:
    browser = new_browser(language=language)
    page = browser.get(f"{link}?place=Counter+3&channel=poster")
    assert page.h1 == ("Welcome" if language == "en" else "欢迎")
    assert browser.submit(status=422).css(".err")
    browser.submit(q_agree=True)
    assert len(browser.page.css("svg.face")) == 5
    browser.submit(
        raw={"q_csat": "4", "q_rate": "2", "q_pick": "other", "q_pick.other": "<b>Juice", "q_tick.c1": "y"}
    )
    assert browser.submit(status=422, raw={"q_rank.c1": "1", "q_rank.c2": "1", "q_age": "130"}).css(".sum a")
    browser.submit(
        raw={
            "q_grid.c1": "c2",
            "q_rank.c1": "2",
            "q_rank.c2": "1",
            "q_age": "40",
            "q_day": "2026-05-31",
            "q_sure": "n",
        }
    )
    assert browser.page.h1 == ("Why <b>Juice?" if language == "en" else "为什么选<b>Juice？")
    browser.submit(q_why="Because")
    assert answers(app) == {
        "place": "Counter 3",
        "agree": "v1",
        "csat": "4",
        "rate": "2",
        "pick": "other",
        "pick.other": "<b>Juice",
        "tick": "1",
        "tick.c1": "y",
        "grid.c1": "c2",
        "rank.c1": "2",
        "rank.c2": "1",
        "age": "40",
        "day": "2026-05-31",
        "sure": "n",
        "why": "Because",
    }


def test_partial_answers_are_kept_continued_and_counted_apart(
    app: Flask, new_browser: Any, link: str, clock: Any
) -> None:
    first = new_browser()
    first.get(link)
    first.submit(q_agree=True)
    first.submit(raw={"q_csat": "2", "q_pick": "c1"})
    address = first.page.css('p.small a[href*="/r/"]')[0].attributes["href"]
    with app.app_context():
        (sitting,) = db.session.scalars(select(Sitting))
        assert (sitting.page, stored()) == (2, 0)
        assert sitting.answers == {"agree": "v1", "csat": "2", "pick": "c1"}
        assert sitting.key_hash not in address
        assert sittings.left_after(sitting.survey_id) == {2: 1}
    second = Browser(app)
    page = second.get(address)
    assert page.css('select[name="q_rank.c1"]')
    assert second.submit(button="Back").css('input[name="q_csat"][value="2"][checked]')
    second.submit()
    second.submit(q_sure="y")
    assert second.page.h1 == "Thank you"
    assert answers(app)["csat"] == "2"
    second.get(address, status=404)
    with app.app_context():
        assert sittings.left_after(1) == {}
    for guess in ("x", "a" * 22, "%00", "../thanks", "中文", "a" * 300):
        assert (
            Browser(app).client.get(f"{link}/r/{guess}").status_code in (404, 308, 200)
            and stored_in(app) == 1
        )
    first.get(link)
    first.submit(q_agree=True)
    clock.move(days=31) if hasattr(clock, "move") else None
    with app.app_context(), transaction():
        assert sittings.forget() == 1
    with app.app_context():
        assert sittings.left_after(1) == {1: 1}  # how far people come stays known


def stored_in(app: Flask) -> int:
    with app.app_context():
        return stored()


def test_an_answer_is_corrected_until_closing(app: Flask, new_browser: Any, link: str) -> None:
    browser = new_browser()
    browser.get(link)
    browser.submit(q_agree=True)
    browser.submit(raw={"q_csat": "2", "q_pick": "other", "q_pick.other": "Rum", "q_tick.c1": "y"})
    browser.submit(raw={"q_sure": "n", "q_age": "7"})
    browser.submit(q_why="Late")
    browser.follow("Change my answer")
    address = browser.url
    assert browser.page.css('input[name="q_agree"][checked]')
    browser.submit()
    assert browser.page.one('input[name="q_pick.other"]').attributes["value"] == "Rum"
    browser.submit(
        raw={"q_csat": "5", "q_pick": "c2", "q_pick.other": "", "q_tick.c1": None, "q_tick.c2": "y"}
    )
    browser.submit(raw={"q_sure": "y"})
    assert browser.page.h1 == "Thank you"
    found = answers(app)
    assert (found["csat"], found["pick"], found["age"]) == ("5", "c2", "7")
    assert not {"why", "pick.other", "tick.c1"} & set(found)
    with app.app_context():
        assert stored() == 1
        assert rollup() == recount()
    for guess in ("x", "a" * 22):
        Browser(app).get(f"{link}/c/{guess}", status=404)
    with app.app_context(), transaction():
        service.close(db.session.scalars(select(Survey)).one(), by=SYSTEM)
    assert Browser(app).get(address, status=410).h1 == "This survey is closed"
    assert answers(app) == found


def test_a_kiosk_keeps_nothing_and_begins_anew(app: Flask, browser: Browser, link: str) -> None:
    page = browser.get(f"{link}?kiosk=1&place=Desk")
    refresh = page.one('meta[http-equiv="refresh"]').attributes["content"]
    assert refresh.startswith("90;url=")
    assert "place=Desk" in refresh
    browser.submit(q_agree=True)
    assert not browser.page.css('a[href*="/r/"]')
    browser.submit()
    browser.submit(q_sure="y")
    assert not browser.page.css('a[href*="/c/"]')
    browser.follow("中文")
    assert "place=Desk" in browser.page.one('meta[http-equiv="refresh"]').attributes["content"]
    with app.app_context():
        assert db.session.scalars(select(Sitting)).all() == []
    away = browser.get(f"{link}/thanks?next=https://evil.example/")
    assert not away.css('meta[http-equiv="refresh"]')
    assert "evil" not in away.html


def test_a_change_of_language_loses_nothing(app: Flask, new_browser: Any, link: str) -> None:
    browser = new_browser()
    # Strangers may write into the address what url_for takes for itself.
    hostile = "endpoint=x&_scheme=javascript&_anchor=y&_external=1&_method=PUT&values=z&filename=f"
    page = browser.get(f"{link}?kiosk=1&place=Desk&{hostile}")
    assert "javascript" not in page.html
    browser.follow("中文")
    assert browser.form().values["q_place"] == "Desk" and "kiosk" in browser.form().values
    # Between two pages: what was kept is there in the other language.
    browser = new_browser()
    browser.get(f"{link}?place=Desk")
    browser.submit(q_agree=True)
    page = browser.follow("中文")
    assert page.language == "zh-Hans" and page.css('input[name="q_csat"]')
    assert browser.form().values["q_place"] == "Desk"
    resumed = new_browser(language="zh-Hans").get(browser.url.partition("?")[0])
    assert resumed.language == "en" and resumed.css("input[name='q_csat']")
    browser.submit(raw={"q_csat": "4"})
    browser.submit(q_sure="y")
    # After answering: the receipt is, and the change goes on in it.
    page = browser.follow("English")
    assert page.h1 == "Thank you"
    browser.follow("Change my answer")
    browser.submit()
    page = browser.follow("中文")
    assert "/c/" in browser.url and page.language == "zh-Hans"
    browser.submit()
    browser.submit(raw={"q_csat": "5"})
    browser.submit()
    assert answers(app)["csat"] == "5" and answers(app)["place"] == "Desk"
    assert stored_in(app) == 1


def test_thanks_depend_on_the_score(app: Flask, browser: Browser) -> None:
    with app.app_context():
        survey = make_survey(published=False)
        with transaction():
            draft = Draft(TITLE, thanks=text("Thanks", "谢"), thanks_low=text("Sorry", "抱歉"))
            service.change_draft(survey, draft, by=SYSTEM)
            service.publish_survey(survey, by=SYSTEM)
        link = f"/s/{survey.public_id}"
    for score, said in ((2, "Sorry"), (9, "Thanks")):
        browser.get(link)
        browser.submit(q_nps=score)
        browser.submit()
        assert said in browser.text


def test_any_language_with_a_sheet_to_translate(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        survey = make_survey(published=False)
        with transaction():
            service.change_draft(survey, Draft(TITLE, more_languages="fr, ar"), by=SYSTEM)
        number, public_id = survey.id, survey.public_id
    ann = new_browser()
    ann.get("/sign-in")
    ann.client.post("/sign-in", data={**ann.form().values, "login": "ann", "password": PASSWORD})
    assert "0 of " in ann.get(f"/surveys/{number}/texts").text
    ann.get(f"/surveys/{number}/texts.xlsx")
    table = read_table(ann.body)
    assert table.header == ("code", "field", "zh-Hans", "en", "fr", "ar")
    lines = ["code,field,fr,ar,de"]
    for row in table.rows:
        code, field = row.cells[0] or "", row.cells[1]
        lines.append(f'{code},{field},"FR {code} {field}","ع {code} {field}",nein')
    lines += ["nobody,text,x,y,z", f"nps,low_label,{'x' * 61},y,z"]
    form = ann.get(f"/surveys/{number}/texts").one(
        'form[enctype="multipart/form-data"] input[name="csrf_token"]'
    )
    sent = ann.client.post(
        f"/surveys/{number}/texts",
        data={
            "csrf_token": form.attributes["value"],
            "file": (io.BytesIO("\n".join(lines).encode()), "texts.csv"),
        },
    )
    assert sent.status_code == 200
    assert "This wording has no such text." in sent.text
    with app.app_context(), transaction():
        survey = db.session.get_one(Survey, number)
        assert queries.missing_texts(survey, queries.versions_of(survey)[0]) == []
        service.publish_survey(survey, by=SYSTEM)
    customer = Browser(app, language="fr-CA")
    raw = customer.client.get(f"/s/{public_id}", headers={"Accept-Language": "fr-CA"}).text
    assert '<html lang="fr">' in raw
    assert "FR nps text" in raw
    arabic = customer.client.get(f"/s/{public_id}?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in arabic


@pytest.mark.databases("sqlite")
def test_what_is_kept_of_a_language_asked_for_is_short(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(speech, "code_of", asked.append)
    for address, form in (("/s/x?lang=" + "f" * 5_000, {}), ("/s/x", {"lang": "f" * 900_000})):
        with app.test_request_context(address, method="POST", data=form):
            speech.choose(("fr", "en"))
    assert [len(tag) <= 35 for tag in asked] == [True, True]


def test_test_answers_are_kept_apart(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        number = make_survey(published=False).id
    ann = new_browser()
    ann.get("/sign-in")
    ann.client.post("/sign-in", data={**ann.form().values, "login": "ann", "password": PASSWORD})
    ann.get(f"/surveys/{number}/preview")
    ann.submit(q_nps=3)
    page = ann.submit(button="Send as a test answer", q_why="Only a try")
    assert page.h1 == "1 test answer, counted nowhere"
    assert "Only a try" in page.text
    with app.app_context():
        assert (stored(), rollup(), trials.count(number)) == (0, {}, 1)
    ann.submit(f"/surveys/{number}/tests/forget")
    with app.app_context():
        assert trials.count(number) == 0


def test_consent_is_versioned(app: Flask) -> None:
    """Feature table row "GDPR": consent question with version."""
    from improve.surveys.values.texts import LongTexts, NewQuestion

    with app.app_context():
        survey = make_survey(published=False)
        with transaction():
            code = service.add_question(
                survey, NewQuestion("consent", text("Yes?", "同意？")), by=SYSTEM
            ).code
            service.publish_survey(survey, by=SYSTEM)
        with transaction():
            service.answer(survey, {"nps": 9, "consent": "v1"}, "en")
            service.revise(survey, by=SYSTEM)
            service.rewrite_question(
                survey, code, LongTexts(text("More?", "更多？"), is_required=True), by=SYSTEM
            )
            service.publish_survey(survey, by=SYSTEM)
        with transaction():
            service.answer(survey, {"nps": 9, "consent": True}, "en")
        assert queries.counts_of(survey.id)["consent"] == {"v1": 1, "v2": 1}
        assert {v.number for v in db.session.scalars(select(Version))} == {1, 2}
        assert db.session.scalars(select(Response.receipt_hash).distinct()).all().__len__() == 2


def test_results_of_every_kind_hide_small_groups(app: Flask, new_browser: Any) -> None:
    from improve.surveys.queries.report import results_of

    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        survey = make_every()
        base = {"agree": True, "csat": 4, "sure": "y", "place": "Shop"}
        with transaction():
            for age in range(1, 8):
                more = {"pick": "c1", "tick": ["c1", "c2"], "rank": ["c2", "c1"], "grid": {"c1": "c2"}}
                service.answer(survey, {**base, **more, "age": age, "day": "2026-05-01", "rate": 5}, "en")
            for _one in range(6):
                service.answer(survey, {**base, "pick.other": "Juice", "tick": ["c2"]}, "en")
            service.answer(survey, {**base, "pick": "c2", "place": "Lonely street 1"}, "en")
        report = results_of(survey)
        shown = {
            (t.spec.code, t.row and t.row.code): (t.n, {line.value: line.count for line in t.lines})
            for t in report.tables
        }
        assert shown["pick", None] == (
            14,
            {"c1": 7, "c2": None, "other": None},
        )  # one would give the other away
        assert shown["tick", None] == (
            13,
            {"c1": 7, "c2": None, "other": None},
        )  # all, nobody: the rest shows it
        assert shown["grid", "c1"] == (7, {"c1": None, "c2": None})
        assert shown["grid", "c2"] == (0, {})
        assert shown["place", None] == (14, {})
        assert [(f.n, f.mean, f.quartiles) for f in report.figures] == [(7, 4.0, None)]
        assert [(c.code, n, mean) for c, n, mean in report.places[0].lines] == [
            ("c2", 7, 1.0),
            ("c1", 7, 2.0),
        ]
        number = survey.id
    ann = new_browser()
    ann.sign_in("ann", PASSWORD)
    page = ann.get(f"/surveys/{number}/results?question=pick.other")
    assert "Juice" in page.text
    assert "Lonely street 1" not in page.text
    ann.get(f"/surveys/{number}/answers.csv")
    rows = list(csv.DictReader(io.StringIO(ann.body.decode("utf-8-sig"))))
    parts = ("pick", "pick.other", "tick.c1", "tick.other", "grid.c1", "grid.c2", "rank.c1", "rank.c2")
    assert Counter(tuple(row[name] for name in parts) for row in rows) == {
        ("c1", "", "1", "", "c2", "", "2", "1"): 7,
        ("other", "Juice", "0", "", "", "", "", ""): 6,
        ("c2", "", "", "", "", "", "", ""): 1,
    }
    ann.get(f"/surveys/{number}")
    ann.submit(f"/surveys/{number}/revise")
    for code in (spec.code for spec in EVERY):
        ann.get(f"/surveys/{number}/questions/{code}")
        ann.submit()
    with app.app_context():
        survey = db.session.get_one(Survey, number)
        new, old = queries.versions_of(survey)
        kept = [{k: v for k, v in q.options.items() if k != "about"} for q in new.questions]
        assert kept == [{k: v for k, v in q.options.items() if k != "about"} for q in old.questions]

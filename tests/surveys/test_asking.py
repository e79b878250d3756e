"""What short texts must look like, withdrawing an answer, and links for places."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.surveys import service
from improve.surveys.corrections import service as corrections
from improve.surveys.models import Answer, Survey
from improve.surveys.patterns.matching import Pattern
from improve.surveys.patterns.syntax import PatternError
from improve.surveys.rules.answers import check_answers
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from improve.surveys.values.texts import NewQuestion, PlainTexts
from tests.browser import Browser
from tests.surveys.conftest import SignIn
from tests.surveys.making import make_survey, recount, rollup, stored

ATOMS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", r"\.", "(a|b)", "(ab?)"])
PIECES = st.tuples(ATOMS, st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "{0,}"])).map("".join)
PATTERNS = st.lists(st.lists(PIECES, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.text(alphabet="ab1.c", max_size=8))
def test_patterns_mean_what_they_mean_elsewhere(pattern: str, text: str) -> None:
    assert Pattern(pattern).fits(text) == (re.fullmatch(pattern, text) is not None)


def test_patterns_that_are_refused_and_such_that_hang_others() -> None:
    for wrong in (
        "(",
        ")",
        "[",
        "[]",
        "a**",
        "*a",
        "a{",
        "a{3,2}",
        "a{999}",
        r"\x",
        "(?=a)",
        "((a{99}){99}){9}",
        "[b-a]",
    ):
        with pytest.raises(PatternError):
            Pattern(wrong)
    assert not Pattern("(a*)*(a|aa)+b").fits("a" * 200)


MAILS = {
    "a@b.cn": True,
    "张三@例子.中国": True,
    "a@b": False,
    "a b@c.de": False,
    "a@b..c": False,
    "@b.c": False,
}


def test_answers_must_look_as_asked() -> None:
    mail = Spec("mail", Kind.SHORT_TEXT, Localized(en="Mail"), format="email")
    for text, is_right in MAILS.items():
        try:
            assert check_answers([mail], {"mail": text})[0].text == text and is_right
        except Invalid:
            assert not is_right, text
    hint = Localized(en="Two letters and digits", zh_Hans="两个字母加数字")
    order = Spec(
        "order",
        Kind.SHORT_TEXT,
        Localized(en="Order"),
        format="pattern",
        pattern=r"[A-Z]{2}\d+",
        pattern_hint=hint,
    )
    with pytest.raises(Invalid) as refused:
        check_answers([order], {"order": "nonsense"})
    assert "两个字母加数字" in str(refused.value.errors["order"][0])
    assert check_answers([order], {"order": "AB12"})[0].text == "AB12"


def test_a_pattern_is_written_and_asked(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey = make_survey("transaction", published=False)
        with transaction():
            row = service.add_question(
                survey, NewQuestion("short_text", Localized(en="Order", zh_Hans="订单号")), by=SYSTEM
            )
        address, code, public = f"/surveys/{survey.id}", row.code, survey.public_id
    browser = sign_in(Role.COORDINATOR)
    browser.get(f"{address}/questions/{code}")
    page = browser.submit(button="Save", format="pattern", pattern="(", status=422)
    assert "A bracket is not closed." in page.text
    browser.submit(button="Save", format="pattern", pattern="", status=422)
    hints: Any = {
        "pattern_hint-en": "Two letters, a dash, digits",
        "pattern_hint-zh_Hans": "两个字母、横线、数字",
    }
    browser.submit(button="Save", format="pattern", pattern=r"[A-Z]{2}-\d{4,6}", is_required=True, **hints)
    browser.submit(button="Publish")
    customer = Browser(app, language="zh-Hans")
    customer.get(f"/s/{public}")
    customer.submit(q_csat=4)
    assert "两个字母、横线、数字" in customer.submit(**{f"q_{code}": "12"}, status=422).text  # type: ignore[arg-type]
    customer.submit(**{f"q_{code}": "AB-1234"})  # type: ignore[arg-type]
    with app.app_context():
        assert db.session.scalar(select(Answer.text).where(Answer.question_code == code)) == "AB-1234"


def test_an_answer_is_withdrawn_with_its_counts(app: Flask) -> None:
    with app.app_context():
        survey = make_survey(choices=True)
        public, survey_id = survey.public_id, survey.id
        with transaction():
            kept = service.answer(
                db.session.get_one(Survey, survey_id), {"nps": 3, "choice": "c1", "why": "x"}, "en"
            )
            gone = service.answer(
                db.session.get_one(Survey, survey_id), {"nps": 9, "choice": "c2", "why": "y"}, "en"
            )
    customer = Browser(app, language="en")
    customer.get(f"/s/{public}/c/{gone.secret}/withdraw")
    assert customer.submit(button="Withdraw my answer").h1 == "You withdrew your answer"
    customer.get(f"/s/{public}/c/{gone.secret}")
    customer.get(f"/s/{public}/c/nonsense", status=404)
    assert customer.get(f"/s/{public}/c/{kept.secret}").status == 200
    with app.app_context():
        assert stored() == 1 and rollup() == recount()
        assert corrections.withdrawn_count(survey_id) == 1
        found = db.session.execute(select(SegmentRollup.segment_value, SegmentRollup.value)).all()
        assert found and not {"c2", "9"} & {value for row in found for value in row}
        survey = db.session.get_one(Survey, survey_id)
        with transaction():
            survey.closes_on = date(2020, 1, 1)
    customer.get(f"/s/{public}/c/{kept.secret}/withdraw", status=410)
    with app.app_context():
        assert stored() == 1


def test_links_for_places(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        bare = make_survey().id
        survey = make_survey(published=False)
        with transaction():
            for code in ("place", "survey_id"):
                words = Localized(en=code, zh_Hans=code)
                row = service.add_question(survey, NewQuestion("hidden", words), by=SYSTEM)
                service.rewrite_question(survey, row.code, PlainTexts(text=words, code=code), by=SYSTEM)
            service.publish_survey(survey, by=SYSTEM)
        home = f"/surveys/{survey.id}"
    browser = sign_in(Role.COORDINATOR)
    assert "The survey has no hidden field yet" in browser.get(f"/surveys/{bare}/links").text
    browser.get(f"{home}/links")
    browser.submit(button="Make the links", names="x" * 41, status=422)
    page = browser.submit(
        button="Make the links", names="Reception\n\n门店 1 & <b>\nReception", f_survey_id="poster"
    )
    assert page.h1 == "2 links with their QR codes"
    link = next(url for url in browser.links().values() if "%E9%97%A8" in url and "/s/" in url)
    assert page.css("a.qr svg")
    browser.follow("Print 2 posters")
    assert len(browser.page.css(".poster")) == 2
    browser.get(f"{home}/qr.png?place=Reception&survey_id=9")
    assert browser.body.startswith(b"\x89PNG")
    customer = Browser(app, language="en")
    customer.get(link[link.index("/s/") :])
    assert customer.form().values["q_place"] == "门店 1 & <b>"
    sign_in(Role.AUDITOR, login="aud").get(f"{home}/links", status=403)

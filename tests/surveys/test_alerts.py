"""Answers to look at. Feature table row "Detractor alerts": a rule finds, in the transaction of the answer, what
somebody should look at, and tells it once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.audit.models import AuditEntry
from improve.core import clock as core_clock
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.core.text import terms
from improve.notifications.models import InboxNotice
from improve.surveys import service
from improve.surveys.alerts import queries, rules
from improve.surveys.alerts import service as alerts
from improve.surveys.alerts.models import Alert
from improve.surveys.alerts.values import STANDARD, Reason, Watch, WatchTexts, Why
from improve.surveys.corrections import service as corrections
from improve.surveys.models import Survey
from improve.surveys.nonces import Nonce
from improve.surveys.queries import published_version
from improve.surveys.rules.answers import Given
from improve.surveys.rules.standing import AlreadyAnswered
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec, specs_of
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.surveys.making import answer, answer_many, make_survey

T = Localized(en="?", zh_Hans="？")
SPECS = (
    Spec("nps", Kind.NPS, T),
    Spec("rate", Kind.RATING, T, low=1, high=10),
    Spec("why", Kind.LONG_TEXT, T),
    Spec("call", Kind.YES_NO, T),
    Spec("phone", Kind.SHORT_TEXT, T),
)
LOW, WORD, CALL = Why.LOW_SCORE, Why.KEYWORD, Why.CONTACT


def test_what_is_looked_for() -> None:
    """Low by the scale or by choice, keywords as the search finds them, and a wish to be called."""
    words = Watch({"rate": 3}, ("退款", "refund", "angr*", "not safe"), "call")
    phone = Watch({}, (), "phone")
    for given, watch, expected in (
        ([Given("nps", "6")], STANDARD, [Reason(LOW, "nps")]),
        ([Given("nps", "7")], STANDARD, []),
        ([Given("nps", "na")], STANDARD, []),
        ([Given("rate", "1")], STANDARD, []),
        ([Given("rate", "3"), Given("nps", "0")], words, [Reason(LOW, "rate")]),
        ([Given("why", "none", "我要求退款！")], words, [Reason(WORD, "why", "退款")]),
        ([Given("why", "none", "退了，款没到")], words, []),
        ([Given("why", "none", "A REFUND, please")], words, [Reason(WORD, "why", "refund")]),
        ([Given("why", "none", "refunded")], words, []),
        ([Given("why", "none", "very angrily")], words, [Reason(WORD, "why", "angr*")]),
        ([Given("why", "none", "this is not safe")], words, [Reason(WORD, "why", "not safe")]),
        ([Given("why", "none", "safe, is it not")], words, []),
        ([Given("call", "y")], words, [Reason(CALL, "call")]),
        ([Given("call", "n")], words, []),
        ([Given("phone", "none", "13800000000")], phone, [Reason(CALL, "phone")]),
    ):
        assert list(rules.reasons(SPECS, given, watch)) == expected, given
    assert rules.holds(terms("投诉电话打不通"), "诉") and not rules.holds(terms("电话"), "话电")
    assert rules.keywords_of(" 退款，refund\nrefund;angr* ") == ("退款", "refund", "angr*")
    for wrong in ("?!", "x" * 41, "\n".join(f"w{n}" for n in range(61))):
        with pytest.raises(Invalid):
            rules.keywords_of(wrong)


def _tell() -> int:
    with transaction():
        return alerts.tell()


def _facts() -> int:
    """How often the trail says that answers are to be looked at."""
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "AlertsRaised")
    return db.session.scalar(query) or 0


def test_an_answer_is_told_once(context: Flask, clock: Any) -> None:
    """Also when the form was sent again after the server died, and when the answer was changed and changed back;
    an anonymous one at the full hour, and not before there are five."""
    survey = make_survey(owner_id=make_person("ann", roles=(Role.COORDINATOR,)).id)
    nonce = Nonce("a" * 64, 1, date(2099, 1, 1))
    with pytest.raises(RuntimeError), transaction():
        service.answer(survey, {"nps": 2}, "en", nonce)
        raise RuntimeError("killed before the commit")
    assert db.session.scalars(select(Alert)).all() == []
    survey = db.session.get_one(Survey, survey.id)
    with transaction():
        receipt = service.answer(survey, {"nps": 2}, "en", nonce)
    with pytest.raises(AlreadyAnswered), transaction():
        service.answer(survey, {"nps": 2}, "en", nonce)
    (alert,) = db.session.scalars(select(Alert))
    assert alert.due_at is not None and alert.due_at.minute == 0 and alert.due_at > core_clock.now()
    assert _tell() == 0  # the hour is not over
    clock.move(hours=2)
    assert _tell() == 0 and _facts() == 0  # one answer would be recognized
    answer_many(survey, {9: 4})
    clock.move(hours=2)
    assert (_tell(), _tell(), _facts()) == (1, 0, 1)
    (notice,) = db.session.scalars(select(InboxNotice).where(InboxNotice.kind == "surveys.alerts"))
    assert "1份答卷" in str(notice.sentence)
    for score, reasons in ((9, 1), (3, 1), (9, 1)):
        kept = corrections.find(survey, receipt.secret)
        assert kept is not None
        with transaction():
            corrections.correct(survey, kept, {"nps": score}, "en")
        assert len(db.session.get_one(Alert, kept.response.id).reasons) == reasons
    clock.move(hours=2)
    assert (_tell(), _facts()) == (0, 1)


def test_what_is_noted_of_a_changed_answer(context: Flask, clock: Any) -> None:
    """Forgotten while untold; open again when it asks for more than what was seen."""
    ann = act(make_person("ann", roles=(Role.COORDINATOR,)))
    survey = make_survey(anonymity="identified")
    specs = specs_of(published_version(survey).questions)  # type: ignore[union-attr]
    with transaction():
        alerts.change_rules(survey, specs, WatchTexts("refund", "why"), {"nps": "6"}, by=SYSTEM)
        receipt = service.answer(survey, {"nps": 2}, "en")

    def correct(raw: dict[str, Any]) -> list[Alert]:
        kept = corrections.find(survey, receipt.secret)
        assert kept is not None
        with transaction():
            corrections.correct(survey, kept, raw, "en")
        return list(db.session.scalars(select(Alert)))

    assert correct({"nps": 8}) == []
    assert len(correct({"nps": 2})) == 1
    assert _tell() == 1  # not anonymous: at once, and although it is the only one
    (alert,) = db.session.scalars(select(Alert))
    with transaction():
        assert alerts.mark_seen(survey, [alert.response_id], by=ann) == 1
        assert alerts.mark_seen(survey, [alert.response_id], by=ann) == 0
    assert correct({"nps": 1})[0].seen_by_id == ann.actor_id
    assert correct({"nps": 1, "why": "I want a refund"})[0].seen_at is None
    told = queries.alert_of(ann, alert.key)
    assert told is not None and told.wants_contact and [line.value for line in told.lines] == ["1", "low"]
    nobody = act(make_person("bob", roles=(Role.MEMBER,)))
    assert queries.alert_of(nobody, alert.key) is None and queries.alert_of(ann, "g" * 16) is None


def test_the_page_of_answers_to_look_at(
    app: Flask, browser: Browser, new_browser: Any, clock: Any, statements: Any
) -> None:
    with app.app_context():
        make_person("ann", roles=(Role.COORDINATOR,), password=PASSWORD)
        make_person("bob", roles=(Role.MEMBER,), password=PASSWORD)
        survey = make_survey()
        survey_id = survey.id
    browser.sign_in("ann", PASSWORD)
    page = f"/surveys/{survey_id}/alerts"
    browser.get(page)
    browser.follow("What is looked for")
    browser.submit(keywords="?!", status=422)
    assert "holds no letter" in browser.text
    browser.submit(keywords="退款, refund", contact_code="why", raw={"low.nps": "3"})
    browser.get(f"{page}/rules")
    assert browser.form().values["low.nps"] == "3" and "refund" in browser.form().values["keywords"]
    with app.app_context():
        survey = db.session.get_one(Survey, survey_id)
        answer_many(survey, {10: 5, 3: 2, 4: 1})
        answer(survey, {"nps": 9, "why": "请退款 <b>13800000000</b>"})
        clock.move(hours=2)
        assert _tell() == 3
    assert "3 answers to look at" in str(browser.get(page))
    assert "&lt;b&gt;13800000000" in browser.body.decode() and "“退款” in the text" in browser.text
    with statements() as before:
        browser.get(page)
    with app.app_context():
        answer_many(db.session.get_one(Survey, survey_id), {0: 9}, why="x")
        clock.move(hours=2)
        assert _tell() == 9
    with statements() as after:
        browser.get(page)
    assert after.count == before.count
    browser.submit(button="Mark all on this page as seen")
    assert "Everything was looked at" in browser.text
    browser.get(f"{page}?show=all")
    first = next(
        form for form in browser.page.css("form") if (form.attributes["action"] or "").endswith("/open")
    )
    browser.submit(first.attributes["action"])
    assert "1 answer to look at" in browser.text
    bob = new_browser()
    bob.sign_in("bob", PASSWORD)
    for address in (page, f"{page}/rules"):
        assert bob.client.get(address).status_code in (403, 404)

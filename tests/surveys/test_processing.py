"""The data-processing notice: written in versions, read beside the form, noted with a consent. Feature table row "GDPR"."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Assignment, Role
from improve.surveys import service as surveys
from improve.surveys.models import Survey
from improve.surveys.processing import queries, service
from improve.surveys.processing.models import NoticeRead, ProcessingNotice
from improve.surveys.processing.service import NoticeText
from improve.surveys.processing.starting import TEXTS
from improve.surveys.values.texts import LongTexts, NewQuestion
from tests.browser import Browser
from tests.people import PASSWORD, make_person, make_unit
from tests.surveys.inviting import invite, outbox
from tests.surveys.making import answer, make_survey

FIRST = Localized(en="We are Example Ltd.\n\nNobody else.", zh_Hans="我们是示例公司。\n\n不提供给他人。")
SECOND = Localized(en="We moved.", zh_Hans="我们搬家了。")


def write(survey: Survey | None, text: Localized) -> int:
    with transaction():
        service.write(survey, NoticeText(text), by=SYSTEM)
    found = queries.notice_of(survey.id if survey is not None else None)
    assert found is not None
    return found.id


def asking_consent() -> Survey:
    survey = make_survey(published=False)
    with transaction():
        asked = Localized(en="You may write to me.", zh_Hans="可以给我写信。")
        row = surveys.add_question(survey, NewQuestion("consent", asked), by=SYSTEM)
        surveys.rewrite_question(survey, row.code, LongTexts(asked, code="may_write"), by=SYSTEM)
        surveys.publish_survey(survey, by=SYSTEM)
    return survey


def test_versions_of_company_and_survey(context: Flask) -> None:
    survey, other = make_survey(), make_survey()
    assert queries.notice_of(survey.id) is None
    company = write(None, FIRST)
    assert write(None, FIRST) == company  # nothing changed
    own = write(survey, SECOND)
    held = queries.notice_of(survey.id), queries.notice_of(other.id)
    assert [(one.id, one.is_own) for one in held if one is not None] == [(own, True), (company, False)]
    assert queries.version(other.id, own) is None  # another survey's
    with transaction():
        service.withdraw(survey, by=SYSTEM)
    found = queries.notice_of(survey.id)
    assert found is not None and found.id == company
    assert [row.number for row in queries.versions(survey.id)] == [2, 1]
    with transaction():
        service.withdraw(None, by=SYSTEM)
    assert queries.notice_of(survey.id) is None and queries.version(survey.id, company) is not None


@pytest.mark.databases("sqlite")
def test_what_may_be_published_and_by_whom(context: Flask) -> None:
    survey = make_survey()
    for text in (*TEXTS.values(), Localized(en="Only English")):
        with pytest.raises(Invalid) as caught, transaction():
            service.write(survey, NoticeText(text), by=SYSTEM)
        assert list(caught.value.errors) == ["text"]
    for role, path in ((Role.COORDINATOR, make_unit("Service").path), (Role.MEMBER, "/")):
        actor = Actor(actor_id=None, assignments=(Assignment(role, path),))
        for target in (survey, None):
            with pytest.raises(Forbidden), transaction():
                service.write(target, NoticeText(FIRST), by=actor)
    assert db.session.scalars(select(ProcessingNotice)).all() == []


def test_a_consent_keeps_the_version_that_stood_beside_it(context: Flask) -> None:
    survey = asking_consent()
    answer(survey, {"nps": 9, "may_write": "y"})  # there was none
    first = write(None, FIRST)
    agreed = int(answer(survey, {"nps": 9, "may_write": "y"}), 16)
    answer(survey, {"nps": 9})  # agreed to nothing
    second = write(survey, SECOND)
    kept = {}
    for shown in (str(first), str(second), "0", "x", "９", "9" * 30, "-1", ""):
        with transaction():
            fresh = db.session.get_one(Survey, survey.id)
            done = surveys.answer(fresh, {"nps": 9, "may_write": "y"}, "en", notice=shown)
        kept[shown] = db.session.get_one(NoticeRead, int(done.key, 16)).notice_id
    assert kept.pop(str(first)) == first and set(kept.values()) == {second}
    assert db.session.get_one(NoticeRead, agreed).notice_id == first
    assert len(db.session.scalars(select(NoticeRead)).all()) == 9


def test_people_read_it_beside_the_form_and_in_the_mail(
    app: Flask, browser: Browser, new_browser: Any
) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        survey = asking_consent()
        survey_id, public_id = survey.id, survey.public_id
    browser.get(f"/s/{public_id}")
    assert "How your data are processed" not in browser.text
    browser.get(f"/s/{public_id}/notice", status=404)
    editor = new_browser()
    editor.sign_in("ann", PASSWORD)
    editor.get("/surveys/notice?start=pipl")
    assert "have a lawyer read it" in editor.text and "【公司全称】" in editor.body.decode()
    editor.submit(button="Publish this version", status=422)
    assert "【公司全称】" in editor.body.decode() and "Fill in or remove" in editor.text
    raw = {"text-en": FIRST["en"] + "<b>x</b>", "text-zh_Hans": FIRST["zh_Hans"]}
    editor.submit(button="Publish this version", raw=raw)
    assert "Version 1 is what people read" in editor.text
    editor.get(f"/surveys/{survey_id}/notice")
    assert "People read the notice of the company" in editor.text
    browser.get(f"/s/{public_id}")
    browser.follow("How your data are processed")
    assert "We are Example Ltd." in browser.text and "<b>x</b>" in browser.text
    browser.follow("中文")
    assert "我们是示例公司" in browser.text
    for bad in ("0", "x", "９", "9" * 30):
        browser.get(f"/s/{public_id}/notice?n={bad}", status=404)
    browser.get(f"/s/{public_id}?score=9&lang=en")
    browser.submit(button="Next")
    browser.submit(button="Send")
    assert "Thank" in browser.text
    with app.app_context():
        invite(db.session.get_one(Survey, survey_id), language="en")
        mail = outbox()[-1]
        for part in (mail.letter, mail.letter_html):
            assert part is not None and f"/s/{public_id}/notice?lang=en" in part

"""You said, we did: addresses lie apart from answers, each outcome is written once, and one POST ends it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.notifications import compose
from improve.surveys import jobs
from improve.surveys import service as survey_service
from improve.surveys.invitations import spending
from improve.surveys.models import Answer, Survey
from improve.surveys.outcomes import service
from improve.surveys.outcomes.models import Follower
from improve.surveys.outcomes.service import OutcomeText
from tests.people import PASSWORD, make_person
from tests.surveys.inviting import invite, make_contact, outbox
from tests.surveys.making import make_survey, stored

DONE = OutcomeText(Localized(en="Half-day slots", zh_Hans="改为半天时段"))


def tell(survey_id: int, data: OutcomeText = DONE) -> None:
    with transaction():
        service.tell(db.session.get_one(Survey, survey_id), data, by=SYSTEM)


def test_who_wanted_to_hear_of_it_is_told_each_thing_once(context: Any) -> None:
    survey = make_survey()
    tell(survey.id)
    for email in ("ann@example.com", "ANN@Example.com", "wang@example.com"):
        with transaction():
            service.follow(survey, email, "zh_Hans" if email.startswith("wang") else "fr")
    assert jobs.tell_outcomes() == 0, "what was told before is not news"
    tell(survey.id)
    tell(survey.id, OutcomeText(Localized(en="Text messages")))
    assert (jobs.tell_outcomes(), jobs.tell_outcomes()) == (2, 0)
    ann, wang = outbox()
    assert (ann.address, wang.address) == ("ann@example.com", "wang@example.com")
    assert "Half-day slots\n\nText messages" in (ann.letter or "") and "改为半天时段" in (wang.letter or "")
    assert "unfollow" in compose.message(ann, ann.created_at)["List-Unsubscribe"]


def test_an_address_leads_to_no_answer(context: Any) -> None:
    assert {column.key for column in Follower.__table__.columns} == {
        "survey_id",
        "email_key",
        "email",
        "language",
        "told",
    }


def test_who_agreed_under_a_name_is_told(context: Any) -> None:
    survey = make_survey(anonymity="identified")
    make_contact("quiet@example.com")
    token = invite(survey, "wang@example.com").rpartition("/")[2]
    with transaction():
        guest = spending.find(survey.id, token)
        kept = db.session.get_one(Survey, survey.id)
        receipt = survey_service.answer(kept, {"nps": 9}, "en", invited=guest)
        common = {"response_id": int(receipt.key, 16), "survey_id": survey.id}
        day = db.session.scalar(select(Answer.day).limit(1))
        db.session.add(Answer(**common, day=day, question_code="inform_me", value="v1"))
    tell(survey.id)
    assert jobs.tell_outcomes() == 1
    assert outbox()[-1].address == "wang@example.com"
    with transaction():
        service.unfollow(survey.id, "wang@example.com")
    tell(survey.id)
    assert jobs.tell_outcomes() == 0, "the consent in the answer brings nothing back"
    assert service.followers(survey.id) == 0
    with transaction():
        service.follow(db.session.get_one(Survey, survey.id), "wang@example.com", "en")
    tell(survey.id)
    assert jobs.tell_outcomes() == 1
    with transaction():
        service.unfollow(survey.id, "wang@example.com")
        db.session.query(Follower).delete()
        db.session.scalars(select(Answer).where(Answer.question_code == "inform_me")).one().value = "n"
    tell(survey.id)
    assert jobs.tell_outcomes() == 0, "no is no"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_pages(app: Flask, new_browser: Any, language: str) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD, language="en")
        survey = make_survey()
        survey_id, public = survey.id, f"/s/{survey.public_id}"
    owner = new_browser()
    owner.sign_in("ann", PASSWORD)
    owner.get(f"/surveys/{survey_id}/outcomes")
    owner.submit("tell", status=422)
    owner.submit("tell", raw={"text-en": "Slots <b>", "text-zh_Hans": "时段"})
    visitor = new_browser(language=language)
    visitor.get(f"{public}/thanks?lang={language}")
    assert ("Slots <b>" if language == "en" else "时段") in visitor.text
    visitor.submit(raw={"email": "no address"}, status=422)
    visitor.submit(raw={"email": "Wang@example.com"})
    visitor.client.post(f"{public}/follow", data={"email": "x@example.com", "csrf_token": "forged"})
    with app.app_context():
        assert db.session.scalars(select(Follower.email_key)).all() == ["wang@example.com"]
        assert stored() == 0
        link = f"/s/unfollow/{service.token_of(survey_id, 'wang@example.com')}"
    visitor.get(link)
    visitor.client.head(link)
    assert visitor.client.post(link[:-2] + "xx").status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(Follower.email_key)).all()) == 1
    visitor.client.post(link)
    with app.app_context():
        assert db.session.scalars(select(Follower.email_key)).all() == []
    owner.submit(button="Take it back")
    visitor.get(f"{public}/thanks?lang={language}")
    assert "Slots" not in visitor.text

"""How long answers are kept. Feature table row "GDPR": retention per survey, delete or anonymize."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM, Role
from improve.surveys.alerts.models import Alert
from improve.surveys.invitations.models import Respondent
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.queries import versions_of
from improve.surveys.retention import jobs, queries, rules
from improve.surveys.retention import service as retention
from improve.surveys.retention.values import Terms
from improve.surveys.sittings import service as sittings
from improve.surveys.sittings.models import Sitting
from improve.surveys.trials import service as trials
from improve.surveys.trials.models import Trial
from improve.surveys.values.questions import specs_of
from tests.browser import Browser
from tests.people import PASSWORD, make_person
from tests.surveys.making import (
    answer,
    by_segment,
    make_survey,
    recount,
    recount_by_segment,
    rollup,
    stored,
)


@pytest.mark.parametrize(
    ("amount", "unit", "today", "since"),
    [
        (None, "days", date(2026, 3, 31), None),
        (1, "days", date(2026, 3, 1), date(2026, 2, 28)),
        (1, "months", date(2026, 3, 31), date(2026, 2, 28)),
        (1, "months", date(2024, 3, 31), date(2024, 2, 29)),
        (12, "months", date(2026, 1, 5), date(2025, 1, 5)),
        (13, "months", date(2026, 1, 5), date(2024, 12, 5)),
        (3650, "months", date(2026, 1, 5), date(1721, 11, 5)),
    ],
)
def test_from_which_day_on_answers_are_kept(amount: int, unit: str, today: date, since: date | None) -> None:
    assert rules.kept_since(Terms(amount, unit), today) == since


def test_a_promise_can_only_become_stricter() -> None:
    today = date(2026, 11, 22)
    told = Terms(6, "months", "delete")
    for after, field in (
        (Terms(), "amount"),
        (Terms(7, "months", "delete"), "amount"),
        (Terms(200, "days", "delete"), "amount"),
        (Terms(6, "months", "anonymize"), "end_with"),
    ):
        with pytest.raises(Invalid) as caught:
            rules.check_promise(told, after, today, is_published=True)
        assert list(caught.value.errors) == [field]
        rules.check_promise(told, after, today, is_published=False)
    rules.check_promise(told, Terms(30, "days", "delete"), today, is_published=True)
    rules.check_promise(
        Terms(6, "months", "anonymize"), Terms(6, "months", "delete"), today, is_published=True
    )
    rules.check_promise(Terms(), Terms(1, "days", "delete"), today, is_published=True)


@pytest.mark.parametrize("end_with", ["anonymize", "delete"])
def test_old_answers_end(context: Flask, clock: Any, end_with: str) -> None:
    """Their texts, alerts, receipts and what was begun or tried; counts and rows agree, the young stay as they are."""
    survey = make_survey("transaction", choices=True)
    other = make_survey("transaction")
    version = versions_of(survey)[0]
    code = next(spec.code for spec in specs_of(version.questions) if spec.kind == "choice")
    with transaction():
        sittings.save(survey, version, "", language="en", page=1, answers={"csat": "1"})
        trials.keep(survey, version, {"csat": "1"}, "en", by=SYSTEM)
        retention.change(survey, Terms(30, "days", end_with), by=SYSTEM)
    for one in (survey, other):
        key = answer(one, {"csat": 1, "why": "My number is 13800000000"})
        with transaction() as session:
            session.add(Respondent(response_id=int(key, 16), survey_id=one.id, pseudonym="p"))
        answer(one, {"csat": 5} | ({code: "c1"} if one is survey else {}))
    clock.move(days=30)
    assert not queries.due(survey, queries.terms_of(survey.id)) and jobs.expire_answers() == 0
    answer(survey, {"csat": 2, "why": "young"})
    clock.move(days=1)
    due = queries.due(survey, queries.terms_of(survey.id))
    assert (due.forms, due.begun, due.tests) == (2, 1, 1)
    assert jobs.expire_answers() == 4 and jobs.expire_answers() == 0
    texts = db.session.scalars(
        select(Answer.text).where(Answer.survey_id == survey.id, Answer.text.is_not(None))
    )
    assert list(texts) == ["young"]
    assert not db.session.scalars(select(Sitting)).all() and not db.session.scalars(select(Trial)).all()
    assert rollup() == recount() and by_segment() == recount_by_segment()
    assert stored() == (5 if end_with == "anonymize" else 3)
    kept = select(Response.receipt_hash).where(Response.survey_id == survey.id)
    assert sum(1 for receipt in db.session.scalars(kept) if receipt) == 1
    known = select(func.count()).select_from(Respondent).where(Respondent.survey_id == survey.id)
    assert db.session.scalar(known) == 0
    alerts = select(func.count()).select_from(Alert).where(Alert.survey_id == survey.id)
    assert db.session.scalar(alerts) == 1
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.event == "SurveyAnswersExpired"))
    assert entry is not None and entry.changed == [f"{end_with}: 2", "begun: 1", "tests: 1"]


def test_the_page_shows_what_would_go_and_the_form_tells_it(
    app: Flask, browser: Browser, new_browser: Any, clock: Any
) -> None:
    with app.app_context():
        make_person("ann", roles=(Role.COORDINATOR,), password=PASSWORD)
        survey = make_survey("transaction")
        survey_id, link = survey.id, f"/s/{survey.public_id}"
        for _ in range(6):
            answer(survey, {"csat": 1, "why": "slow"})
    clock.move(days=3)
    customer = new_browser()
    customer.get(link)
    assert "deleted after" not in customer.text
    browser.sign_in("ann", PASSWORD)
    browser.get(f"/surveys/{survey_id}/retention")
    browser.submit(amount="0", unit="days", button="Save", status=422)
    browser.submit(amount="2", unit="days", end_with="delete", button="See what would go")
    assert "Nothing was saved" in browser.text and "6" in browser.page.texts("dd")
    with app.app_context():
        assert queries.terms_of(survey_id) == Terms() and stored() == 6
    browser.submit(amount="2", unit="days", end_with="delete", button="Save")
    customer.get(link)
    assert "Your answers are deleted after 2 days." in customer.text
    browser.submit(amount="3", unit="days", end_with="delete", button="Save", status=422)
    assert "It can only become shorter" in browser.text
    with app.app_context():
        assert jobs.expire_answers() == 6 and stored() == 0
        assert db.session.get(Survey, survey_id) is not None

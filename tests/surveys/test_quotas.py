"""Quotas count the answers that are there: changed, withdrawn, brought in and deleted ones included."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM
from improve.surveys import service
from improve.surveys.corrections import service as corrections
from improve.surveys.invitations import limits, quotas, spending
from improve.surveys.invitations.limits import QuotaData
from improve.surveys.invitations.models import Quota, QuotaPlace
from improve.surveys.models import Anonymity, Survey
from improve.surveys.queries import published_version
from improve.surveys.retention import jobs
from improve.surveys.retention import service as retention
from improve.surveys.retention.values import Terms
from tests.surveys.inviting import invite
from tests.surveys.making import by_segment, make_survey, recount, recount_by_segment, rollup, stored

ALL, REPAIR, ADVICE, SUZHOU = ("all", ""), ("choice", "c1"), ("choice", "c2"), ("contact", "苏州")
QUOTAS = (("all", 9, ""), ("answer:choice", 3, "Repair"), ("answer:choice", 4, "Advice"))


def want(survey: Survey, *wanted: tuple[str, int, str]) -> None:
    for what, most, value in wanted:
        with transaction():
            limits.add(db.session.get_one(Survey, survey.id), QuotaData(what, most, value), by=SYSTEM)


def taken() -> dict[tuple[str, str], int]:
    """What each quota says."""
    db.session.rollback()
    return {
        (row.code if row.source == "answer" else row.source, row.value): row.taken
        for row in db.session.scalars(select(Quota))
    }


def send(survey_id: int, choice: str, guest: Any = None) -> str:
    """One answer; its receipt."""
    with transaction():
        raw = {"nps": 9, "choice": choice}
        survey = db.session.get_one(Survey, survey_id)
        return service.answer(survey, raw, "en", invited=guest).secret


def correct(survey_id: int, receipt: str, choice: str | None) -> None:
    """Choose something else, or with None withdraw."""
    with transaction():
        survey = db.session.get_one(Survey, survey_id)
        kept = corrections.find(survey, receipt, to_change=True)
        if kept is not None and choice is None:
            corrections.withdraw(survey, kept)
        elif kept is not None and choice is not None:
            corrections.correct(survey, kept, {"nps": 9, "choice": choice}, "en")


def test_a_place_is_free_again_when_its_answer_changes_or_goes(context: Any, clock: Any) -> None:
    survey = make_survey(choices=True)
    want(survey, *QUOTAS)
    receipts = [send(survey.id, "c1") for _ in range(3)]
    with pytest.raises(quotas.Full):
        send(survey.id, "c1")
    correct(survey.id, receipts[0], "c2")
    assert taken() == {ALL: 3, REPAIR: 2, ADVICE: 1}
    receipts.append(send(survey.id, "c1"))
    with pytest.raises(Invalid) as refused:  # the third place was given to somebody else
        correct(survey.id, receipts[0], "c1")
    assert refused.value.errors == {"": [corrections.ENOUGH]}
    correct(survey.id, receipts[1], None)
    assert taken() == {ALL: 3, REPAIR: 2, ADVICE: 1}
    with transaction():
        version = published_version(db.session.get_one(Survey, survey.id))
        assert version is not None
        forms = [("en", [("nps", "9", None), ("choice", "c1", None)])] * 5
        service.keep_forms(survey, version, clock.now.date(), forms)  # brought in, not asked
    assert taken() == {ALL: 8, REPAIR: 7, ADVICE: 1}
    with transaction():
        retention.change(db.session.get_one(Survey, survey.id), Terms(1, "days", "delete"), by=SYSTEM)
    clock.move(days=3)
    jobs.expire_answers()
    assert stored() == 0 and taken() == {ALL: 0, REPAIR: 0, ADVICE: 0}


@pytest.mark.parametrize(("anonymity", "after"), [("anonymous", 1), ("pseudonymous", 0), ("identified", 0)])
def test_a_place_among_contacts_is_free_where_it_is_known_whose_it_was(
    context: Any, clock: Any, anonymity: str, after: int
) -> None:
    """Also that of an answer from before the quota; an anonymous answer leads to no attribute."""
    survey = make_survey(choices=True, anonymity=Anonymity(anonymity))
    receipts = []
    for number in range(2):
        token = invite(survey, f"li{number}@example.com", attributes={"city": "苏州"}).rpartition("/")[2]
        with transaction():
            guest = spending.find(survey.id, token)
        receipts.append(send(survey.id, "c1", guest))
        if number == 0:
            want(survey, ("contact:city", 5, "苏州"))
        assert taken()[SUZHOU] == number + 1
    assert len(db.session.scalars(select(QuotaPlace)).all()) == (0 if anonymity == "anonymous" else 2)
    for receipt in receipts:
        correct(survey.id, receipt, "c2")
        assert taken()[SUZHOU] == 2
    for receipt in receipts:
        correct(survey.id, receipt, None)
    assert taken()[SUZHOU] == 2 * after


def test_many_who_answer_change_and_withdraw_at_once(app: Flask, clock: Any) -> None:
    """Nobody waits for another in a circle, no quota is exceeded, and each count is that of the answers."""
    with app.app_context():
        survey = make_survey(choices=True)
        survey_id = survey.id
        want(survey, *QUOTAS)
        receipts = [send(survey_id, f"c{number % 2 + 1}") for number in range(6)]
        db.session.remove()

    def act(number: int) -> None:
        dice = random.Random(number)
        with app.app_context():
            try:
                if number % 3:
                    correct(survey_id, dice.choice(receipts), dice.choice(("c1", "c2", None)))
                else:
                    send(survey_id, dice.choice(("c1", "c2")))
            except (quotas.Full, Invalid):
                pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(48)))
    with app.app_context():
        counts: dict[str, int] = {}
        for (_version, code, _day, value), count in rollup().items():
            if code == "choice":
                counts[value] = counts.get(value, 0) + count
        assert taken() == {ALL: stored(), REPAIR: counts.get("c1", 0), ADVICE: counts.get("c2", 0)}
        assert all(taken()[key] <= most for key, most in ((ALL, 9), (REPAIR, 3), (ADVICE, 4)))
        assert rollup() == recount() and by_segment() == recount_by_segment()

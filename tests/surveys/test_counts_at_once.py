"""Who changes several answers in one transaction counts them in the order in which answers are counted, whatever the
order of the answers themselves: otherwise PostgreSQL ends one of the two transactions, and somebody's answer is lost.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.surveys import service, store
from improve.surveys.erasing import theirs
from improve.surveys.invitations import sending, spending
from improve.surveys.invitations import service as inviting
from improve.surveys.models import Anonymity, Response, Survey
from improve.surveys.retention import service as retention
from improve.surveys.values.texts import NewQuestion
from tests.accounts.test_concurrency import at_once
from tests.surveys.inviting import make_contact, make_wave, outbox, path_in, wave_of
from tests.surveys.making import by_segment, make_survey, recount, recount_by_segment, rollup

PATIENCE = 20
MAIL = "wang@example.com"


@pytest.mark.databases("postgresql")
def test_erasing_while_answers_come_in(app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        make_contact(MAIL)
        ids = []
        for number in (2, 1):  # what was answered last is erased first
            monkeypatch.setattr(secrets, "randbits", lambda _bits, number=number: number)
            survey = make_survey(anonymity=Anonymity.IDENTIFIED)
            make_wave(survey, ignores_rest=True)
            sending.send_due()
            with transaction():
                guest = spending.find(survey.id, path_in(outbox()[-1]).rpartition("/")[2])
                service.answer(survey, {"nps": 9}, "en", invited=guest)
            ids.append(survey.id)
        monkeypatch.undo()
        db.session.remove()
    is_half_erased = Event()
    end = retention.end

    def end_slowly(response: Response, *, is_deleted: bool) -> None:
        end(response, is_deleted=is_deleted)
        if not is_half_erased.is_set():
            is_half_erased.set()
            time.sleep(0.5)  # the other one comes as far as it can

    monkeypatch.setattr(retention, "end", end_slowly)

    def erase() -> None:
        with app.app_context(), transaction():
            theirs.erase(MAIL)

    def send() -> None:
        """Two answers in one commit, as `together` writes them."""
        with app.app_context():
            assert is_half_erased.wait(PATIENCE)
            with transaction(), store.counted_together():
                for number in ids:
                    service.answer(db.session.get_one(Survey, number), {"nps": 9}, "en")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(erase), pool.submit(send)]:
            done.result(60)
    with app.app_context():
        assert rollup() == recount()
        assert by_segment() == recount_by_segment()


def test_what_several_change_on_a_survey_at_once(app: Flask, clock: Any) -> None:
    """Each comes in turn: nothing is there twice, and who comes too late is told."""
    with app.app_context():
        open_one = make_survey(anonymity=Anonymity.IDENTIFIED)
        draft, number = make_survey(published=False).id, open_one.id
        make_contact(MAIL)
        wave_id = make_wave(open_one, started=False)
        db.session.remove()

    def survey(of: int) -> Survey:
        return db.session.get_one(Survey, of)

    asked = Localized(en="Why?", zh_Hans="为什么？")
    cases: list[tuple[Callable[[], Any], dict[str, int]]] = [
        (lambda: service.add_question(survey(draft), NewQuestion("nps", asked), by=SYSTEM), {"done": 4}),
        (lambda: service.revise(survey(number), by=SYSTEM), {"done": 1, "Refused": 3}),
        (lambda: inviting.begin(survey(number), by=SYSTEM), {"done": 4}),
        (lambda: inviting.start(wave_of(wave_id), by=SYSTEM), {"done": 1, "Refused": 3}),
    ]
    for act, ends in cases:
        assert at_once(app, [act] * 4) == ends

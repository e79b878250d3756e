"""The door of a survey under load: few statements, small pages, and nothing lost that was acknowledged."""

from __future__ import annotations

import gzip
import re
import threading
import time
from typing import Any

import pytest
from flask import Flask

from benchmarks import load_surveys
from benchmarks.load_server import serving
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.surveys import queries, service
from improve.surveys.logic.paths import laid_out
from improve.surveys.models import Question, Survey
from improve.surveys.service.settings import write
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from tests.surveys.making import make_survey, stored

MOST_BYTES = 30 * 1024
QUESTIONS = 100
# What a whole answer of one page may ask of the database: see docs/performance.md.
MOST_READING, MOST_ANSWERING = 2, 12


def _send(client: Any, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = client.post(address, data={**hidden, "q_nps": "9", "go": "send"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_an_answer_needs_few_statements(app: Flask, statements: Any) -> None:
    """Neither the page nor the answer reads the survey again while nobody changes it; a change is seen at once."""
    with app.app_context():
        survey = make_survey(published=False)
        with transaction():
            service.remove_question(survey, "why", by=SYSTEM)
            service.publish_survey(survey, by=SYSTEM)
        survey_id, address = survey.id, f"/s/{survey.public_id}"
    client = app.test_client(use_cookies=False)
    _send(client, address)
    with statements() as reading:
        client.get(address)
    assert reading.count <= MOST_READING, reading.texts
    with statements() as whole:
        _send(client, address)
    assert whole.count <= MOST_READING + MOST_ANSWERING, whole.texts
    tokens = {re.findall(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[0] for _ in range(3)}
    assert len(tokens) == 3  # the page is kept, its nonce is not
    with app.app_context(), transaction():
        service.close(db.session.get_one(Survey, survey_id), by=SYSTEM)
    assert client.get(address).status_code == 410


def test_a_page_is_small(app: Flask) -> None:
    """Under 30 kB compressed with its style, also with a hundred questions, ten on a page, and all carried along."""
    text = Localized(
        en="How content were you with this part of our service?", zh_Hans="您对这一部分服务满意吗？"
    )
    with app.app_context():
        survey = make_survey(published=False)
        with transaction():
            version = queries.draft_version(survey)
            assert version is not None
            version.questions.clear()
            db.session.flush()
            specs = [
                Spec(f"q{n}", Kind.CSAT, text, low_label=text, high_label=text, begins_page=n % 10 == 1)
                for n in range(1, QUESTIONS + 1)
            ]
            for position, spec in enumerate(laid_out(specs), 1):
                row = Question(code=spec.code, kind=str(spec.kind), position=position)
                write(row, spec)
                version.questions.append(row)
            db.session.flush()
            service.publish_survey(survey, by=SYSTEM)
        address = f"/s/{survey.public_id}"
    client = app.test_client(use_cookies=False)
    page, pages = client.get(address), 1
    style = client.get(re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)[0])
    while page.status_code == 200:
        assert len(gzip.compress(page.data)) + len(gzip.compress(style.data)) < MOST_BYTES, pages
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        asked = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page.text), "4")
        last = 'value="send"' in page.text
        page = client.post(address, data={**hidden, **asked, "go": "send" if last else "next"})
        pages += 1
    assert page.status_code == 303 and pages == QUESTIONS / 10 + 1


@pytest.mark.databases("sqlite")
def test_nothing_is_lost_when_the_server_is_killed(app: Flask, database: Any, tmp_path: Any) -> None:
    """A web process is killed by its id while answers come in; each one that was acknowledged is there."""
    with app.app_context():
        address = f"/s/{make_survey().public_id}"
        url = db.engine.url.render_as_string(hide_password=False)
        db.session.remove()
        db.engine.dispose()
    with serving(tmp_path, url, 1) as (port, server):
        found: list[load_surveys.Found] = []
        clients = threading.Thread(target=lambda: found.append(load_surveys.run(port, 3, 4.0, address)))
        clients.start()
        with load_surveys.killing(server, 1.2) as killed:
            time.sleep(3.0)
        clients.join()
    with app.app_context():
        assert killed and found[0].receipts
        assert load_surveys.lost(found[0].receipts) == 0
        assert load_surveys.lost(["nobody was given this"]) == 1
        assert stored() >= len(found[0].receipts)

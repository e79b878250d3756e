"""The door of a survey under load: few statements, small pages, and nothing lost that was acknowledged."""

from __future__ import annotations

import gzip
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import and_, event, insert, select, update
from sqlalchemy.orm import aliased

from benchmarks import load_surveys
from benchmarks.load_server import free_port, killed, started
from improve.core.commits import EXTENSION, together
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.surveys import queries, service
from improve.surveys.logic.paths import laid_out
from improve.surveys.models import Answer, Question, Response, SpentForm, Survey
from improve.surveys.nonces import Nonce
from improve.surveys.queries.results import spans_of
from improve.surveys.queries.surveys import specs_asked
from improve.surveys.rules.standing import AlreadyAnswered
from improve.surveys.service.settings import write
from improve.surveys.sittings.models import Sitting
from improve.surveys.store import counted_together
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Spec
from tests.conftest import Clock
from tests.surveys.making import (
    TITLE,
    answer,
    answer_many,
    by_segment,
    make_survey,
    recount,
    recount_by_segment,
    rollup,
    stored,
)

TODAY = date(2026, 11, 22)

MOST_BYTES = 30 * 1024
QUESTIONS = 100
# What a whole answer of one page may ask of the database: see docs/performance.md.
MOST_READING, MOST_ANSWERING = 2, 9
MOST_KEEPING = 5
MOST_RESULTS = 18


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


def test_results_read_each_thing_once(app: Flask, statements: Any, sign_in: Any) -> None:
    """However many answers there are: neither the wording nor the periods of the score are read twice."""
    with app.app_context():
        survey_id = make_survey(choices=True).id
        answer_many(db.session.get_one(Survey, survey_id), {9: 8, 3: 6}, choice="c1")
    browser = sign_in(Role.ADMINISTRATOR, login="chief")
    address = f"/surveys/{survey_id}/results"
    browser.get(address)
    with statements() as few:
        browser.client.get(address)
    with app.app_context():
        answer_many(db.session.get_one(Survey, survey_id), {9: 30, 0: 30}, choice="c2")
        db.session.remove()
    with statements() as many:
        browser.client.get(address)
    assert few.count == many.count <= MOST_RESULTS, many.texts
    assert sum("surveys_question" in one and "SELECT surveys_question" in one for one in many.texts) == 0
    # The score by day, from which trend, segments' rest and hidden periods come; all counts; first and last day.
    assert sum("FROM surveys_rollup" in one for one in many.texts) == 3, many.texts
    # The forms by segment, and the score in the segments that the table shows.
    assert sum("FROM surveys_segment_rollup" in one for one in many.texts) == 2, many.texts
    with statements() as compared:
        browser.client.get(f"{address}/compare")
    assert sum("_rollup" in one for one in compared.texts) <= 5, compared.texts


def test_what_a_page_read_is_kept_until_its_transaction_ends(context: object) -> None:
    """Not while writing, not beyond, and not for other arguments."""
    survey = make_survey()
    answer_many(survey, {9: 6})
    with transaction():
        assert spans_of(survey.id, "nps") is not spans_of(survey.id, "nps")
    before = spans_of(survey.id, "nps")
    assert spans_of(survey.id, "nps") is before and spans_of(survey.id, "why") is not before
    answer_many(survey, {9: 1})
    assert [dict(counts) for counts in spans_of(survey.id, "nps").values()] == [{"9": 7}]


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


def test_answers_that_come_together_are_stored_by_one_commit(app: Flask) -> None:
    """While one writes the others line up; who has sent the form before, or a form too late, fails alone."""
    with app.app_context():
        survey = make_survey()
        survey_id = survey.id
        with transaction():
            service.answer(survey, {"nps": 9}, "en", Nonce("spent", 1, TODAY))
        engine = db.engine
        db.session.remove()
    gate, began, commits = threading.Event(), threading.Event(), list[int]()
    event.listen(engine, "commit", lambda _connection: commits.append(1))

    def send(number: int, mark: str) -> str:
        with app.app_context():
            kept = db.session.get_one(Survey, survey_id)
            db.session.expunge(kept)

            def work() -> str:
                if number == 0:
                    began.set()
                    assert gate.wait(30)
                return service.answer(kept, {"nps": number}, "en", Nonce(mark, 1, TODAY)).key

            try:
                return together(work, counted_together)
            except AlreadyAnswered:
                return "already"

    def sent(marks: list[str]) -> list[str]:
        """The first one holds the others up until all have lined up."""
        gate.clear(), began.clear(), commits.clear()
        with ThreadPoolExecutor(len(marks)) as pool:
            first = pool.submit(send, 0, marks[0])
            assert began.wait(30)
            others = [pool.submit(send, number, mark) for number, mark in enumerate(marks[1:], 1)]
            line = app.extensions[EXTENSION][counted_together]
            while line.waiting < len(others):
                time.sleep(0.01)
            gate.set()
            return [one.result() for one in (first, *others)]

    assert len(set(sent([f"mark {n}" for n in range(8)])) - {"already"}) == 8
    assert len(commits) == 2, "the first, and all others"
    outcomes = sent(["a", "b", "spent", "c", "d"])
    assert outcomes[2] == "already" and len(set(outcomes)) == 5
    with app.app_context():
        assert stored() == 1 + 8 + 4
        assert rollup() == recount() and by_segment() == recount_by_segment()


@pytest.mark.databases("sqlite")
def test_nothing_is_lost_when_the_server_is_killed(app: Flask, database: Any, tmp_path: Any) -> None:
    """All its processes are killed by their ids while answers come in; each one that was acknowledged is there."""
    with app.app_context():
        address = f"/s/{make_survey().public_id}"
        url = db.engine.url.render_as_string(hide_password=False)
        db.session.remove()
        db.engine.dispose()
    port, found, ended = free_port(), list[load_surveys.Found](), threading.Event()
    server = started(tmp_path, url, 2, port)
    try:
        clients = threading.Thread(
            target=lambda: found.append(load_surveys.run(port, 6, 120.0, address, ended))
        )
        clients.start()
        with app.app_context():
            while stored() < 30 and clients.is_alive():
                db.session.remove()
                time.sleep(0.05)
            db.session.remove()
    finally:
        killed(server)
        ended.set()
    clients.join()
    with app.app_context():
        assert found[0].broken and len(found[0].receipts) > 10
        assert load_surveys.lost(found[0].receipts) == 0
        assert load_surveys.lost(["nobody was given this"]) == 1
        assert stored() >= len(found[0].receipts)


def test_a_page_of_comments_is_what_all_of_them_say(context: object, clock: Clock) -> None:
    """Any page, of any group, segment and days, is that part of the whole list: newest day first, then by key."""
    survey = make_survey(choices=True)
    chosen = {"c1": "en", "c2": "zh_Hans"}
    for day in range(3):
        clock.set(datetime(2026, 5, 4 + day, 9, tzinfo=UTC))
        for number in range(8):
            code = f"c{1 + number % 2}"
            given = {"nps": (9, 2)[number % 3 == 0], "why": f"{day} {number}", "choice": code}
            answer(survey, given, chosen[code])
    other = aliased(Answer)
    everything = db.session.execute(
        select(Answer.day, Answer.response_id, Answer.text, Answer.value, Response.language, other.value)
        .join(Response, Response.id == Answer.response_id)
        .join(other, and_(other.response_id == Answer.response_id, other.question_code == "choice"))
        .where(Answer.question_code == "why")
    ).all()
    whole = sorted(everything, reverse=True)
    assert len(whole) == 24 and {row[5] for row in whole} == set(chosen)
    may = (date(2026, 5, 5), date(2026, 5, 6))
    wanted = [
        ({}, lambda _row: True),
        ({"group": Group.LOW}, lambda row: row[3] == "low"),
        ({"segment": ("choice", "c2")}, lambda row: row[5] == "c2"),
        ({"segment": ("_language", "en")}, lambda row: row[4] == "en"),
        ({"days": may}, lambda row: row[0] >= may[0]),
        (
            {"group": Group.HIGH, "segment": ("choice", "c1"), "days": may},
            lambda row: row[3] == "high" and row[5] == "c1" and row[0] >= may[0],
        ),
        ({"segment": ("_s99", "y")}, lambda _row: False),
    ]
    for asked, fits in wanted:
        texts = [row[2] for row in whole if fits(row)]
        for first in range(0, 26, 5):
            found = queries.comments(survey.id, "why", limit=5, offset=first, **asked)
            assert [one.text for one in found] == texts[first : first + 5], (asked, first)


def test_a_kept_page_is_the_one_that_is_made_anew(app: Flask, statements: Any) -> None:
    """The page after a score is kept for all who gave it: it says the same as one that is made for one person, with
    his own nonce and key; and what he has given is kept under it, by few statements."""
    with app.app_context():
        address = f"/s/{make_survey().public_id}"
    client = app.test_client(use_cookies=False)

    def sent(score: str, **more: str) -> tuple[str, str, str]:
        token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[0]
        answered = client.post(address, data={"csrf_token": token, "q_nps": score, "go": "next", **more})
        key = re.findall(r'name="key" value="([^"]+)"', answered.text)[0]
        assert answered.status_code == 200 and f'name="csrf_token" value="{token}"' in answered.text
        return token, key, answered.text

    def plain(found: tuple[str, str, str]) -> str:
        token, key, text = found
        assert f"{address}/r/{key}" in text
        return text.replace(token, "TOKEN").replace(key, "KEY")

    for score in ("9", "2"):
        first = sent(score)
        with statements() as asked:
            again = sent(score)
        assert plain(first) == plain(again) and first[0] != again[0] and first[1] != again[1]
        # Two readings and a writing transaction, the last of them with one row.
        assert asked.count <= MOST_READING + MOST_KEEPING, asked.texts
        # An unknown key makes it a page of its own: that of somebody whose answers were forgotten.
        assert plain(sent(score, key="forgotten")) == plain(first)
        assert f'value="{score}"' in client.get(f"{address}/r/{again[1]}").text
    with app.app_context():
        assert (
            sorted(row.answers["nps"] for row in db.session.scalars(select(Sitting))) == ["2"] * 3 + ["9"] * 3
        )
    shown = sent("9", q_why="<b>")[2]
    assert "&lt;b&gt;" in shown  # whatever else was typed makes the page one of its own


def test_what_another_table_gets_does_not_ask_for_the_number_again(context: object, statements: Any) -> None:
    """On SQLite, where nobody else writes meanwhile; on PostgreSQL it is asked after each statement of our own."""
    survey = make_survey()
    specs_asked(1)
    row = {"nonce_hash": "a", "expires_on": TODAY}
    with transaction() as session:
        specs_asked(1)
        session.execute(insert(SpentForm).values(row))
        with statements() as asked:
            specs_asked(1)
        assert asked.count == (0 if db.engine.dialect.name == "sqlite" else 1), asked.texts
        session.execute(update(Question).where(Question.code == "nps").values(hint=TITLE))
        assert next(one.hint for one in specs_asked(survey.id)) == TITLE
        session.rollback()

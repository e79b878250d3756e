"""The page on which answers from a file are brought in: columns, a check that stores nothing, and then the start."""

from __future__ import annotations

import io
import os
from typing import Any

from flask import Flask
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.imports import jobs, store
from improve.imports.models import Profile, Run
from improve.surveys import queries
from improve.surveys.models import Survey
from tests.people import PASSWORD, make_person, make_unit
from tests.surveys.conftest import SignIn
from tests.surveys.making import make_survey, recount, rollup, stored
from tests.surveys.test_limesurvey_files import LSA

SCORES = "No,Date,How likely,token,Notes\n1,2026-01-05,9,secret,x\n2,2026-01-06,11,,\n3,2026-01-07,0,,\n"


def upload(browser: Any, number: int, content: bytes, name: str = "scores.csv", status: int = 303) -> str:
    """Send a file; where its columns are chosen."""
    browser.get(f"/imports/new/responses-{number}")
    token = browser.page.one('main input[name="csrf_token"]').attributes["value"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    sent = browser.client.post(f"/imports/new/responses-{number}", data=data, headers=browser.headers)
    assert sent.status_code == status, sent.text
    return str(sent.headers.get("Location", ""))


def test_nothing_is_stored_before_the_start(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey = make_survey(published=False)
        number, other = survey.id, make_survey().id
    ann = sign_in(Role.CASE_HANDLER)
    ann.get(f"/surveys/{number}")
    ann.follow("Bring in answers from a file")
    assert "Answers to a survey" in ann.page.h1
    page = ann.get(upload(ann, number, SCORES.encode()))
    assert page.h1 == "3 rows in “scores.csv”: which column is what?"
    assert "published and closed at once" in page.text
    ann.submit(button="Check without storing", status=422)  # no question has a column yet
    chosen = {"map-external_id": "No", "map-submitted_at": "Date", "map-nps": "How likely"}
    page = ann.submit(button="Check without storing", raw=chosen | {"save_as": "Scores"})
    assert page.h1 == "2 rows would be new, 0 changed, 1 left out"
    for told in (
        "How likely",
        "2 columns are not taken",
        "It says who answered",
        "No field was chosen",
    ):
        assert told in page.text, told
    with app.app_context():
        assert stored() == 0
        kept = db.session.get_one(Survey, number)
        assert (kept.status, queries.published_version(kept)) == ("draft", None)
        assert db.session.scalars(select(Profile)).one().name == "Scores"
    page = ann.submit(button="Bring in now")
    assert page.h1 == "2 new rows from “scores.csv”"
    assert "token" in page.text and "secret" not in page.text
    with app.app_context():
        assert queries.counts_of(number)["nps"] == {"9": 1, "0": 1}
        assert db.session.get_one(Survey, number).status == "closed"
        assert rollup() == recount()
        assert list(store.folder().iterdir()) == []  # with its tokens
    # The same file into another survey, with the saved mapping.
    ann.get(upload(ann, other, SCORES.encode()))
    page = ann.submit(button="Use it", raw={"profile": "Scores"})
    page = ann.submit(button="Bring in now")
    assert page.h1 == "2 new rows from “scores.csv”"
    ann.get(upload(ann, other, SCORES.encode()))
    page = ann.submit(button="Bring in now", raw=chosen)
    assert page.h1 == "0 new rows from “scores.csv”"
    with app.app_context():
        assert stored() == 4


def test_only_who_manages_a_survey_brings_in_its_answers(
    app: Flask, new_browser: Any, sign_in: SignIn
) -> None:
    with app.app_context():
        mine, theirs = make_unit("Mine"), make_unit("Theirs")
        number = make_survey(unit_id=theirs.id).id
        bob_himself = make_person("bob", password=PASSWORD)
        with transaction():
            accounts.give_role(bob_himself, Role.COORDINATOR, mine, by=SYSTEM)
    ann = sign_in(Role.COORDINATOR)
    place = upload(ann, number, SCORES.encode())
    bob = new_browser()
    bob.sign_in("bob", PASSWORD)
    with app.app_context():
        run = db.session.scalars(select(Run)).one()
        assert place.endswith(f"/imports/{run.id}")
    for address in (
        f"/imports/new/responses-{number}",
        place,
        "/imports/new/responses-999",
        "/imports/new/responses-x",
    ):
        bob.get(address, status=404)
    for bad in (b"", b"\x00\x01\x02", b"PK\x03\x04 broken"):
        upload(ann, number, bad, status=422)
    with app.app_context(), transaction():
        db.session.delete(db.session.get_one(Survey, number))
    ann.get(place, status=404)
    ann.get("/imports")
    assert "scores.csv" in ann.page.text


def test_an_archive_of_limesurvey_in_both_languages(app: Flask, sign_in: SignIn) -> None:
    for language, heading in (("en", "2 new rows"), ("zh_Hans", "2")):
        ann = sign_in(Role.COORDINATOR, login=language, language=language)
        ann.get("/surveys/from-file")
        token = ann.page.one('main input[name="csrf_token"]').attributes["value"]
        data = {"csrf_token": token, "file": (io.BytesIO(LSA), "survey_9.lsa")}
        assert ann.client.post("/surveys/from-file", data=data, headers=ann.headers).status_code == 200
        with app.app_context():
            number = max(db.session.scalars(select(Survey.id)))
        ann.get(upload(ann, number, LSA, "survey_9.lsa"))
        start = "Bring in now" if language == "en" else "开始导入"
        page = ann.submit(button=start)
        assert page.h1 is not None and heading in page.h1
        with app.app_context():
            assert queries.counts_of(number)["yes_no"] == {"A1": 1}


def test_what_nobody_starts_is_forgotten(app: Flask, sign_in: SignIn, clock: Any) -> None:
    with app.app_context():
        number = make_survey().id
    ann = sign_in(Role.COORDINATOR)
    place = upload(ann, number, SCORES.encode())
    with app.app_context():
        (store.folder() / "stray").write_bytes(b"of nobody")
        assert jobs.forget_files() == 0
        os.utime(store.folder() / "stray", (0, 0))
        assert jobs.forget_files() == 1
    ann.get(place)
    clock.move(days=15)
    with app.app_context():
        for path in store.folder().iterdir():
            os.utime(path, (0, 0))
        jobs.forget_files()
        assert (db.session.scalars(select(Run)).all(), list(store.folder().iterdir())) == ([], [])
    sign_in(Role.COORDINATOR, login="li").get(place, status=404)

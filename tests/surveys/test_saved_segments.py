"""Segments by what is noted of contacts, and segments that somebody saved. Feature table row "Segments"."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.contacts.models import Contact
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.surveys import feeds, service
from improve.surveys.corrections import service as corrections
from improve.surveys.models import Answer, Response, Survey, Version
from improve.surveys.queries.surveys import published_version
from improve.surveys.retention import service as retention
from improve.surveys.segments import saving
from improve.surveys.segments.models import SavedSegment
from improve.surveys.segments.queries import Segment, segments_of, split
from improve.surveys.segments.rules import saved_code
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from tests.conftest import Clock
from tests.people import act, make_person
from tests.surveys.conftest import SignIn
from tests.surveys.inviting import invite
from tests.surveys.making import (
    TITLE,
    by_segment,
    make_survey,
    recount,
    recount_by_segment,
    rollup,
)
from tests.surveys.test_results import fill
from tests.surveys.test_segments import make_split

NPS = Spec("nps", Kind.NPS, TITLE)
HOSTILE = "<b>East</b> & “A” &amp;"


def published(survey: Survey) -> Version:
    found = published_version(survey)
    assert found is not None
    return found


def choose(survey_id: int, *codes: str) -> None:
    with transaction():
        kept = db.session.get_one(Survey, survey_id)
        saving.choose_of_contacts(kept, saving.OfContacts(codes), by=SYSTEM)


def test_what_is_noted_of_a_contact_goes_with_the_answer(app: Flask, new_browser: Any) -> None:
    """As it stands when they answer and as far as they were told; a correction keeps it, anonymizing takes it."""
    noted = {"region": "East", "motto": "x" * 41, "secret": "7"}
    with app.app_context():
        survey = make_survey("transaction", anonymity="pseudonymous")
        survey_id, path = survey.id, invite(survey, attributes=noted)
        choose(survey_id, "region", "motto")
        with pytest.raises(Invalid):
            choose(survey_id, "name_of_nobody")
    browser = new_browser()
    browser.get(f"{path}?score=5")
    assert "What our list of contacts says of you goes with them: motto, region." in browser.text
    browser.submit(button="Next")
    with app.app_context():
        choose(survey_id, "region", "motto", "secret")  # they were not told of the secret
    browser.submit(button="Send")
    with app.app_context(), transaction():
        rows = db.session.scalars(select(Answer).where(Answer.question_code.startswith("@"))).all()
        assert [(row.question_code, row.value) for row in rows] == [("@region", "East")]
        contact = db.session.scalars(select(Contact)).one()
        contact.attributes = {"region": "West"}
    secret = browser.response.request.args["receipt"]
    with app.app_context():
        choose(survey_id)  # taken no more: what is there stays
        with transaction():
            kept = db.session.get_one(Survey, survey_id)
            found = corrections.find(kept, secret)
            assert found is not None
            corrections.correct(kept, found, {"csat": 1}, "en")
        assert ("@region", "East", "csat", "1") in {(*key[1:4], key[5]) for key in by_segment()}
        assert by_segment() == recount_by_segment() and rollup() == recount()
        with transaction():
            retention.end(db.session.scalars(select(Response)).one(), is_deleted=False)
        assert not [key for key in by_segment() if key[1] == "@region"]
        assert by_segment() == recount_by_segment() and rollup() == recount()
        silent = make_survey("transaction")
        with pytest.raises(Refused):
            choose(silent.id, "region")


def test_saved_segments_are_counted_once_whoever_answers_meanwhile(context: Flask) -> None:
    """Answers that are stored while a segment is saved are in it, each once."""
    survey = make_split()
    person = make_person("eve", roles=(Role.ADMINISTRATOR,))
    actor, app = act(person), context.app
    offered = [Segment("choice", "Choice", {"c1": 5, "c2": 5}), Segment("_language", "Language", {"en": 9})]

    def fill_in(number: int) -> None:
        with app.app_context():
            for step in range(6):
                with transaction():
                    kept = db.session.get_one(Survey, survey.id)
                    service.answer(kept, {"nps": 9, "choice": f"c{(number + step) % 2 + 1}"}, "en")
                if number == 0 and step < 2:
                    with transaction():
                        kept = db.session.get_one(Survey, survey.id)
                        parts = ["choice:c1", "_language:en"]
                        saving.save(kept, saving.NewSegment(f"S{step}", parts[: step + 1]), offered, by=actor)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(fill_in, range(3)))
    db.session.rollback()
    assert by_segment() == recount_by_segment()
    assert sum(n for key, n in by_segment().items() if key[1] == "_s1" and key[3] == "_response") == 9


def places(clock: Clock) -> int:
    """A survey with places: north 48, south 48, east 40, west 6, tiny 2."""
    survey = make_split()
    fill(survey, clock)
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        forms = [("zh_Hans", [("nps", "9", None), ("place", "east", None), ("why", "high", "ours")])] * 40
        # Beside the two answers of "tiny" one more place is hidden, so that they do not follow.
        forms += [("en", [("nps", "5", None), ("place", "west", None)])] * 6
        service.keep_forms(kept, published(kept), datetime(2026, 4, 10, tzinfo=UTC).date(), forms)
    return survey.id


def test_a_segment_is_saved_read_shared_and_deleted(app: Flask, sign_in: SignIn, clock: Clock) -> None:
    with app.app_context():
        survey_id = places(clock)
    base = f"/surveys/{survey_id}/results"
    chief, other = (
        sign_in(Role.ADMINISTRATOR, login="chief"),
        sign_in(Role.COMMITTEE, login="zhu", language="zh_Hans"),
    )
    chief.get(f"{base}/segments")
    form = dict(chief.form(f"{base}/segments").values.items(multi=True))
    for wrong in ({"name": "Nobody"}, {"name": "X", "parts": "place:tiny"}, {"parts": "place:east"}):
        answer = chief.client.post(f"{base}/segments", data={**form, **wrong})
        assert answer.status_code == 422
    parts = ["place:east", "place:north"]
    assert (
        chief.client.post(f"{base}/segments", data={**form, "name": HOSTILE, "parts": parts}).status_code
        == 303
    )
    page = chief.get(f"{base}/segments").text
    assert "1 saved segment" in page and HOSTILE in page
    with app.app_context():
        code = saved_code(db.session.scalars(select(SavedSegment.id)).one())
        found = split(survey_id, code, NPS, PeriodKind.MONTH)
        numbers = found.numbers("y")
        assert numbers is not None and sum(numbers.values()) == 88
    assert "east or north" in page and "88 answers" in page
    assert "88" in chief.get(f"{base}?segment={code}:y").text
    assert "ours" in chief.text and "south 1" not in chief.text
    chief.get(f"{base}/compare?a_segment={code}:y&b_segment=place:south")
    # Private: not to be seen, filtered by, changed or fed to a metric by others.
    assert HOSTILE not in other.get(f"{base}/segments").text
    assert "Only a part" not in other.get(f"{base}?segment={code}:y").text
    number = code.removeprefix("_s")
    token = {"csrf_token": form["csrf_token"]}
    assert other.client.post(f"{base}/segments/{number}/delete", data=token).status_code in (400, 404)
    with app.app_context():
        key = f"{survey_id}:nps:{code}:y"
        assert feeds.offer(SYSTEM, key) is None and feeds.read(key, PeriodKind.MONTH) == []
    assert chief.client.post(f"{base}/segments/{number}/share", data=token).status_code == 303
    assert "“A”" in other.get(f"{base}/segments").text
    with app.app_context():
        offer = feeds.offer(SYSTEM, key)
        assert offer is not None and "East" in str(offer.label)
        assert len(feeds.read(key, PeriodKind.MONTH)) >= 3 and feeds.read(key, PeriodKind.DAY)
        row, survey = db.session.get_one(SavedSegment, int(number)), db.session.get_one(Survey, survey_id)
        with pytest.raises(Forbidden), transaction():
            saving.retire(survey, row, by=act(make_person("reader", roles=(Role.COMMITTEE,))))
    assert chief.client.post(f"{base}/segments/{number}/delete", data=token).status_code == 303
    assert "No saved segments yet" in chief.get(f"{base}/segments").text
    assert chief.client.post(f"{base}/segments/{number}/share", data=token).status_code == 404
    with app.app_context():
        assert feeds.offer(SYSTEM, key) is None and feeds.read(key, PeriodKind.MONTH) == []
        assert by_segment() == recount_by_segment()  # deleted, and counted on
        assert all(one.saved_id is None for one in segments_of(db.session.get_one(Survey, survey_id), [NPS]))

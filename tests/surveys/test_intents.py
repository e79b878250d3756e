"""Scores clicked in mails: noted as intents, never as answers, and counted beside the score where the owner says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from improve.accounts.queries import actor_of
from improve.audit.models import AuditEntry
from improve.contacts.models import Contact
from improve.core import clock as time
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.policy import SYSTEM, Role
from improve.notifications import delivery
from improve.surveys import service as survey_service
from improve.surveys.erasing import theirs
from improve.surveys.intents import queries, rules, service
from improve.surveys.intents.models import Intent
from improve.surveys.intents.rules import Opened
from improve.surveys.invitations import sending, spending
from improve.surveys.invitations.models import Invitation, InvitationMail
from improve.surveys.models import Anonymity, Rollup, Survey
from improve.surveys.queries.report import results_of
from improve.surveys.queries.surveys import company_today
from improve.surveys.retention import queries as retained
from improve.surveys.retention import service as retention
from improve.surveys.retention.values import End, Terms, Unit
from improve.surveys.values.kinds import Kind
from improve.web.access import LOADERS
from tests.people import PASSWORD, make_person
from tests.surveys.inviting import make_contact, make_wave, outbox, path_in
from tests.surveys.making import make_survey, stored

READER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("opened", "human", "counts"),
    [
        (Opened(9), True, True),
        (Opened(0), True, True),
        (Opened(None), True, False),
        (Opened(9, has_waited=False), True, False),
        (Opened(9, is_soon=True), False, False),
        (Opened(9, is_automatic=True), False, False),
        (Opened(None, is_burst=True), False, False),
        (Opened(9, is_burst=True), False, False),
    ],
)
def test_which_clicks_count(opened: Opened, human: bool, counts: bool) -> None:
    assert (rules.looks_human(opened), rules.counts(opened)) == (human, counts)


def test_who_looks_like_a_program() -> None:
    for name, method, expected in (
        (READER, "GET", False),
        (READER, "HEAD", True),
        ("Mozilla/5.0 (Linux; Android 12; CUBOT X50) Chrome/120", "GET", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) MicroMessenger/8.0.50", "GET", False),
        ("", "GET", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", "GET", True),
        ("python-requests/2.32", "GET", True),
        ("BarracudaCentral/1.0", "GET", True),
        ("Mozilla/5.0 HeadlessChrome/130", "GET", True),
        ("curl/8.5.0", "GET", True),
    ):
        assert rules.looks_automatic(name, method) is expected, name


def paths(survey: Survey, number: int) -> list[str]:
    """The links of so many contacts whose mails were handed over."""
    for one in range(number):
        make_contact(f"c{one}@example.com")
    make_wave(survey, ignores_rest=True)
    while sending.send_due():
        pass
    found = [path_in(mail) for mail in outbox()]
    delivery.deliver()
    return found


def get(
    app: Flask, path: str, score: object, *, agent: str = READER, method: str = "GET", **headers: str
) -> int:
    found = app.test_client().open(
        f"{path}?score={score}", method=method, headers={"User-Agent": agent, **headers}
    )
    return found.status_code


def kept() -> list[tuple[int, int, int, bool, bool]]:
    db.session.rollback()
    rows = db.session.scalars(select(Intent).order_by(Intent.invitation_id, Intent.score))
    return [(row.score, row.clicks, row.seconds, row.is_automatic, row.is_burst) for row in rows]


def test_a_click_is_noted_once_and_counted_and_is_never_an_answer(app: Flask, clock: Any) -> None:
    with app.app_context():
        survey = make_survey(anonymity="identified")
        first, second, third, fourth, fifth = paths(survey, 5)
        public = f"/s/{survey.public_id}"
        clock.move(seconds=90)
        for _again in range(3):
            assert get(app, first, 9) == 200
        for wrong in ("11", "-1", "09", "nine", "99999999999"):
            assert get(app, first, wrong) == 200
        assert get(app, public, 9) == 200, "the public link knows nobody"
        assert kept() == [(9, 3, 90, False, False)]
        assert db.session.scalars(select(Invitation.opened).order_by(Invitation.id)).all()[0]
        assert get(app, second, 3, method="HEAD") == 200
        assert get(app, second, 4, **{"Sec-Purpose": "prefetch"}) == 200, "nobody is there yet"
        for score in (0, 5, 10):
            get(app, third, score)
        get(app, fourth, 7)
        clock.move(minutes=2)
        get(app, fourth, 8)
        assert kept()[1:] == [
            (3, 1, 90, True, False),
            (0, 1, 90, False, True),
            (5, 1, 90, False, True),
            (10, 1, 90, False, True),
            (7, 1, 90, False, False),
            (8, 1, 210, False, False),
        ]
        flags = select(Invitation.opened, Invitation.clicked, Invitation.completed).order_by(Invitation.id)
        assert [tuple(row) for row in db.session.execute(flags)] == [
            (True, True, False),
            (False, True, False),
            (True, True, False),
            (True, True, False),
            (False, False, False),
        ]
        assert stored() == 0 and db.session.scalar(select(func.count()).select_from(Rollup)) == 0
        assert db.session.scalar(select(func.count()).where(AuditEntry.event == "SurveyAnswered")) == 0
        with transaction():
            # A mail from before clicks were noted promised nothing of them; one in the outbox is read by programs.
            mails = db.session.scalars(select(InvitationMail).order_by(InvitationMail.invitation_id)).all()
            mails[4].sent_at = None
        before = kept()
        assert get(app, fifth, 6) == 200 and kept() == before
        with transaction():
            db.session.scalars(select(InvitationMail).order_by(InvitationMail.invitation_id.desc())).all()[
                0
            ].state = "queued"
        assert get(app, fifth, 6) == 200 and kept()[-1] == (6, 1, 0, False, False)


@pytest.mark.parametrize("anonymity", list(Anonymity))
def test_what_is_kept_before_and_after_the_answer(app: Flask, clock: Any, anonymity: Anonymity) -> None:
    with app.app_context():
        survey = make_survey(anonymity=anonymity)
        (path,) = paths(survey, 1)
        clock.move(minutes=5)
        page = app.test_client().get(f"{path}?score=9&lang=en").text
        is_anonymous = anonymity is Anonymity.ANONYMOUS
        assert ("A click on a score in our mail is not stored" in page) is is_anonymous
        assert ("is noted until you answer" in page) is not is_anonymous
        assert kept() == ([] if is_anonymous else [(9, 1, 300, False, False)])
        (told,) = [one for one in theirs.held("c0@example.com") if one.code == theirs.INVITATIONS]
        told_clicks = told.records[0]["clicked_and_not_sent"]
        assert [one["score"] for one in told_clicks] == ([] if is_anonymous else [9])
        with transaction():
            guest = spending.find(survey.id, path.rpartition("/")[2])
            survey_service.answer(db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest)
        assert get(app, path, 9) == 200 and kept() == [], "which score was clicked goes with the answer"
        row = db.session.scalars(select(Invitation)).one()
        assert (row.clicked, row.opened, row.completed) == (not is_anonymous, True, True)
        wanted = db.session.get_one(Survey, survey.id)
        with transaction():
            if is_anonymous:
                with pytest.raises(Refused):
                    service.count_clicks(wanted, True, by=SYSTEM)
            else:
                service.count_clicks(wanted, True, by=SYSTEM)
                service.count_clicks(wanted, True, by=SYSTEM)
        changes = select(func.count()).where(AuditEntry.event == "SurveyChanged")
        assert db.session.scalar(changes) == (0 if is_anonymous else 1)


def click(survey: Survey, scores: dict[int, int], **more: Any) -> None:
    """So many invitations with one click each on a score, an hour ago."""
    wave = db.session.scalars(select(Invitation.wave_id)).first()
    with transaction():
        for score, number in scores.items():
            for _one in range(number):
                total = db.session.scalar(select(func.count()).select_from(Contact)) or 0
                contact = Contact(
                    email=f"x{total}@example.com",
                    email_key=f"x{total}@example.com",
                    name="",
                    attributes={},
                    created_at=time.now(),
                    updated_at=time.now(),
                )
                db.session.add(contact)
                db.session.flush()
                row = Invitation(
                    wave_id=wave,
                    survey_id=survey.id,
                    contact_id=contact.id,
                    state="sent",
                    sent_at=time.now(),
                    mails=1,
                )
                db.session.add(row)
                db.session.flush()
                facts = {
                    "first_at": time.now() - timedelta(hours=1),
                    "clicks": 1,
                    "seconds": 60,
                    "is_automatic": False,
                    "is_burst": False,
                }
                db.session.add(
                    Intent(invitation_id=row.id, score=score, survey_id=survey.id, **{**facts, **more})
                )


def test_the_score_with_clicks_hides_small_numbers_and_never_touches_the_score(context: Any) -> None:
    survey = make_survey(anonymity="identified")
    paths(survey, 1)
    with transaction():
        for _one in range(6):
            survey_service.answer(db.session.get_one(Survey, survey.id), {"nps": 10}, "en")

    def found() -> tuple[Any, Any]:
        db.session.rollback()
        row = db.session.get_one(Survey, survey.id)
        report = results_of(row)
        assert report.leading is not None and report.leading.score is not None
        assert (report.leading.score.n, report.leading.score.value, report.responses) == (6, 100.0, 6)
        return queries.clicks_of(row, report.leading.score), report

    assert found()[0] is None
    click(survey, {0: 4})
    assert found()[0] == queries.Clicks(None, None, None), "fewer than five"
    click(survey, {5: 1})
    assert found()[0] == queries.Clicks(5, 5, None), "the owner has not chosen it"
    with transaction():
        service.count_clicks(db.session.get_one(Survey, survey.id), True, by=SYSTEM)
    together = found()[0].together
    # 6 promoters, 5 detractors: 100 * (6 - 5) / 11
    assert (together.clicks, together.score.n, together.score.kind) == (5, 11, Kind.NPS)
    assert together.score.value == pytest.approx(100 / 11)
    click(survey, {9: 3}, is_automatic=True)
    assert found()[0].human is None, "three programs follow from the difference"
    assert found()[0].together == together
    for sign in ({"seconds": 4}, {"is_burst": True}, {"first_at": time.now()}):
        click(survey, {9: 2}, **sign)
    assert (found()[0].not_sent, found()[0].human, found()[0].together) == (14, 7, together)
    with transaction():
        # A second score of the same person, hours later: they are undecided, and then four clicks are left.
        one = db.session.scalars(select(Intent).where(Intent.score == 5)).one()
        values = {column.key: getattr(one, column.key) for column in Intent.__table__.columns}
        db.session.add(Intent(**{**values, "score": 6, "first_at": time.now() - timedelta(hours=9)}))
    assert (found()[0].not_sent, found()[0].human, found()[0].together) == (14, 7, None)


def test_clicks_end_with_time_and_with_the_contact(app: Flask, clock: Any) -> None:
    with app.app_context():
        survey = make_survey(anonymity="pseudonymous")
        old, erased, young = paths(survey, 3)
        get(app, old, 9)
        clock.move(days=40)
        get(app, erased, 3)
        get(app, young, 4)
        with transaction():
            terms = Terms(30, Unit.DAYS, End.ANONYMIZE)
            row = db.session.get_one(Survey, survey.id)
            retention.change(row, terms, by=SYSTEM)
        due = retained.due(db.session.get_one(Survey, survey.id), terms)
        assert due.since is not None and due.since <= company_today() and due.clicks == 1
        with transaction():
            assert retention.expire(db.session.get_one(Survey, survey.id)) == 1
        assert [row[0] for row in kept()] == [3, 4]
        with transaction():
            theirs.erase("c1@example.com")
        assert [row[0] for row in kept()] == [4]
        assert get(app, erased, 3) == 404


def test_clicks_and_an_answer_at_once_leave_no_click_behind(app: Flask) -> None:
    """Noted before the answer it is deleted with it, after it it is not noted; many clicks are one row."""
    with app.app_context():
        survey_id = make_survey(anonymity="identified").id
        path = paths(db.session.get_one(Survey, survey_id), 1)[0]
        db.session.remove()

    def act(number: int) -> int:
        if number != 5:
            return get(app, path, 9)
        with app.app_context(), transaction():
            guest = spending.find(survey_id, path.rpartition("/")[2])
            survey_service.answer(db.session.get_one(Survey, survey_id), {"nps": 9}, "en", invited=guest)
        return 200

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(act, range(10))) == {200}
    with app.app_context():
        assert kept() == [] and stored() == 1


@pytest.mark.databases("sqlite")
def test_the_pages_say_it_and_the_owner_chooses(app: Flask, new_browser: Any, monkeypatch: Any) -> None:
    with app.app_context():
        reader = actor_of(make_person("aud", roles=[Role.AUDITOR]))
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        survey = make_survey(anonymity="identified")
        survey_id = survey.id
        path = paths(survey, 1)[0]
        with transaction():
            for _one in range(6):
                survey_service.answer(db.session.get_one(Survey, survey_id), {"nps": 10}, "en")
        click(survey, {0: 5})
        anonymous_id = make_survey().id
    browser = new_browser()
    browser.sign_in("ann", PASSWORD)
    results = f"/surveys/{survey_id}/results"
    said = "5 people clicked a score in the mail and did not send it. 5 of them look like people"
    browser.get(results)
    assert said in browser.text and "With clicks counted" not in browser.text
    browser.get(f"/surveys/{survey_id}/limits")
    browser.submit("count-clicks", raw={"counts_clicks": "1"})
    browser.get(results)
    assert "With clicks counted: 9 (n 11, of them 5 clicks)" in browser.text
    browser.get(f"{results}/drop-off")
    assert said in browser.text
    browser.get(f"/surveys/{anonymous_id}/limits")
    assert "nothing is stored of the scores" in browser.text
    app.extensions[LOADERS].insert(0, lambda: reader)
    found = app.test_client().get(f"/api/v1/surveys/{survey_id}/results").json
    assert found and (found["n"], found["score"]) == (6, 100.0)
    together = found["clicks"].pop("with_clicks")
    assert found["clicks"] == {"not_sent": 5, "people": 5}
    assert (together["n"], together["clicks"], round(together["score"], 1)) == (11, 5, 9.1)
    app.extensions[LOADERS].pop(0)
    csv = browser.client.get(f"/surveys/{survey_id}/answers.csv").text
    assert len(csv.strip().splitlines()) == 7, "a head and six answers"

    def breaks(*_given: object, **_named: object) -> None:
        raise OperationalError("note", {}, Exception("database is locked"))

    monkeypatch.setattr(service, "note", breaks)
    assert get(app, path, 9) == 200, "the page comes whatever becomes of the note"

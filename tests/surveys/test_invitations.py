"""Invitations: who is asked when, links that work once, and what stays unknown of whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from improve.audit.models import AuditEntry
from improve.contacts import service as contacts
from improve.contacts.models import Contact, Silence
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.localized import Localized
from improve.core.mail.bounces import Bounce, bounces
from improve.core.policy import SYSTEM, Role
from improve.notifications import compose, delivery
from improve.surveys import service as survey_service
from improve.surveys.invitations import hearing, limits, queries, quotas, sending, service, spending
from improve.surveys.invitations.limits import QuotaData
from improve.surveys.invitations.models import (
    Invitation,
    InvitationMail,
    Quota,
    Reason,
    Respondent,
    WaveState,
)
from improve.surveys.invitations.rules import RestRule, Window, left_in_peace, next_in
from improve.surveys.invitations.values import REMINDER, RestData, WaveData
from improve.surveys.jobs import part_invitations
from improve.surveys.models import Anonymity, Response, Survey
from improve.surveys.rules.standing import AlreadyAnswered
from improve.surveys.values.settings import Draft
from tests.page import attribute
from tests.people import PASSWORD, make_person
from tests.surveys.inviting import invite, make_contact, make_wave, outbox, path_in, wave_of
from tests.surveys.making import TITLE, make_survey, stored

DAYTIME = Window(9, 18)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-18T03:00", "Asia/Shanghai", "2026-11-18T03:00"),  # 11:00 there
        ("2026-11-18T00:30", "Asia/Shanghai", "2026-11-18T01:00"),  # 8:30 there
        ("2026-11-18T10:00", "Asia/Shanghai", "2026-11-19T01:00"),  # 18:00: over for today
        ("2026-11-20T10:00", "Asia/Shanghai", "2026-11-23T01:00"),  # Friday evening
        ("2026-11-18T03:00", "Europe/Berlin", "2026-11-18T08:00"),
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-30T07:00"),  # summer time begins on the Sunday between
        ("2026-11-18T03:00", "America/Los_Angeles", "2026-11-18T17:00"),  # the evening before there
    ],
)
def test_mail_goes_in_the_hours_of_the_contact(now: str, zone: str, expected: str) -> None:
    assert next_in(DAYTIME, at(now), zone) == at(expected)


def test_a_window_to_midnight_and_on_weekends() -> None:
    window = Window(22, 24, on_weekends=True)
    assert next_in(window, at("2026-11-21T23:30"), "UTC") == at("2026-11-21T23:30")
    assert next_in(window, at("2026-11-22T00:00"), "UTC") == at("2026-11-22T22:00")


NOW = at("2026-11-18T03:00")


@pytest.mark.parametrize(
    ("days_ago", "everywhere", "here", "reason"),
    [
        ([], RestRule(1, 30), RestRule(1, 90), None),
        ([(2, 29)], RestRule(1, 30), RestRule(1, 90), Reason.RESTS),
        ([(2, 30)], RestRule(1, 30), RestRule(1, 90), None),
        ([(1, 89)], RestRule(1, 30), RestRule(1, 90), Reason.RESTS_HERE),
        ([(1, 90)], RestRule(1, 30), RestRule(1, 90), None),
        ([(2, 5), (3, 9)], RestRule(3, 30), RestRule(1, 90), None),
        ([(2, 5), (3, 9), (4, 29)], RestRule(3, 30), RestRule(1, 90), Reason.RESTS),
        ([(1, 0), (2, 0)], RestRule(1, 0), RestRule(5, 0), None),
    ],
)
def test_who_is_left_in_peace(days_ago: Any, everywhere: RestRule, here: RestRule, reason: Any) -> None:
    before = [(survey, NOW - timedelta(days=days)) for survey, days in days_ago]
    assert left_in_peace(1, before, everywhere, here, NOW) == reason


def test_a_wave_from_its_start_to_the_last_reminder(context: Any, clock: Any) -> None:
    survey = make_survey()
    make_contact("wang@example.com", name="王芳", language="zh_Hans", attributes={"city": "无锡"})
    ann = make_contact("ann@example.com", name="Ann <b>", language="en")
    quiet = make_contact("quiet@example.com")
    with transaction():
        contacts.end_mail(db.session.get_one(Contact, quiet), Silence.UNSUBSCRIBED)
    body = Localized(
        en="Hello {{contact.name|you}} from {{contact.city|somewhere}}", zh_Hans="{{contact.name}}您好"
    )
    with transaction():
        data = WaveData(TITLE, body, REMINDER, 0, 24, True, reminders=2, remind_after=3)
        wave_id = service.begin(db.session.get_one(Survey, survey.id), data, by=SYSTEM).id
        service.start(wave_of(wave_id), by=SYSTEM)
    assert sending.send_due() == 2
    assert sending.send_due() == 0
    first, second = outbox()
    assert (first.subject, second.subject) == ("上门维修", "Repair visit")
    assert "王芳您好" in (first.letter or "") and "打开调查" in (first.letter or "")
    assert "Hello Ann <b> from somewhere" in (second.letter or "")
    html = second.letter_html or ""
    assert "Hello Ann &lt;b&gt; from somewhere" in html and html.count("score=") == 11
    mail = compose.message(second, NOW)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/contacts/unsubscribe/" in mail["List-Unsubscribe"]
    token = path_in(second).rpartition("/")[2]
    kept = db.session.scalars(select(InvitationMail.token_hash)).all()
    assert token not in kept and len(token) >= 22
    for days, mails in ((2, 2), (1, 4), (3, 6), (30, 6)):
        clock.move(days=days)
        sending.send_due()
        assert len(outbox()) == mails
    tokens = {path_in(one) for one in outbox() if one.address == "ann@example.com"}
    assert len(tokens) == 3, "each mail has a link of its own"
    assert all(spending.find(survey.id, one.rpartition("/")[2]) for one in tokens)
    rates = queries.response_rates(survey.id)
    assert (rates.chosen, rates.skipped, rates.sent) == (3, {"silent": 1}, 0)
    delivery.deliver()
    db.session.rollback()
    assert queries.response_rates(survey.id).delivered == 2
    assert db.session.get_one(Contact, ann).bounces == 0


def test_reminders_stop_at_an_answer_even_in_the_outbox(context: Any, clock: Any) -> None:
    survey = make_survey()
    token = invite(survey).rpartition("/")[2]
    delivery.deliver()
    clock.move(days=6)
    assert sending.send_due() == 1
    with transaction():
        guest = spending.find(survey.id, token)
        survey_service.answer(db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest)
    delivery.deliver()
    assert [mail.state for mail in outbox()] == ["sent", "dropped"]
    clock.move(days=30)
    assert sending.send_due() == 0
    rates = queries.response_rates(survey.id)
    assert (rates.sent, rates.completed, rates.response_rate, rates.completion_rate) == (1, 1, 1.0, 1.0)


def test_rest_holds_over_surveys_and_every_skip_has_its_reason(context: Any, clock: Any) -> None:
    visits, parcels = make_survey(), make_survey("transaction")
    make_contact("wang@example.com")
    for survey, reason in ((visits, None), (visits, Reason.RESTS_HERE), (parcels, Reason.RESTS)):
        wave_id = make_wave(survey)
        sending.send_due()
        db.session.rollback()
        found = db.session.scalars(select(Invitation).where(Invitation.wave_id == wave_id)).one()
        assert found.reason == reason
    make_wave(parcels, ignores_rest=True)
    assert sending.send_due() == 1
    with transaction():
        service.set_rest(db.session.get_one(Survey, visits.id), RestData(100, 0, 9, 90), by=SYSTEM)
    make_wave(visits)
    assert sending.send_due() == 1
    make_wave(visits, needs_consent=True)
    assert sending.send_due() == 0
    with transaction():
        db.session.get_one(Survey, visits.id).closes_on = date(2020, 1, 1)
    assert queries.response_rates(visits.id).skipped == {"rests_here": 1, "no_consent": 1}
    with pytest.raises(Refused):
        make_wave(visits)


def test_a_sample_is_drawn_again_from_its_seed(context: Any) -> None:
    survey = make_survey()
    ids = [
        make_contact(f"c{number}@example.com", attributes={"city": "无锡" if number % 2 else "苏州"})
        for number in range(12)
    ]
    wave = wave_of(make_wave(survey, sample_size=3, attribute="city", attribute_is="无锡"))
    chosen = sorted(db.session.scalars(select(Invitation.contact_id)))
    assert (len(chosen), wave.pool) == (3, 6)
    assert set(chosen) <= set(ids[1::2])
    assert chosen == service.drawn(ids[1::2], 3, wave.seed or "")
    assert len({tuple(service.drawn(ids, 3, f"{seed:032x}")) for seed in range(20)}) > 10


def test_a_mail_is_written_once_whatever_ends_the_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle of a batch nothing of it is there; two workers at once never write the same."""
    with app.app_context():
        survey = make_survey()
        for number in range(7):
            make_contact(f"c{number}@example.com")
        make_wave(survey)
        monkeypatch.setattr(sending, "AT_ONCE", 3)
        real, calls = sending.letters.letter, []

        def dies(*given: Any) -> Any:
            calls.append(given)
            if len(calls) == 5:
                raise KeyboardInterrupt
            return real(*given)

        monkeypatch.setattr(sending.letters, "letter", dies)
        with suppress(KeyboardInterrupt):
            sending.send_due()
        assert len(outbox()) == 3, "the batch that was whole"
        db.session.remove()

    def work(_number: int) -> int:
        with app.app_context():
            return sending.send_due()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 4
    with app.app_context():
        assert len({mail.address for mail in outbox()}) == len(outbox()) == 7
        numbers = db.session.execute(select(InvitationMail.invitation_id, InvitationMail.number)).all()
        assert len(set(numbers)) == 7


def test_a_link_is_spent_once_by_many_at_once(app: Flask) -> None:
    with app.app_context():
        survey_id = make_survey().id
        token = invite(db.session.get_one(Survey, survey_id)).rpartition("/")[2]
        db.session.remove()

    def send(_number: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    guest = spending.find(survey_id, token)
                    survey_service.answer(
                        db.session.get_one(Survey, survey_id), {"nps": 9}, "en", invited=guest
                    )
            except AlreadyAnswered:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(12))).count(True) == 1
    with app.app_context():
        assert stored() == 1


def test_quotas_are_exact_when_many_answer_at_once(app: Flask) -> None:
    with app.app_context():
        survey = make_survey(choices=True)
        survey_id = survey.id
        with transaction():
            kept = db.session.get_one(Survey, survey_id)
            survey_service.answer(kept, {"nps": 9, "choice": "c1"}, "en")
        for what, most, value in (("all", 12, ""), ("answer:choice", 5, "Repair")):
            with transaction():
                limits.add(db.session.get_one(Survey, survey_id), QuotaData(what, most, value), by=SYSTEM)
        with pytest.raises(Invalid), transaction():
            limits.add(
                db.session.get_one(Survey, survey_id), QuotaData("answer:choice", 5, "Nonsense"), by=SYSTEM
            )
        db.session.remove()

    def send(number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    raw = {"nps": 9, "choice": f"c{number % 2 + 1}"}
                    survey_service.answer(db.session.get_one(Survey, survey_id), raw, "en")
            except quotas.Full:
                return "full"
            return raw["choice"]  # type: ignore[return-value]

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(32)))
    assert (outcomes.count("c1"), outcomes.count("c2")) == (4, 7)
    with app.app_context():
        assert stored() == 12
        assert sorted(db.session.scalars(select(Quota.taken))) == [5, 12]


@pytest.mark.parametrize("anonymity", list(Anonymity))
def test_what_is_kept_of_who_answers(context: Any, clock: Any, anonymity: Anonymity) -> None:
    survey = make_survey(anonymity=anonymity)
    tokens = [invite(survey, "wang@example.com").rpartition("/")[2]]
    make_wave(survey, ignores_rest=True)
    sending.send_due()
    tokens.append(path_in(outbox()[-1]).rpartition("/")[2])
    for token in tokens:
        with transaction():
            guest = spending.find(survey.id, token)
            survey_service.answer(db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "SurveyAnswered")).all()
    assert len(told) == (0 if anonymity is Anonymity.ANONYMOUS else 2), "an entry has an instant"
    contact_id = db.session.scalar(select(Contact.id))
    kept = db.session.scalars(select(Respondent)).all()
    instants = db.session.scalars(select(Response.answered_at)).all()
    if anonymity is Anonymity.ANONYMOUS:
        assert (kept, instants) == ([], [None, None])
        columns = inspect(Invitation).columns
        finer = [c.key for c in columns if "DATE" in str(c.type).upper() or "UtcDateTime" in str(c.type)]
        assert {"due_at", "sent_at"} >= set(finer), "nothing tells when somebody answered"
        assert db.session.scalars(select(Invitation.due_at)).all() == [None, None]
    elif anonymity is Anonymity.PSEUDONYMOUS:
        assert len({row.pseudonym for row in kept}) == 1 and kept[0].contact_id is None and instants[0]
    else:
        assert {row.contact_id for row in kept} == {contact_id} and instants[0]
    other = make_survey(anonymity=anonymity)
    with transaction(), pytest.raises(Invalid):
        row = db.session.get_one(Survey, other.id)
        survey_service.revise(row, by=SYSTEM)
        wanted = next(one for one in Anonymity if one != anonymity)
        survey_service.change_draft(row, Draft(TITLE, anonymity=wanted), by=SYSTEM)


@pytest.mark.databases("postgresql")
def test_after_the_night_no_transaction_leads_from_a_link_to_an_answer(context: Any) -> None:
    survey = make_survey()
    for name in ("wang", "li", "zhao"):
        make_contact(f"{name}@example.com")
    make_wave(survey)
    sending.send_due()
    for mail in reversed(outbox()):
        with transaction():
            guest = spending.find(survey.id, path_in(mail).rpartition("/")[2])
            survey_service.answer(db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest)

    def written_by(table: str, order: str) -> list[str]:
        found = db.session.execute(text(f"SELECT xmin::text FROM {table} ORDER BY {order}"))
        return list(found.scalars())

    assert set(written_by("surveys_response", "id")) == set(written_by("surveys_invitation", "id"))
    assert part_invitations() == 3
    assert not set(written_by("surveys_response", "id")) & set(written_by("surveys_invitation", "id"))
    ids = db.session.execute(text("SELECT id FROM surveys_invitation ORDER BY ctid")).scalars().all()
    assert list(ids) == sorted(ids), "nor does the place in the file"


DSN = """From: MAILER-DAEMON@mx.example.net
To: bounces@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; wang@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--B
Content-Type: {kind}

Message-ID: <{uid}@example.org>
Subject: A minute

{rest}
--B--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind", "expected"),
    [
        ("failed", "5.1.1", "message/rfc822", True),
        ("failed", "5.1.1", "text/rfc822-headers", True),
        ("FAILED", "5.2.2 (mailbox full)", "message/rfc822", False),
        ("failed", "4.4.1", "message/rfc822", False),
        ("failed", "", "message/rfc822", False),
        ("delayed", "4.4.1", "message/rfc822", None),
        ("delivered", "2.0.0", "message/rfc822", None),
    ],
)
def test_notifications_of_mails_that_came_back(action: str, status: str, kind: str, expected: Any) -> None:
    content = DSN.format(action=action, status=status, kind=kind, uid="ab" * 16, rest="x").encode()
    found = bounces(content)
    assert found == ([] if expected is None else [Bounce("ab" * 16, expected)])
    assert bounces(b"") == bounces(b"Content-Type: multipart/report\r\n\r\n") == []


def test_what_comes_back_ends_mail_to_that_address_only(context: Any, clock: Any) -> None:
    survey = make_survey()
    invite(survey)
    delivery.deliver()
    uid = outbox()[-1].uid
    with transaction():
        hearing.bounced(Bounce("00" * 16, True))
    assert db.session.scalar(select(Contact.silence)) is None, "nobody guesses the id of a mail"
    for _again in range(2):
        with transaction():
            hearing.bounced(Bounce(uid, True))
    row = db.session.scalars(select(Contact)).one()
    assert (row.silence, row.bounces) == (Silence.BOUNCED, 1)
    rates = queries.response_rates(survey.id)
    assert (rates.sent, rates.delivered) == (1, 0)
    clock.move(days=6)
    assert sending.send_due() == 0, "no reminder to an address that does not exist"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_get_stores_nothing_and_a_post_spends_the_link(app: Flask, new_browser: Any, language: str) -> None:
    with app.app_context():
        survey = make_survey(anonymity="identified")
        path = invite(survey, name="王芳")
    public = path.split("/i/", maxsplit=1)[0]
    browser = new_browser(language=language)

    def state() -> tuple[int, list[tuple[bool, bool, bool]]]:
        with app.app_context():
            found = db.session.execute(select(Invitation.opened, Invitation.begun, Invitation.completed))
            return stored(), [tuple(row) for row in found]

    browser.client.head(f"{path}?score=9")
    browser.client.get(f"{path}?score=9", headers={"Sec-Purpose": "prefetch;prerender"})
    assert state() == (0, [(False, False, False)])
    browser.get(f"{path}?score=9&lang={language}")
    assert state() == (0, [(True, False, False)])
    said = "stored together with your name" if language == "en" else "姓名"
    assert said in browser.text
    assert browser.page.css('input[value="9"][checked]')
    next_page, send = ("Next", "Send") if language == "en" else ("下一步", "提交")
    browser.submit(button=next_page)
    assert state() == (0, [(True, True, False)])
    again = next(one for one in browser.links().values() if "key=" in one and "lang=" not in one)
    browser.get(again)
    form = dict(browser.form().values.items(multi=True))
    browser.submit(button=send)
    assert state() == (1, [(True, True, True)])
    assert browser.client.post(path, data={**form, "go": "send"}).status_code == 409
    browser.get(path)
    browser.get(f"{public}/i/{'x' * 22}", status=404)
    browser.get(f"{public}/i/%E2%80%AE" + "9" * 300, status=404)
    assert state()[0] == 1


@pytest.mark.databases("sqlite")
def test_a_withdrawn_link_and_a_full_survey_say_so(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        survey = make_survey()
        survey_id = survey.id
        path = invite(survey, attributes={"city": "无锡"})
        public = path.split("/i/", maxsplit=1)[0]
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            limits.add(kept, QuotaData("contact:city", 1, "无锡"), by=SYSTEM)
            db.session.scalars(select(Quota)).one().taken = 1
    browser = new_browser()
    browser.get(path, status=410)
    assert "heard enough" in browser.text
    browser.get(public)
    with app.app_context(), transaction():
        limits.remove(db.session.get_one(Survey, survey_id), 1, by=SYSTEM)
        service.move(wave_of(1), WaveState.PAUSED, by=SYSTEM)
    browser.get(path)
    form = dict(browser.form().values.items(multi=True))
    with app.app_context(), transaction():
        service.move(wave_of(1), WaveState.WITHDRAWN, by=SYSTEM)
    browser.get(path, status=410)
    assert "withdrawn" in browser.text
    assert browser.client.post(path, data={**form, "q_nps": "9", "go": "send"}).status_code == 409
    with app.app_context():
        assert stored() == 0


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_pages_from_the_text_to_the_list(app: Flask, new_browser: Any, language: str) -> None:
    tongue = {"en": "en", "zh-Hans": "zh_Hans"}[language]
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD, language=tongue)
        survey_id = make_survey().id
        make_contact("wang@example.com", name="王芳", attributes={"city": "无锡"})
    browser = new_browser(language=language)
    browser.sign_in("ann", PASSWORD)
    browser.get(f"/surveys/{survey_id}/invitations")
    browser.get(f"/surveys/{survey_id}/invitations/new")
    raw = {"send_from": "9", "send_until": "9", "sample_size": "0"}
    browser.submit(raw=raw, status=422)
    browser.submit(raw={"body-en": "{{contact.nonsense}}", "sample_size": "", "send_until": "24"}, status=422)
    assert "contact.nonsense" in browser.text
    everything = {"body-en": "Hi {{contact.city|you}}", "send_from": "0", "on_weekends": "y"}
    browser.submit(raw={**everything, "attribute": "city", "attribute_is": "无锡", "sample_size": "1"})
    browser.submit(button="Start writing to them" if language == "en" else "开始发送")
    with app.app_context():
        assert sending.send_due() == 1
    for state in ("", "sent", "skipped", "nonsense"):
        browser.get(f"/surveys/{survey_id}/invitations/1?state={state}")
    browser.get(f"/surveys/{survey_id}/invitations/1/edit")
    browser.submit()
    for what in ("pause", "go_on", "withdraw"):
        form = {"csrf_token": token_of(browser)}
        assert browser.client.post(f"/surveys/{survey_id}/invitations/1/{what}", data=form).status_code == 303
    browser.get(f"/surveys/{survey_id}/invitations")
    browser.get(f"/surveys/{survey_id}/limits")
    browser.submit("rest", all_most="2", all_days="731", status=422)
    browser.submit("rest", all_days="60")
    browser.submit("quota", most="5", given="x", status=422)
    browser.submit("quota", most="500", given="")
    assert "500" in browser.text
    browser.get(f"/surveys/{survey_id}/invitations/2000000000", status=404)


def token_of(browser: Any) -> str:
    return attribute(browser.page.css('input[name="csrf_token"]')[0], "value")


@pytest.mark.databases("sqlite")
def test_a_download_names_whom_the_survey_names(app: Flask, new_browser: Any) -> None:
    """Anonymous: nobody. Under a pseudonym: the pseudonym. With name: the contact, for whoever looks after contacts."""
    heads = {
        "anonymous": "day,wording,language,",
        "pseudonymous": "day,wording,language,answered_at,respondent,",
        "identified": "day,wording,language,answered_at,contact,contact_email,",
    }
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        make_person("eve", roles=[Role.AUDITOR], password=PASSWORD)
        made = {}
        for anonymity in heads:
            survey = make_survey(anonymity=anonymity)
            token = invite(survey, f"{anonymity}@example.com", name="王芳").rpartition("/")[2]
            for guest in (spending.find(survey.id, token), None, None, None, None):
                with transaction():
                    survey_service.answer(
                        db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest
                    )
            made[anonymity] = survey.id
    for login, sees in (("ann", True), ("eve", False)):
        browser = new_browser()
        browser.sign_in(login, PASSWORD)
        for anonymity, head in heads.items():
            said = browser.client.get(f"/surveys/{made[anonymity]}/answers.csv").get_data(as_text=True)
            assert said.lstrip("\ufeff").startswith(head)
            assert ("王芳" in said) is (anonymity == "identified" and sees)
            assert ("@example.com" in said) is (anonymity == "identified" and sees)

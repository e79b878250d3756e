"""Giving out and erasing what is kept of an address. Feature table row "GDPR": export and erase by contact."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import inspect, select, text

from improve.audit.models import AuditEntry
from improve.contacts import queries
from improve.contacts import service as contacts
from improve.contacts.erasing import marks, service
from improve.contacts.models import Source
from improve.contacts.values import ContactData, NewConsentText
from improve.core import clock as house_clock
from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.mail.addresses import keys_in
from improve.core.policy import SYSTEM, Actor, Assignment, Role
from improve.imports import service as imports
from improve.imports.models import Run
from improve.operations.restore import _bring_file
from improve.surveys import service as surveys
from improve.surveys.invitations import sending, spending
from improve.surveys.invitations.models import Respondent
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.outcomes import service as outcomes
from improve.surveys.queries import versions_of
from improve.surveys.retention import service as retention
from improve.surveys.retention.values import Terms
from improve.surveys.sittings import service as sittings
from improve.surveys.sittings.models import Sitting
from improve.surveys.trials import service as trials
from improve.surveys.values.questions import specs_of
from improve.web.importers import importer_of
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person, make_unit
from tests.surveys.inviting import invite, make_contact, make_wave, outbox, path_in
from tests.surveys.making import (
    answer,
    by_segment,
    make_survey,
    recount,
    recount_by_segment,
    rollup,
    stored,
)

WANG, LI = "Wang@example.com", "li@example.com"


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("", set()),
        ("Call me @ noon", set()),
        ("我的邮箱是Wang@Example.com，请回复", {"wang@example.com"}),
        ("Write to <wang@example.com>.", {"wang@example.com"}),
        ("mail:wang@example.com!", {"wang@example.com"}),
        ("ｗａｎｇ＠example.com", {"wang@example.com"}),
        ("a@bücher.example", {"a@xn--bcher-kva.example"}),
        ("xwang@example.com", {"xwang@example.com"}),
        ("wang@example.com.cn", {"wang@example.com.cn"}),
        ("@" * 20_000, set()),
    ],
)
def test_addresses_in_texts(said: str, keys: set[str]) -> None:
    found = keys_in(said)
    assert keys <= found
    if "wang@example.com" not in keys:
        assert "wang@example.com" not in found


def invited_answer(survey: Survey, email: str, raw: dict[str, Any]) -> int:
    """An answer through the personal link of a contact, in the latest mail to it."""
    mail = next(m for m in reversed(outbox()) if m.address == email)
    with transaction():
        guest = spending.find(survey.id, path_in(mail).rpartition("/")[2])
        kept = db.session.get_one(Survey, survey.id)
        return int(surveys.answer(kept, raw, "en", invited=guest).key, 16)


def leftovers(address: str) -> list[str]:
    """Tables in which the address stands anywhere, whatever its capitals."""
    db.session.rollback()
    found = []
    for table in inspect(db.engine).get_table_names():
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
            if address.lower() in " ".join(map(str, row)).lower():
                found.append(table)
    return found


@pytest.fixture
def known(context: Flask, new_people: None) -> dict[str, Any]:
    """Wang and Li everywhere where surveys, mails and imports may know them."""
    with transaction():
        consent = contacts.add_consent_text(NewConsentText("2026-10", "You may ask me."), by=SYSTEM)
        for email in (WANG, LI):
            row = contacts.add(ContactData(email, "王芳", attributes={"city": "无锡"}), by=SYSTEM)
            contacts.keep_consent(row, consent, contacts.today(), Source.PAGE, by_id=None)
    named, kept, quiet = (
        make_survey("transaction", anonymity=anonymity, choices=True)
        for anonymity in ("identified", "pseudonymous", "anonymous")
    )
    with transaction():
        retention.change(db.session.get_one(Survey, kept.id), Terms(12, "months", "anonymize"), by=SYSTEM)
    forms = {}
    for survey in (named, kept, quiet):
        code = next(s.code for s in specs_of(versions_of(survey)[0].questions) if s.kind == "choice")
        make_wave(survey, ignores_rest=True)
        sending.send_due()
        for email in (WANG, LI):
            raw = {"csat": 1, "why": f"Late again, write to {email}", code: "c1"}
            forms[survey.id, email] = invited_answer(survey, email, raw)
    for email in (WANG, LI):
        with transaction():
            fresh = db.session.get_one(Survey, quiet.id)
            outcomes.follow(fresh, email, "en")
            version = versions_of(fresh)[0]
            sittings.save(fresh, version, "", language="en", page=1, answers={"why": email})
            trials.keep(fresh, version, {"csat": "1", "why": email}, "en", by=SYSTEM)
    return {"named": named.id, "kept": kept.id, "quiet": quiet.id, "forms": forms}


@pytest.fixture
def new_people(context: Flask) -> None:
    person = make_person("ann", roles=[Role.ADMINISTRATOR])
    for email in (WANG, LI):
        with transaction():
            imports.upload(importer_of("contacts"), "list.csv", f"E-mail\n{email}\n".encode(), by=act(person))


def test_everything_is_told_then_erased_and_nothing_of_others(known: dict[str, Any]) -> None:
    with transaction():
        told, _files = service.export("wang@EXAMPLE.com", by=SYSTEM)
    counts = {code: len(rows) for code, rows in told.items() if isinstance(rows, list)}
    assert counts == {
        "answers": 1,
        "answers_without_person": 1,
        "invitations": 3,
        "texts_with_the_address": 1,
        "begun": 1,
        "test_answers": 1,
        "wishes_to_hear": 1,
        "mails": 3,
        "imported_files": 1,
        "contact": 1,
        "consents": 1,
    }
    assert told["answers"][0]["answers"]["why"] == f"Late again, write to {WANG}"
    assert LI not in json.dumps(told)
    before = leftovers(LI)
    with transaction():
        gone = service.erase(WANG, by=SYSTEM)
    assert gone == counts
    assert leftovers(WANG) == [] and leftovers(LI) == before
    # One form went whole, one lost its person and its text, the anonymous one its text only.
    assert stored() == 5 and rollup() == recount() and by_segment() == recount_by_segment()
    forms = known["forms"]
    assert db.session.get(Response, forms[known["named"], WANG]) is None
    for place in ("kept", "quiet"):
        rows = select(Answer.question_code).where(Answer.response_id == forms[known[place], WANG])
        assert {"csat"} <= set(db.session.scalars(rows)) and "why" not in set(db.session.scalars(rows))
    assert db.session.get(Respondent, forms[known["kept"], WANG]) is None
    assert db.session.get(Respondent, forms[known["kept"], LI]) is not None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "ContactErased")).one()
    assert dict(line.split(": ") for line in entry.changed) == {k: str(v) for k, v in counts.items()}
    with transaction():
        assert service.held(WANG, by=SYSTEM) == [] and service.erase(WANG, by=SYSTEM) == {}
    assert sum(row.answers is not None for row in db.session.scalars(select(Sitting))) == 1
    states = [run.state for run in db.session.scalars(select(Run).order_by(Run.id))]
    assert states == ["failed", "uploaded"]


def test_only_who_looks_after_all_contacts_gives_out_and_erases(context: Flask) -> None:
    unit = make_unit("Service")
    make_contact(WANG)
    for role, path in ((Role.MEMBER, "/"), (Role.COORDINATOR, unit.path), (Role.AUDITOR, "/")):
        actor = Actor(actor_id=None, assignments=(Assignment(role, path),))
        for use in (service.held, service.export, service.erase):
            with pytest.raises(Forbidden):
                use(WANG, by=actor)
    assert queries.by_address(WANG) is not None and not marks.since(datetime.min.replace(tzinfo=UTC))


def test_the_page_asks_for_the_address_and_leads_through(
    app: Flask, new_browser: Any, browser: Browser
) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        contact_id = make_contact(WANG, name="<b>王芳</b>")
        make_contact(LI)
    browser.sign_in("ann", PASSWORD)
    browser.get(f"/contacts/{contact_id}")
    browser.follow("Give out or erase")
    assert "Answers to anonymous surveys: nothing leads" in browser.text
    got = browser.client.post(
        "/contacts/address/export",
        data={**browser.form(button="Download all of it (ZIP)").values, "email": WANG},
    )
    with zipfile.ZipFile(io.BytesIO(got.data)) as book:
        assert json.loads(book.read("data.json"))["contact"][0]["name"] == "<b>王芳</b>"
    browser.submit(button="Erase for good", typed=LI, status=422)
    assert "Nothing was erased" in browser.text and WANG in browser.text
    browser.submit(button="Erase for good", typed="wang@example.COM")
    assert "Erased: 1 entry" in browser.text and WANG not in browser.text and LI in browser.text
    browser.follow("Give out or erase an address")
    browser.submit(button="Look", email="no address", status=422)
    browser.submit(button="Look", email=WANG)
    assert "Nothing is kept of this address" in browser.text
    browser.submit(button="Erase for good", typed=WANG)
    assert "The address is noted" in browser.text
    with app.app_context():
        events = select(AuditEntry.event, AuditEntry.subject_id, AuditEntry.changed).where(
            AuditEntry.event.in_(["ContactExported", "ContactErased"])
        )
        assert [tuple(row) for row in db.session.execute(events.order_by(AuditEntry.id))] == [
            ("ContactExported", contact_id, ["contact: 1"]),
            ("ContactErased", contact_id, ["contact: 1"]),
            ("ContactErased", 0, []),
        ]


def test_a_restore_erases_again_what_came_back(app: Flask, run: Any, tmp_path: Path, clock: Any) -> None:
    """What was erased before the backup and added again stays; the list itself outlives the restore."""
    with app.app_context():
        early, late = make_survey(anonymity="identified"), make_survey(anonymity="anonymous")
        make_contact(LI)
        with transaction():
            service.erase(LI, by=SYSTEM)
        clock.move(days=1)
        make_contact(LI)
        invite(early, WANG)
        answer(late, {"nps": 1, "why": f"write to {WANG}"})
        with transaction():
            outcomes.follow(db.session.get_one(Survey, late.id), WANG, "en")
        db.session.remove()
        db.engine.dispose()
    clock.move(hours=1)
    saved = tmp_path / "monday"
    assert run("backup", saved).exit_code == 0
    clock.move(hours=1)
    told = run("contacts", "erase", "wang@example.com", "--yes")
    assert told.exit_code == 0 and "contact: 1" in told.output
    lists = [path.read_text() for path in Path(app.instance_path).glob("erasures/*")]
    assert len(lists) == 1 and "wang" not in lists[0]
    for _time in range(2):
        clock.move(minutes=1)
        told = run("restore", saved, "--force")
        assert told.exit_code == 0, told.output
        assert "1 address that was erased since this backup was erased again." in told.output
        with app.app_context():
            db.engine.dispose()
            assert leftovers(WANG) == [] and queries.by_address(LI) is not None
            assert stored() == 1
            db.session.remove()
            db.engine.dispose()
        assert [path.read_text() for path in Path(app.instance_path).glob("erasures/*")] == lists


def test_lists_of_erasures_are_joined_and_survive_a_cut(context: Flask, tmp_path: Path) -> None:
    began = house_clock.now()
    marks.note("a@example.com", began)
    (path,) = Path(current_app.instance_path).glob("erasures/*")
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    with path.open("a") as file:
        file.write("2026-11-2")  # a crash
    marks.note("b@example.com", began + timedelta(hours=1))
    found = marks.since(began)
    assert found.has("a@example.com") and found.has("b@example.com") and not found.has("c@example.com")
    later = marks.since(began + timedelta(minutes=1))
    assert later.has("b@example.com") and not later.has("a@example.com")
    whole = path.read_bytes()
    _bring_file(copy, Path(current_app.instance_path), Path("erasures") / path.name)
    assert path.read_bytes() == whole
    path.write_bytes(copy.read_bytes())
    copy.write_bytes(whole)
    _bring_file(copy, Path(current_app.instance_path), Path("erasures") / path.name)
    assert marks.since(began).has("b@example.com")


def test_the_command_gives_out_and_asks(app: Flask, run: Any, tmp_path: Path) -> None:
    with app.app_context():
        make_contact(WANG)
    told = run("contacts", "export", WANG)
    assert json.loads(told.stdout)["contact"][0]["email"] == WANG
    assert run("contacts", "export", WANG, "--to", str(tmp_path / "x.zip")).exit_code == 0
    assert run("contacts", "export", WANG, "--to", str(tmp_path / "x.zip")).exit_code == 2
    assert run("contacts", "export", "nobody").exit_code == 2
    assert run("contacts", "erase", WANG).exit_code != 0  # nobody types it
    with app.app_context():
        assert queries.by_address(WANG) is not None

"""Files with answers: judged by content, told apart from strangers', read by who may, gone with their answer."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from improve.contacts.erasing import service as erasing
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import read_table
from improve.core.uploads import storage
from improve.core.uploads.inspection import inspect
from improve.operations.jobs import collect_uploads
from improve.surveys import service
from improve.surveys.invitations import spending
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.retention import service as retention
from improve.surveys.uploads import service as uploads
from improve.surveys.uploads.models import Upload
from improve.surveys.values.texts import FileTexts, NewQuestion
from tests.browser import Browser
from tests.conftest import Clock
from tests.surveys.conftest import SignIn
from tests.surveys.inviting import invite
from tests.surveys.making import make_survey, recount, rollup, stored

WORDS = Localized(en="A photo of it?", zh_Hans="有照片吗？")


def picture() -> bytes:
    """A JPEG that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def sent(content: bytes, name: str) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(content), filename=name)


def asking(*, required: bool = False, most: int | None = 2) -> tuple[int, str, str]:
    """A published survey that asks for files: its id, link and the question's code."""
    survey = make_survey("transaction", published=False)
    with transaction():
        row = service.add_question(survey, NewQuestion("file", WORDS), by=SYSTEM)
        service.rewrite_question(
            survey, row.code, FileTexts(text=WORDS, most=most, is_required=required), by=SYSTEM
        )
        service.publish_survey(survey, by=SYSTEM)
    return survey.id, survey.public_id, row.code


def waiting() -> int:
    return db.session.scalar(select(func.count()).where(Upload.response_id.is_(None))) or 0


def test_files_come_with_an_answer_and_go_with_it(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey_id, public, code = asking(required=True)
    field = f"q_{code}"
    customer = Browser(app, language="en")
    customer.get(f"/s/{public}")
    customer.submit(q_csat=2)
    customer.submit(status=422)
    page = customer.submit(**{field: sent(b"<script>alert(1)</script>", "x.jpg")}, status=422)  # type: ignore[arg-type]
    assert "x.jpg" in page.text
    customer.submit(raw={field: "0" * 32}, status=422)  # a key of nobody
    evil = "../../<b>.jpg"
    customer.submit(**{field: sent(picture(), evil)}, q_why="\ufffd", status=422)  # type: ignore[arg-type]
    page = customer.submit(q_why="broken")
    assert page.h1 == "Thank you", page.text
    change = customer.links()["Change my answer"]
    withdraw = customer.links()["Withdraw my answer"]
    with app.app_context():
        row = db.session.scalars(select(Upload)).one()
        assert row.response_id is not None and row.name.endswith(".jpg") and "/" not in row.name
        assert (row.added_at.hour, row.added_at.minute) == (0, 0)
        stored_answer = db.session.scalars(select(Answer).where(Answer.question_code == code)).one()
        assert (stored_answer.value, stored_answer.text) == ("1", row.name) and rollup() == recount()
        upload_id, key_in_use = row.id, row.key
    home = f"/surveys/{survey_id}/files"
    reader = sign_in(Role.AUDITOR)
    reader.get(home, status=409)  # one answer: nobody reads single answers
    # A file that has its answer is nobody else's.
    with app.app_context(), transaction(), pytest.raises(Invalid):
        service.answer(db.session.get_one(Survey, survey_id), {"csat": 5, code: key_in_use}, "en")
    with app.app_context():
        assert stored() == 1
    customer.get(change)
    customer.submit(q_csat=3)
    with app.app_context():
        assert db.session.get_one(Upload, upload_id).key == key_in_use
    customer.get(withdraw)
    customer.submit(button="Withdraw my answer")
    with app.app_context():
        assert db.session.get(Upload, upload_id) is None and stored() == 0
        assert key_in_use not in set(uploads.keys_in_use())


def test_who_may_read_answers_downloads_files(app: Flask, sign_in: SignIn, clock: Any) -> None:
    with app.app_context():
        survey_id, public, code = asking()
    for number in range(5):
        customer = Browser(app, language="zh-Hans" if number else "en")
        customer.get(f"/s/{public}")
        customer.submit(q_csat=2)
        customer.submit(**{f"q_{code}": sent(picture(), f"foto {number}.jpg")})  # type: ignore[arg-type]
    reader = sign_in(Role.AUDITOR)
    page = reader.get(f"/surveys/{survey_id}/files")
    assert page.h1 == "5 files came with the answers"
    reader.follow("foto 3.jpg")
    assert b"secret place" not in reader.body and reader.body.startswith(b"\xff\xd8")
    assert "sandbox" in reader.response.headers["Content-Security-Policy"]
    reader.get(f"/surveys/{survey_id}/results")
    reader.follow("Files sent with the answers")
    reader.get(f"/surveys/{survey_id}/answers.csv")
    assert "foto 3.jpg" in reader.body.decode("utf-8-sig")
    row = next(row for row in read_table(reader.body).rows if "foto 3.jpg" in row.cells)
    (link,) = (str(cell) for cell in row.cells if f"/surveys/{survey_id}/files/" in str(cell))
    # The address says nothing of who sent something first.
    with app.app_context():
        assert (
            link.rpartition("/")[2]
            == db.session.scalars(select(Upload.key).where(Upload.name == "foto 3.jpg")).one()
        )
    reader.get(link.removeprefix("http://localhost"))
    assert reader.body.startswith(b"\xff\xd8")
    for gone in ("1", "f" * 32, "f" * 300):
        reader.get(f"/surveys/{survey_id}/files/{gone}", status=404)
    sign_in(Role.MEMBER, login="mem").get(f"/surveys/{survey_id}/files", status=403)
    with app.app_context():
        with transaction():
            survey = db.session.get_one(Survey, survey_id)
            db.session.add(_abandoned(survey, code))
        assert waiting() == 1
        clock.move(days=32)
        with transaction():
            assert uploads.forget() == 1
        assert waiting() == 0


def _abandoned(survey: Survey, code: str) -> Upload:
    from_form = db.session.scalars(select(Upload).limit(1)).one()
    values = {
        n: getattr(from_form, n)
        for n in ("name", "kind", "size", "sha256", "width", "height", "added_at", "day")
    }
    return Upload(survey_id=survey.id, question_code=code, key="f" * 32, **values)


def test_files_go_from_the_disk_with_their_answer(context: Flask, clock: Clock) -> None:
    """Anonymized, deleted by the terms, or erased by contact: no row, no link, no file; the files of others stay."""
    survey_id, _link, code = asking()
    with transaction():
        survey = db.session.get_one(Survey, survey_id)
        survey.anonymity = "identified"
    colors = dict(
        zip(("anonymized", "deleted", "erased", "other"), ("blue", "lime", "gray", "navy"), strict=True)
    )
    keys, answers = {}, {}
    for name, color in colors.items():
        out = io.BytesIO()
        Image.new("RGB", (30, 30), color).save(out, "PNG")
        file = inspect(io.BytesIO(out.getvalue()), f"{name}.png", most_megabytes=5)
        guest = spending.find(survey_id, invite(survey, f"{name}@example.com").rpartition("/")[2])
        with transaction():
            kept = db.session.get_one(Survey, survey_id)
            keys[name] = uploads.keep(kept, code, [file])[0]
            raw = {"csat": 1, code: keys[name]}
            answers[name] = int(service.answer(kept, raw, "en", invited=guest).key, 16)
    with transaction():
        told, files = erasing.export("erased@example.com", by=SYSTEM)
    assert files == [("erased.png", keys["erased"])] and "erased.png" in str(told)
    with transaction():
        retention.end(db.session.get_one(Response, answers["anonymized"]), is_deleted=False)
        retention.end(db.session.get_one(Response, answers["deleted"]), is_deleted=True)
    with transaction():
        erasing.erase("erased@example.com", by=SYSTEM)
    db.session.rollback()
    assert db.session.scalars(select(Upload.key)).all() == [keys["other"]]
    assert list(uploads.files_of(list(answers.values()))) == [answers["other"]]
    assert rollup() == recount() and stored() == 2
    with transaction():
        told, files = erasing.export("erased@example.com", by=SYSTEM)
    assert files == [] and "erased.png" not in str(told)
    collect_uploads()
    clock.move(days=2)
    assert collect_uploads() == 3
    there = {
        name for name, key in keys.items() if storage.path_of(key) or storage.path_of(key, thumbnail=True)
    }
    assert there == {"other"}

"""Ideas from files: the command, the page, the dry run, and the citizens' file as it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from improve.accounts.queries import actor_of
from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.imports import jobs, service, store
from improve.imports.models import Profile, Run
from improve.suggestions.importer import IMPORTER, parse
from improve.suggestions.models import Suggestion
from improve.web.importers import SavedMapping
from tests.accounts.test_concurrency import at_once
from tests.people import PASSWORD, act, make_person

Command = Callable[..., Result]
HEADINGS = {
    "external_id": "留言编号",
    "title": "留言主题",
    "body": "留言详情",
    "author": "留言用户",
    "submitted_at": "留言时间",
    "votes_for": "点赞数",
    "votes_against": "反对数",
}


def as_json(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Suggestion.id))) or 0


def write(folder: Path, text: str, name: str = "ideas.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_citizens_file_comes_in_whole(app: Flask, run: Command, shared: Path) -> None:
    file = str(shared / "data" / "suggestions" / "citizen_messages_zh.xlsx")
    maps = [part for name, column in HEADINGS.items() for part in ("--map", f"{name}={column}")]
    first = as_json(run("import", "suggestions", file, *maps, "--json"))
    assert first == {"read": 4326, "created": 4326, "updated": 0, "skipped": 0, "errors": []}
    again = as_json(run("import", "suggestions", file, *maps, "--json"))
    assert again == {"read": 4326, "created": 0, "updated": 0, "skipped": 4326, "errors": []}
    with app.app_context():
        totals = db.session.execute(
            select(
                func.sum(Suggestion.imported_for),
                func.sum(Suggestion.imported_against),
                func.sum(Suggestion.votes_for),
                func.count(Suggestion.author_id),
                func.count(func.distinct(Suggestion.author_name)),
            )
        ).one()
        assert tuple(totals) == (12_512, 510, 0, 0, 3_332)
        best = db.session.scalars(select(Suggestion).order_by(Suggestion.votes.desc()).limit(4)).all()
        assert [(idea.external_id, idea.votes) for idea in best] == [
            ("208636", 2_097), ("223297", 1_762), ("220711", 821), ("217032", 790),
        ]  # fmt: skip
        assert not any(idea.problem.startswith(("\n", "\t", " ")) for idea in best)


def test_a_dry_run_changes_nothing_and_says_the_same(app: Flask, run: Command, tmp_path: Path) -> None:
    file = write(tmp_path, "title,body\nOne,Text\nTwo,Text\n")
    dry = as_json(run("import", "suggestions", file, "--dry-run", "--json"))
    assert count(app) == 0
    assert as_json(run("import", "suggestions", file, "--json")) == dry
    assert count(app) == 2


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--map", "title=Nowhere"), "title\nOne\n"),
        (("--map", "nonsense=title"), "title\nOne\n"),
        (("--map", "title"), "title\nOne\n"),
        (("--profile", "unknown"), "title\nOne\n"),
        ((), "colour,size\nred,3\n"),
        ((), ""),
    ],
)
def test_what_cannot_be_used_leaves_nothing(
    app: Flask, run: Command, tmp_path: Path, arguments: tuple[str, ...], text: str
) -> None:
    result = run("import", "suggestions", write(tmp_path, text), *arguments, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert count(app) == 0


def test_an_unreadable_file_leaves_nothing(app: Flask, run: Command, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    assert run("import", "suggestions", str(path)).exit_code == 2
    assert run("import", "suggestions", str(tmp_path / "absent.csv")).exit_code == 2
    assert count(app) == 0


def test_bad_rows_are_named_and_good_ones_stored(app: Flask, run: Command, tmp_path: Path) -> None:
    file = write(
        tmp_path, "title,votes_for,submitted_at\nOne,3,2020-01-05\nTwo,many,2020-01-05\nThree,1,never\n"
    )
    found = as_json(run("import", "suggestions", file, "--json"))
    assert found["created"] == 1
    assert [(error["row"], error["column"]) for error in found["errors"]] == [
        (3, "votes_for"), (4, "submitted_at"),
    ]  # fmt: skip
    assert count(app) == 1


def test_a_mapping_can_be_saved_and_used(app: Flask, run: Command, tmp_path: Path) -> None:
    first = write(tmp_path, "was,los\nOne,Text\n", "one.csv")
    second = write(tmp_path, "was,los\nTwo,Text\n", "two.csv")
    maps = ("--map", "title=was", "--map", "body=los")
    assert (
        as_json(run("import", "suggestions", first, *maps, "--profile", "deutsch", "--json"))["created"] == 1
    )
    assert as_json(run("import", "suggestions", second, "--profile", "deutsch", "--json"))["created"] == 1


@pytest.mark.parametrize(
    ("raw", "title", "problem"),
    [
        ({"title": "Short", "body": "Text"}, "Short", "Text"),
        ({"body": "Only a text"}, "Only a text", "Only a text"),
        ({"title": "word " * 60}, ("word " * 60)[:199].rstrip() + "…", ("word " * 60).strip()),
        ({"title": "长" * 250, "body": "正文"}, "长" * 199 + "…", "长" * 250 + "\n\n正文"),
        ({"title": " \n\t Title ", "body": "\n\t\tText\t\n"}, "Title", "Text"),
    ],
)
def test_one_text_column_is_enough(raw: dict[str, str], title: str, problem: str) -> None:
    value = parse(raw)
    assert value.problem == problem
    assert value.title == title
    assert len(value.title) <= 200


@pytest.fixture
def coordinator(app: Flask, browser: Any) -> Any:
    with app.app_context():
        make_person("coo", roles=[Role.COORDINATOR], password=PASSWORD)
        make_person("other", roles=[Role.COORDINATOR], password=PASSWORD)
    browser.sign_in("coo", PASSWORD)
    return browser


def upload(browser: Any, text: str) -> Any:
    browser.get("/imports/new/suggestions")
    return browser.submit(file=FileStorage(io.BytesIO(text.encode()), filename="ideas.csv"))


def test_the_page_maps_checks_and_brings_in(app: Flask, coordinator: Any) -> None:
    upload(coordinator, "subject,message,likes\nOne,Text,3\nTwo,Text,many\n")
    assert "2 rows in “ideas.csv”" in coordinator.page.h1
    coordinator.submit(button="Check without storing")
    assert "1 row would be new, 0 changed, 1 left out" in coordinator.page.h1
    assert count(app) == 0
    coordinator.submit(button="Bring in now")
    assert "1 new row" in coordinator.page.h1
    assert count(app) == 1
    coordinator.get(coordinator.url + "/errors.csv")
    assert b"likes" in coordinator.body


def test_somebody_elses_import_is_not_there(app: Flask, coordinator: Any, new_browser: Any) -> None:
    upload(coordinator, "subject\nOne\n")
    address = coordinator.url
    other = new_browser()
    other.sign_in("other", PASSWORD)
    other.get(address, status=404)


def test_a_file_that_is_no_table_is_refused_with_a_sentence(coordinator: Any) -> None:
    coordinator.get("/imports/new/suggestions")
    coordinator.submit(file=FileStorage(io.BytesIO(b"\x00\x01\x02\x03" * 100), filename="x.csv"), status=422)
    assert "not a table" in coordinator.text


def test_a_large_file_goes_to_the_worker_and_a_lost_worker_is_replaced(
    app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 0)
    with app.app_context():
        person = make_person("coo", roles=[Role.COORDINATOR])

        by = actor_of(person)
        with transaction():
            entry = service.upload(IMPORTER, "ideas.csv", b"title\nOne\nTwo\n", by=by)
            service.start(entry, by=by)
        run_id = entry.id
        with transaction():
            assert store.claim(clock.now) == run_id
            assert store.claim(clock.now) is None  # taken: no second worker gets it
        clock.move(minutes=3)  # and now that worker has died
        assert jobs.work_off_waiting() == 1
        done = db.session.get_one(Run, run_id)
        assert done.state == "done"
        assert done.outcome is not None
        assert done.outcome["created"] == 2


def test_hostile_names_of_a_file_a_mapping_and_a_sheet(app: Flask, coordinator: Any) -> None:
    """What no browser sends and no database of ours can hold; on both databases alike."""
    coordinator.get("/imports/new/suggestions")
    sheets = {"x" * 200: [["subject"], ["One"]]}
    coordinator.submit(file=FileStorage(io.BytesIO(book(sheets)), filename="../a\x00b\u202e.xlsx"))
    assert "“ab.xlsx”" in coordinator.page.h1
    address = coordinator.url
    token = coordinator.page.tree.css_first("input[name=csrf_token]").attributes["value"]
    asked = {"csrf_token": token, "map-title": "subject", "action": "check"}
    for extra, status in (
        ({"save_as": "a\x00b"}, 422),
        ({"save_as": "x" * 81}, 422),
        ({"profile": "a\x00b"}, 303),
        ({"sheet": "a\x00b"}, 422),
        ({"sheet": "x" * 200}, 422),
        ({"save_as": "Mine"}, 303),
    ):
        assert coordinator.client.post(address, data={**asked, **extra}).status_code == status, extra
    with app.app_context():
        assert [row.name for row in db.session.scalars(select(Profile))] == ["Mine"]


def book(sheets: dict[str, list[list[str]]]) -> bytes:
    """A workbook with these sheets, named as no spreadsheet program would."""
    stream, made = io.BytesIO(), io.BytesIO()
    written = xlsxwriter.Workbook(made)
    for number, rows in enumerate(sheets.values()):
        page = written.add_worksheet(f"sheet{number}")
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    written.close()
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(stream, "w") as out:
        for name in plain.namelist():
            content = plain.read(name)
            if name == "xl/workbook.xml":
                for number, title in enumerate(sheets):
                    content = content.replace(f'"sheet{number}"'.encode(), f'"{title}"'.encode())
            out.writestr(name, content)
    return stream.getvalue()


def test_an_import_started_twice_and_a_mapping_saved_twice_at_once(app: Flask) -> None:
    with app.app_context():
        by = act(make_person("coo", roles=[Role.COORDINATOR]))
        with transaction():
            run_id = service.upload(IMPORTER, "ideas.csv", b"subject\nOne\n", by=by).id
        db.session.remove()

    def start() -> None:
        service.start(db.session.get_one(Run, run_id), by=by)

    def save() -> None:
        service.StoredProfiles().save("suggestions", "Mine", SavedMapping({"title": "subject"}))

    assert at_once(app, [start] * 4) == {"done": 1, "Refused": 3}
    assert at_once(app, [save] * 4) == {"done": 4}

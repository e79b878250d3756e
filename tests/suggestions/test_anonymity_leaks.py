"""One idea is handed in without a name and a hundred with one. Then everything there is is read, and nothing may
tell who it was: tables, running numbers, instants, files, mails, log lines, pages, files to download, the API.

Two ways of looking. What one act changes: handing in and coming back change the letters in the box and not another
row. And exchange: the same day is played once with Ada and once with Ben as the author; whoever reads everything
afterwards reads the same twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.values import NewToken
from improve.app import create_app
from improve.audit import jobs as audit_jobs
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.events import publish
from improve.core.policy import SYSTEM, Role
from improve.suggestions.anonymity import jobs, service
from improve.suggestions.anonymity.events import AnonymityChanged
from improve.suggestions.anonymity.values import AnonymityData
from improve.suggestions.asking import service as asking
from improve.suggestions.events import SuggestionSubmitted
from improve.suggestions.models import Follower, Suggestion
from tests.browser import Browser
from tests.databases import Supply
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import idea
from tests.suggestions.test_box_pages import code_on, open_with

MORNING = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
TITLE = "Hide the quaint keys"
OTHERS, FEW = 100, 10
AUTHORS = ("ada", "ben")
# Random by their making, whoever writes.
RANDOM = {"uid", "mac", "chain", "digest", "code_hash", "key", "password_hash", "token_hash", "nonce", "code"}
# What one act of an unnamed author may change.
BOX = {"suggestions_letter", "suggestions_letter_photo"}
Dump = dict[str, list[dict[str, Any]]]


@dataclass
class Day:
    """What one day left behind, and when the author did something."""

    author: Person
    before_and_after: list[tuple[str, Dump, Dump]] = field(default_factory=list)
    acts: list[datetime] = field(default_factory=list)
    rows: Dump = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    log: str = ""
    code: str = ""
    idea_id: int = 0
    others: int = OTHERS


def dump() -> Dump:
    """Every row of every table, the hidden ones of the full-text search included."""
    found: Dump = {}
    with db.engine.connect() as connection:
        for name, table in sorted(_tables(db.engine.dialect.name).items()):
            rows = [dict(row._mapping) for row in connection.execute(table.select())]
            found[name] = sorted(rows, key=repr)
    return found


@cache
def _tables(_kind: str) -> dict[str, sa.Table]:
    """What the database itself says it has; all fresh ones of a kind have the same."""
    metadata = sa.MetaData()
    metadata.reflect(db.engine)
    return dict(metadata.tables)


def without_random(rows: Dump) -> Dump:
    cleaned = {
        table: [{name: value for name, value in row.items() if name not in RANDOM} for row in found]
        for table, found in rows.items()
        if "_fts_" not in table
    }
    return {table: sorted(found, key=repr) for table, found in cleaned.items()}


@contextmanager
def minute(day: Day, browser: Browser, app: Flask, what: str) -> Iterator[None]:
    """An act of the author, in a minute of its own, with everything that is stored before and after."""
    with clock.frozen(clock.now() + timedelta(minutes=7, seconds=41)):
        day.acts.append(clock.now())
        with app.app_context():
            before = dump()
        yield
        with app.app_context():
            after = dump()
    day.before_and_after.append((what, before, after))


Plant = Callable[[Day], None]


def nothing(_day: Day) -> None:
    """No leak."""


def played(supply: Supply, folder: Path, author: str, plant: Plant = nothing, others: int = OTHERS) -> Day:
    """The whole story with one of the two as the author."""
    lines = _Lines()
    logging.getLogger().addHandler(lines)
    try:
        with supply.fresh() as database, clock.frozen(MORNING):
            app = create_app({"INSTANCE": str(folder), "DATABASE_URL": database.url, "TESTING": True})
            app.config["SECRET_KEY"] = app.config["AUDIT_KEY"] = "the same in both stories"
            day = _story(app, author, plant, others)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    finally:
        logging.getLogger().removeHandler(lines)
    day.log = "\n".join(lines.said)
    day.files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in (".db", ".lock", ".db-wal", ".db-shm")
        and path.name not in ("secret_key", "audit_key")
    }
    return day


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


def _story(app: Flask, author: str, plant: Plant, others: int) -> Day:
    with app.app_context():
        people = _company()
        day = Day(people[author], others=others)
        tokens = {}
        with transaction():
            tokens["cora"] = accounts.issue_token(people["cora"], NewToken("all"), by=act(people["cora"]))
        _others_write(people, 0, others)
        numbers = {login: person.id for login, person in people.items()}
        team = people[author].unit_id
    browsers = {login: Browser(app) for login in AUTHORS}
    for login, browser in browsers.items():
        browser.sign_in(login, PASSWORD)
    browser = browsers[author]
    browser.get("/suggestions/new")
    browser.follow("Hand it in without my name")
    with minute(day, browser, app, "handing in"):
        units = [o.attributes["value"] for o in browser.page.css("#unit_id option")]
        assert str(team) not in units  # two people
        sent = {"title": TITLE, "problem": "They lie about", "idea": "Hang them up"}
        day.code = code_on(browser.submit(**sent))
    with minute(day, browser, app, "coming back"):
        open_with(browser, day.code)
    with minute(day, browser, app, "changing it"):
        browser.follow("Edit")
        browser.submit(expected_result="No search")
    with app.app_context():
        _others_write({login: db.session.get_one(Person, n) for login, n in numbers.items()}, 1, others)
    with clock.frozen(MORNING + timedelta(days=1)), app.app_context():
        jobs.empty_box()
        found = db.session.scalars(sa.select(Suggestion).where(Suggestion.title == TITLE)).one()
        day.idea_id = found.id
        with transaction():
            asking.ask(found, "Which keys?", by=act(db.session.get_one(Person, numbers["cora"])))
    with clock.frozen(MORNING + timedelta(days=1, hours=1)):
        with minute(day, browser, app, "opening"):
            open_with(browser, day.code)
        with minute(day, browser, app, "answering"):
            browser.submit("/suggestions/box/idea/words", body="The gate’s")
        with minute(day, browser, app, "closing"):
            browser.submit("/suggestions/box/close")
    with clock.frozen(MORNING + timedelta(days=2)):
        with app.app_context():
            jobs.empty_box()
            plant(day)
            audit_jobs.seal()
            day.rows = dump()
        day.pages = _read_everything(app, tokens["cora"], day, numbers)
    return day


def _company() -> dict[str, Person]:
    """Two people in a small team, others elsewhere, a coordinator who reads everything."""
    site = make_unit("Site", kind="site")
    team = make_unit("Small team", parent=site)
    people = {login: make_person(login, unit=team, password=PASSWORD) for login in AUTHORS}
    for n in range(6):
        people[f"p{n}"] = make_person(f"p{n}", unit=site)
    reading = [Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR]
    people["cora"] = make_person("cora", roles=reading, unit=site, password=PASSWORD)
    with transaction():
        service.change_settings(AnonymityData(for_members=True), by=SYSTEM)
    return people


def _others_write(people: dict[str, Person], part: int, others: int) -> None:
    """Half of the other ideas, one a minute: of everybody, also of the two."""
    writers = [people[login] for login in sorted(people)]
    for n in range(part * others // 2, (part + 1) * others // 2):
        with clock.frozen(MORNING + timedelta(hours=part, minutes=n, seconds=13)):
            idea(act(writers[n % len(writers)]), f"Idea {n}", problem=f"Problem {n}")


def _read_everything(app: Flask, token: str, day: Day, numbers: dict[str, int]) -> dict[str, str]:
    """What the coordinator, auditor and administrator can read, and a colleague."""
    found: dict[str, str] = {}
    cora, colleague = Browser(app), Browser(app)
    cora.sign_in("cora", PASSWORD)
    paths = [
        "/",
        "/suggestions",
        "/suggestions?page=5",
        "/suggestions?sort=best",
        "/suggestions?sort=votes",
        "/suggestions?sort=discussed",
        "/suggestions?q=quaint",
        "/suggestions?unit=1",
        "/suggestions?unit=2",
        "/suggestions/export.csv",
        f"/suggestions/{day.idea_id}",
        "/search?q=quaint",
        "/audit",
        f"/audit?subject_type=suggestion&subject_id={day.idea_id}",
        "/inbox",
        *(f"/audit?person={login}" for login in AUTHORS),
        *(f"/people/{numbers[login]}" for login in AUTHORS),
    ]
    for path in paths:
        found[path] = cora._send("GET", path).get_data(as_text=True)
    api = app.test_client()
    for path in ("/api/v1/suggestions?per_page=100", f"/api/v1/suggestions/{day.idea_id}"):
        headers = {"Authorization": f"Bearer {token}"}
        found[path] = api.get(path, headers=headers).get_data(as_text=True)
    colleague.sign_in(next(login for login in AUTHORS if login != day.author.login), PASSWORD)
    found["of a colleague"] = colleague._send("GET", f"/suggestions/{day.idea_id}").get_data(as_text=True)
    return {path: _without_tokens(text) for path, text in found.items()}


def _without_tokens(text: str) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(r"\b[0-9a-f]{32,64}\b", "…", text)


# What is looked for


def check_acts(day: Day) -> None:
    """Each act of the author changed the box and nothing else."""
    for what, before, after in day.before_and_after:
        changed = {table for table in after if before.get(table) != after[table]}
        assert changed <= BOX, f"{what} changed {changed - BOX}"


def check_rows(day: Day) -> None:
    """No row is of the moments of the acts; no row about the idea names its author, by number, login or name."""
    for table, rows in day.rows.items():
        for row in rows:
            for column, value in row.items():
                near = [at for at in day.acts if _is_near(value, at)]
                assert not near, f"{table}.{column} is of the moment of an act: {value}"
            about = row.get("suggestion_id") == day.idea_id or (
                row.get("subject_type") == "suggestion" and row.get("subject_id") == day.idea_id
            )
            if about or (table == "suggestions_suggestion" and row["id"] == day.idea_id):
                named = {column for column, value in row.items() if _names(column, value, day.author)}
                assert not named, f"{table} names the author in {named}"
    hashes = {len(str(row["code_hash"])) for row in day.rows["suggestions_claim"]}
    assert (
        hashes == {64} and day.code not in repr(day.rows) and day.code.replace("-", "") not in repr(day.rows)
    )


def _is_near(value: Any, at: datetime) -> bool:
    if isinstance(value, datetime):
        instant = value if value.tzinfo else value.replace(tzinfo=UTC)
        return abs(instant - at) < timedelta(seconds=20)
    return False


def _names(column: str, value: Any, author: Person) -> bool:
    if column.endswith(("person_id", "author_id", "_by_id", "actor_id", "assignee_id", "voter_id")):
        return bool(value == author.id)
    return isinstance(value, str) and author.name in value


def check_numbers(day: Day) -> None:
    """Running numbers and the stored instant belong to the emptying: the idea is the last one of its day."""
    ideas = day.rows["suggestions_suggestion"]
    assert day.idea_id == max(row["id"] for row in ideas) == day.others + 1
    own = next(row for row in ideas if row["id"] == day.idea_id)
    assert str(own["submitted_at"])[11:19] in ("00:00:00", "16:00:00")  # midnight in Shanghai, in UTC
    assert own["unit_id"] != day.author.unit_id


def check_log_and_files(day: Day) -> None:
    """Nothing was logged of it, and no file holds the code."""
    for secret in (day.code, day.code.replace("-", ""), "The gate’s"):
        assert secret not in day.log
        assert not [name for name, content in day.files.items() if secret.encode() in content]
    assert not [line for line in day.log.splitlines() if day.author.login in line.split()]


def check_exchange(one: Day, other: Day) -> None:
    """With another author the same would be read."""
    first, second = without_random(one.rows), without_random(other.rows)
    different = {table for table in first if first[table] != second[table]}
    assert not different, f"tables tell the author: {different}"
    told = {path for path in one.pages if path != "of a colleague" and one.pages[path] != other.pages[path]}
    assert not told, f"pages tell the author: {told}"
    assert set(one.files) == set(other.files)
    assert one.pages["of a colleague"].count(TITLE) == other.pages["of a colleague"].count(TITLE)


def check(day: Day) -> None:
    """Everything that one day alone can tell."""
    for look in (check_acts, check_rows, check_numbers, check_log_and_files):
        look(day)


def test_nothing_tells_who_it_was(supply: Supply, tmp_path: Path) -> None:
    days = [played(supply, tmp_path / author, author) for author in AUTHORS]
    for day in days:
        assert TITLE in day.pages["/suggestions?q=quaint"] and TITLE in day.pages["/suggestions/export.csv"]
        assert TITLE in day.pages[f"/suggestions/{day.idea_id}"]
        check(day)
    check_exchange(*days)


# The planted defects


def _actor_in_the_trail(day: Day) -> None:
    with transaction():
        publish(SuggestionSubmitted(actor_id=day.author.id, subject_id=day.idea_id))


def _a_follower(day: Day) -> None:
    with transaction():
        db.session.add(Follower(suggestion_id=day.idea_id, person_id=day.author.id))


def _the_true_instant(day: Day) -> None:
    with transaction():
        db.session.get_one(Suggestion, day.idea_id).submitted_at = day.acts[0] + timedelta(seconds=20)


def _the_small_team(day: Day) -> None:
    with transaction():
        db.session.get_one(Suggestion, day.idea_id).unit_id = day.author.unit_id


def _a_log_line(day: Day) -> None:
    logging.getLogger("improve").warning("code %s entered", day.code)


def _an_unlinked_trace(day: Day) -> None:
    """A row that names the author and not the idea: only the exchange notices it."""
    with transaction():
        person = db.session.get_one(Person, day.author.id)
        person.job_title = "writes letters"


PLANTED: tuple[Plant, ...] = (
    _actor_in_the_trail,
    _a_follower,
    _the_true_instant,
    _the_small_team,
    _a_log_line,
)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_leak_is_found(supply: Supply, tmp_path: Path, plant: Plant) -> None:
    with pytest.raises(AssertionError):
        check(played(supply, tmp_path, "ada", plant, FEW))


@pytest.mark.databases("sqlite")
def test_a_trace_without_a_link_is_found_by_exchange(supply: Supply, tmp_path: Path) -> None:
    days = [played(supply, tmp_path / author, author, _an_unlinked_trace, FEW) for author in AUTHORS]
    with pytest.raises(AssertionError):
        check_exchange(*days)


@pytest.mark.databases("sqlite")
def test_an_act_that_leaves_a_row_is_found(
    supply: Supply, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: handing in writes an entry of the trail, though without an actor."""
    original = service.hand_in

    def telling(*arguments: Any, **named: Any) -> str:
        publish(AnonymityChanged(actor_id=None, subject_id=1))
        return original(*arguments, **named)

    monkeypatch.setattr(service, "hand_in", telling)
    with pytest.raises(AssertionError):
        check_acts(played(supply, tmp_path, "ada", others=FEW))

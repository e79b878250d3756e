"""What was saved comes back whole, and nothing else is taken for a backup."""

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from improve.accounts import passwords
from improve.accounts.models import Person
from improve.audit import jobs as audit_jobs
from improve.audit import verification
from improve.core import clock as house_clock
from improve.core.db import db, transaction
from improve.operations import heartbeat, safekeeping
from improve.operations.heartbeat import Beat
from tests.people import make_person


@pytest.fixture
def filled(app):
    """An instance with people, a sealed trail, an upload, a mail and settings; its folder."""
    with app.app_context():
        for number in range(5):
            make_person(f"p{number}", "张伟")
        audit_jobs.seal()
        db.engine.dispose()
    folder = Path(app.instance_path)
    (folder / "uploads" / "ab").mkdir(parents=True)
    (folder / "uploads" / "ab" / "photo.jpg").write_bytes(b"\xff\xd8 photo")
    (folder / "mail").mkdir()
    (folder / "mail" / "1.eml").write_text("To: somebody")
    (folder / "improve.toml").write_text('MAIL_FROM = "Plant <plant@example.org>"\n')
    return folder


@pytest.fixture
def saved(filled, run, tmp_path):
    """A backup of it."""
    target = tmp_path / "backups" / "monday"
    result = run("backup", target)
    assert result.exit_code == 0, result.output
    return target


def names_in(app) -> set[str]:
    with app.app_context():
        found = set(db.session.scalars(select(Person.login)))
        db.session.remove()
        db.engine.dispose()
        return found


def epochs_in(app) -> list[int]:
    with app.app_context():
        db.engine.dispose()  # a connection that stayed open reads the file that was put aside
        found = list(db.session.scalars(select(Person.session_epoch)))
        db.session.remove()
        db.engine.dispose()
        return found


def empty_out(app, supply_kind: str, folder: Path) -> None:
    """A new machine: neither instance nor tables."""
    shutil.rmtree(folder)
    if supply_kind == "sqlite":
        for path in Path(app.config["DATABASE_URL"].removeprefix("sqlite:///")).parent.glob(
            Path(app.config["DATABASE_URL"]).name + "*"
        ):
            path.unlink()
        return
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def test_everything_comes_back(app, database, filled, saved, run):
    keys = {name: (filled / name).read_text() for name in ("secret_key", "audit_key")}
    empty_out(app, database.kind, filled)
    result = run("restore", saved)
    assert result.exit_code == 0, result.output
    assert names_in(app) == {f"p{number}" for number in range(5)}
    assert {name: (filled / name).read_text() for name in keys} == keys
    assert (filled / "uploads" / "ab" / "photo.jpg").read_bytes() == b"\xff\xd8 photo"
    assert (filled / "mail" / "1.eml").read_text() == "To: somebody"
    assert "plant@example.org" in (filled / "improve.toml").read_text()
    with app.app_context():
        report = verification.verify()
        assert report.ok
        assert (report.sealed, report.anchors) == (5, 1)
    modes = {path.stat().st_mode & 0o777 for path in filled.rglob("*") if path.is_file()}
    assert modes <= {0o600, 0o644}
    assert filled.stat().st_mode & 0o777 == 0o700
    assert (filled / "secret_key").stat().st_mode & 0o777 == 0o600


def test_no_session_of_before_lives_on(app, filled, run, new_browser, clock):
    with app.app_context(), transaction():
        db.session.execute(update(Person).values(password_hash=passwords.hashed("a quiet morning walk")))
    thief = new_browser()
    thief.sign_in("p1", "a quiet morning walk")
    saved = filled.parent / "tuesday"
    assert run("backup", saved).exit_code == 0
    issued = epochs_in(app)
    for _time in range(2):  # what a first restore signed in must not live on after a second one either
        clock.move(minutes=1)
        assert run("restore", saved, "--force").exit_code == 0
        now = epochs_in(app)
        assert min(now) > max(issued)
        issued = now
        assert thief.client.get("/me").status_code == 302


def test_a_backup_is_its_owners_alone_and_says_what_it_holds(app, database, saved):
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["database"] == database.kind
    assert manifest["rows"]["accounts_person"] == 5
    assert "instance/uploads/ab/photo.jpg" in manifest["files"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [saved, *saved.rglob("*")])
    assert not list(saved.parent.glob(".*"))


@pytest.mark.parametrize(
    "transient", ["worker.json", "migrate.lock", "x.part", "before-restore-1/secret_key"]
)
def test_what_is_of_no_use_later_is_left_out(filled, run, tmp_path, transient):
    path = filled / transient
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    run("backup", tmp_path / "b")
    assert not (tmp_path / "b" / "instance" / transient).exists()
    assert not list((tmp_path / "b" / "instance").glob("*.db*"))


def test_a_folder_that_holds_something_is_not_written(filled, run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.odt").write_text("x")
    result = run("backup", tmp_path / "mine")
    assert result.exit_code == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.odt"]


def test_an_empty_folder_may_be_filled(filled, run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("backup", tmp_path / "empty").exit_code == 0


def test_a_backup_inside_the_instance_is_refused(filled, run):
    assert run("backup", filled / "backups" / "monday").exit_code == 2
    assert not (filled / "backups").exists()


def test_a_backup_under_writing_is_of_one_moment(app, filled, run, tmp_path):
    """People come in while it is made; every one has their audit entry in the copy, and the other way round."""
    stop = threading.Event()

    def write():
        with app.app_context():
            number = 100
            while not stop.is_set():
                make_person(f"w{number}")
                number += 1
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [run("backup", tmp_path / f"b{number}") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert [result.exit_code for result in results] == [0, 0, 0]
    for number in range(3):
        rows = json.loads((tmp_path / f"b{number}" / "manifest.json").read_text())["rows"]
        assert rows["accounts_person"] == rows["audit_entry"]


@pytest.mark.parametrize("name", ["instance/secret_key", "instance/uploads/ab/photo.jpg", "DATABASE"])
def test_a_changed_file_is_noticed_before_anything_is_written(app, filled, saved, run, name):
    path = saved / name if name != "DATABASE" else next(saved.glob("database.*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    shutil.rmtree(filled)
    result = run("restore", saved, "--force")
    assert result.exit_code == 2
    assert "damaged" in result.stderr
    assert not filled.exists()
    assert len(names_in(app)) == 5


def test_a_missing_file_is_noticed(saved, run):
    (saved / "instance" / "audit_key").unlink()
    result = run("restore", saved, "--force")
    assert result.exit_code == 2
    assert "audit_key is missing" in result.stderr


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1}', '{"format": 2}'])
def test_a_folder_that_is_no_backup_is_refused(app, run, tmp_path, content):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "manifest.json").write_text(content)
    assert run("restore", tmp_path / "b").exit_code == 2


def test_a_manifest_cannot_lead_outside(saved, run):
    manifest = json.loads((saved / "manifest.json").read_text())
    manifest["files"]["../../x"] = {"sha256": "0", "size": 0}
    (saved / "manifest.json").write_text(json.dumps(manifest))
    result = run("restore", saved, "--force")
    assert result.exit_code == 2
    assert "outside" in result.stderr


def test_an_instance_in_use_is_not_overwritten(app, filled, saved, run):
    result = run("restore", saved)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert len(names_in(app)) == 5


def test_by_force_the_old_instance_is_put_aside(app, database, filled, saved, run):
    with app.app_context():
        make_person("newcomer")
        db.engine.dispose()
    result = run("restore", saved, "--force")
    assert result.exit_code == 0, result.output
    assert "newcomer" not in names_in(app)
    (aside,) = filled.glob("before-restore-*")
    assert (aside / "secret_key").exists()
    assert str(aside) in result.stderr
    if database.kind == "sqlite":
        (kept,) = aside.glob("*.db")
        connection = sqlite3.connect(kept)
        logins = {row[0] for row in connection.execute("SELECT login FROM accounts_person")}
        connection.close()
        assert "newcomer" in logins
    else:
        assert (aside / "database.dump").stat().st_size > 0


def test_a_database_elsewhere_that_is_not_empty_is_not_overwritten(app, filled, saved, run):
    """The instance folder is new, but DATABASE_URL names a database in use."""
    shutil.rmtree(filled)
    result = run("restore", saved)
    assert result.exit_code == 2
    assert len(names_in(app)) == 5


def test_a_served_instance_is_not_overwritten(filled, saved, run):
    now = house_clock.now().isoformat()
    heartbeat.write(heartbeat.path_in(filled), Beat(1, now, now))
    result = run("restore", saved, "--force")
    assert result.exit_code == 2
    assert "Stop `improve serve`" in result.stderr


def test_a_backup_of_a_newer_program_is_refused(saved, run):
    manifest = json.loads((saved / "manifest.json").read_text())
    manifest["revision"] = "9999_create_the_future"
    (saved / "manifest.json").write_text(json.dumps(manifest))
    result = run("restore", saved, "--force")
    assert result.exit_code == 2
    assert "newer program" in result.stderr


def test_a_backup_of_the_other_database_is_refused(saved, run):
    manifest = json.loads((saved / "manifest.json").read_text())
    manifest["database"] = "mysql"
    (saved / "manifest.json").write_text(json.dumps(manifest))
    assert run("restore", saved, "--force").exit_code == 2


@pytest.mark.databases("sqlite")
def test_an_older_backup_is_brought_up_to_this_version(app, database, filled, run, tmp_path):
    from improve.operations import migrations

    with app.app_context():
        migrations.downgrade("0003_create_notifications")
        db.engine.dispose()
    assert run("backup", tmp_path / "old").exit_code == 0
    empty_out(app, database.kind, filled)
    result = run("restore", tmp_path / "old")
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert migrations.current() == migrations.head()
        assert db.session.scalar(select(func.count(Person.id))) == 5


def test_an_empty_database_is_no_backup(supply, run, app, tmp_path):
    with supply.empty() as empty:
        app.config["DATABASE_URL"] = empty.url
        result = run("backup", tmp_path / "b")
        assert result.exit_code == 2
        assert not (tmp_path / "b").exists()


@pytest.mark.databases("postgresql")
def test_without_the_servers_tools_a_sentence_says_what_to_install(filled, run, tmp_path, monkeypatch):
    from improve.operations import postgresql_copies

    monkeypatch.setattr(postgresql_copies, "PACKAGED", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("backup", tmp_path / "b")
    assert result.exit_code == 2
    assert "postgresql-client" in result.stderr
    assert not (tmp_path / "b").exists()


def test_the_last_backup_is_remembered(app, filled, saved):
    assert safekeeping.last_backup(filled) is not None
    (filled / safekeeping.LAST).write_text("x")
    assert safekeeping.last_backup(filled) is None


@pytest.mark.databases("sqlite")
def test_a_damaged_database_makes_no_backup(app, filled, run, tmp_path):
    with closing(sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE accounts_person SET unit_id = 999 WHERE login = 'p1'")
        connection.commit()
    result = run("backup", tmp_path / "b")
    assert result.exit_code == 2
    assert "accounts_person refers to" in result.stderr

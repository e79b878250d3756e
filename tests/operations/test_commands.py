"""`improve doctor`, `improve db`, `improve features`."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from improve.audit import jobs as audit_jobs
from improve.core import clock as improve_clock
from improve.core.db import db
from improve.operations import drafting, examinations, heartbeat, migrations, safekeeping
from improve.operations.heartbeat import Beat, JobRecord
from improve.operations.ports import Finding, Level
from tests.people import make_person


@pytest.fixture
def well(app, monkeypatch):
    """An instance of which nothing is wrong; its folder."""
    monkeypatch.setattr(examinations, "_languages", lambda: iter(()))
    folder = Path(app.instance_path)
    with app.app_context():
        make_person("wei")
        audit_jobs.seal()
        audit_jobs.verify()
    now = improve_clock.now()
    beating(folder)
    safekeeping.note_backup(folder, now, folder)
    return folder


def beating(folder: Path, **records: JobRecord) -> None:
    now = improve_clock.now().isoformat()
    heartbeat.write(heartbeat.path_in(folder), Beat(4711, now, now, records))


def wrongs(run, *options: str) -> list[dict[str, str]]:
    result = run("doctor", "--json", *options)
    found = json.loads(result.stdout)
    bad = [finding for finding in found["findings"] if finding["level"] == "wrong"]
    assert result.exit_code == (1 if bad else 0)
    assert found["ok"] == (not bad)
    assert all(finding["remedy"] for finding in bad)
    return bad


def test_nothing_is_wrong_with_a_well_instance(run, well):
    assert wrongs(run) == []
    said = run("doctor").stdout
    assert "All is well." in said
    assert "it lives (process 4711)" in said


def test_the_settings_in_force_are_named(run, well, database):
    settings = json.loads(run("doctor", "--json").stdout)["settings"]
    expected = (
        {"synchronous": "2"} if database.kind == "sqlite" else {"fsync": "on", "server_encoding": "UTF8"}
    )
    assert expected.items() <= settings.items()
    assert database.kind == "sqlite" or settings["collation"]


def test_a_worker_that_does_not_run(run, well):
    heartbeat.path_in(well).unlink()
    assert [finding["line"] for finding in wrongs(run)] == ["it does not run"]


def test_a_worker_that_is_silent(run, well, clock):
    beating(well)
    clock.move(seconds=31)
    assert "last seen" in wrongs(run)[0]["line"]


def test_a_job_that_fails(run, well):
    beating(well, deliver=JobRecord(failures_in_a_row=4, error="Unreachable: no server"))
    assert wrongs(run)[0]["line"] == "deliver failed 4 times in a row: Unreachable: no server"


def test_a_job_that_runs_for_long_is_worth_a_look(run, well, clock):
    since = improve_clock.now().isoformat()
    clock.move(minutes=16)
    beating(well, importing=JobRecord(running_since=since))
    assert "importing has been running since" in run("doctor").stdout


@pytest.mark.parametrize("name", ["secret_key", "audit_key"])
def test_a_secret_that_others_can_read(run, well, name):
    (well / name).chmod(0o644)
    assert f"chmod 600 {well / name}" in [finding["remedy"] for finding in wrongs(run)]


def test_a_folder_that_others_can_enter(run, well):
    well.chmod(0o755)
    assert wrongs(run)[0]["remedy"] == f"chmod 700 {well}"


def test_an_older_database(run, well, app):
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001_create_accounts'"))
        connection.commit()
    assert [finding["subject"] for finding in wrongs(run)] == ["migrations"]


def test_a_full_disk(run, well, monkeypatch):
    usage = type("Usage", (), {"free": 10 * 1024 * 1024, "total": 1024 * 1024 * 1024})
    monkeypatch.setattr(examinations.shutil, "disk_usage", lambda path: usage)
    assert [finding["subject"] for finding in wrongs(run)] == ["disk"]


def test_a_clock_that_went_back(run, well, clock):
    beating(well)
    clock.move(minutes=-5)
    assert "clock" in [finding["subject"] for finding in wrongs(run)]


def test_an_old_backup_is_worth_a_look(run, well, clock):
    safekeeping.note_backup(well, improve_clock.now() - timedelta(days=8), well)
    assert "note   backup" in run("doctor").stdout


def test_texts_that_are_not_compiled(app, tmp_path, monkeypatch):
    monkeypatch.setattr(examinations, "TRANSLATIONS", tmp_path)
    for language in ("zh_Hans", "en"):
        (tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / language / "core.po").touch()
    assert len(list(examinations._languages())) == 2
    for language in ("zh_Hans", "en"):
        (tmp_path / language / "LC_MESSAGES" / "messages.mo").touch()
    assert list(examinations._languages()) == []


@pytest.mark.databases("postgresql")
def test_a_database_that_is_away(run, well, app):
    app.config["DATABASE_URL"] = "postgresql://improve:hidden@127.0.0.1:1/nowhere"
    bad = wrongs(run)
    assert "database" in [finding["subject"] for finding in bad]
    assert "hidden" not in json.dumps(bad)


def test_the_mail_server_is_asked_only_when_wanted(run, well):
    assert "there is no mail server to try" not in run("doctor").stdout
    assert "there is no mail server to try" in run("doctor", "--mail").stdout


def test_a_finding_that_is_not_good_says_what_to_do():
    with pytest.raises(ValueError, match="say what to do"):
        Finding("disk", Level.WRONG, "full")


# `improve db`


def test_a_migrated_database_passes_the_check(run, app):
    result = run("db", "check", "--json")
    found = json.loads(result.stdout)
    assert found["problems"] == []
    assert result.exit_code == 0
    assert found["tables"] > 5


def test_an_older_database_fails_the_check_until_it_is_upgraded(run, app):
    with app.app_context():
        migrations.downgrade("0003_create_notifications")
    result = run("db", "check")
    assert result.exit_code == 1
    assert "improve db upgrade" in result.stdout
    assert f"From 0003_create_notifications to {migrations.head()}" in run("db", "upgrade").stdout
    assert run("db", "check").exit_code == 0
    assert f"is at {migrations.head()}" in run("db", "upgrade").stdout


def test_a_missing_column_fails_the_check(run, app):
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("ALTER TABLE notifications_outgoing DROP COLUMN subject"))
        connection.commit()
    result = run("db", "check")
    assert result.exit_code == 1
    assert "add column notifications_outgoing.subject" in result.stdout


def break_a_reference(url: str) -> None:
    """Let somebody belong to a unit that is not there: SQLite's own tools check nothing unless told."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE accounts_person SET unit_id = 999")
        connection.commit()


@pytest.mark.databases("sqlite")
def test_a_reference_to_nothing_fails_the_check(run, app):
    with app.app_context():
        make_person("wei")
        db.engine.dispose()
    break_a_reference(app.config["DATABASE_URL"])
    result = run("db", "check")
    assert result.exit_code == 1
    assert "refers to a row of accounts_unit" in result.stdout


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """A folder for drafts instead of the project's own."""
    folder = tmp_path / "versions"
    folder.mkdir()
    monkeypatch.setattr(drafting, "VERSIONS", folder)
    return folder


@pytest.mark.databases("sqlite")
def test_a_draft_holds_what_the_migrations_lack(run, versions):
    """Into an existing one: the draft of the trail is the trail."""
    result = run(
        "db", "revision", "create the audit trail", "--into", "0002_create_audit", "--tables", "audit_"
    )
    assert result.exit_code == 0, result.output
    draft = (versions / "0002_create_audit.py").read_text()
    assert 'down_revision = "0001_create_accounts"' in draft
    assert '"audit_entry"' in draft
    assert "notifications_" not in draft
    compile(draft, "draft", "exec")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create nothing"], "nothing to draft"),
        (["…"], "verb and a noun"),
        (["x", "--into", "0999_none"], "no migration 0999_none"),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(run, versions, arguments, said):
    result = run("db", "revision", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(versions.iterdir()) == []


# `improve features`


def test_the_features_are_listed_with_what_they_contribute(run, app):
    found = {f["name"]: f for f in json.loads(run("features", "--json").stdout)["features"]}
    assert found["audit"]["requires"] == ["accounts", "operations"]
    assert found["notifications"]["hears"] == ["Event"]
    assert "doctor" in found["audit"]["contributes to"]
    assert "audit.seal every 2 s" in found["audit"]["jobs"]
    said = run("features").stdout
    assert "audit: One entry per state change" in said

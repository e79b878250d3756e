"""What a supervisor and a load balancer are told."""

import json

import pytest
from sqlalchemy import text

from improve.core.db import db
from improve.operations import inspection, migrations, readiness


def ask(app, path):
    answer = app.test_client().get(path)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_process_that_lives_says_so_without_asking_the_database(app, statements):
    with statements() as asked:
        assert ask(app, "/healthz") == (200, "ok\n")
    assert asked.count == 0


def test_a_migrated_instance_is_ready(app):
    status, body = ask(app, "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "reasons": []})


def test_an_older_database_is_not_ready(app):
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001_create_accounts'"))
        connection.commit()
    status, body = ask(app, "/readyz")
    assert status == 503
    assert "improve db upgrade" in body


def test_an_empty_database_is_not_ready(make_app, supply):
    with supply.empty() as empty:
        app = make_app(DATABASE_URL=empty.url)
        assert ask(app, "/readyz")[0] == 503
        with app.app_context():
            db.engine.dispose()


def test_a_database_that_is_away_is_named_without_its_address(make_app):
    app = make_app(DATABASE_URL="postgresql://improve:hidden@127.0.0.1:1/nowhere")
    status, body = ask(app, "/readyz")
    assert status == 503
    assert json.loads(body)["reasons"] == ["The database does not answer."]


@pytest.mark.databases("postgresql")
def test_a_server_that_acknowledges_too_early_is_not_ready(app, database):
    with app.app_context():
        with db.engine.connect() as connection:
            name = connection.scalar(text("SELECT current_database()"))
            connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
            connection.commit()
        db.engine.dispose()
    status, body = ask(app, "/readyz")
    assert status == 503
    assert "synchronous_commit is off" in body


def test_the_settings_in_force_are_safe(app):
    with app.app_context():
        found = inspection.settings_in_force()
        assert list(inspection.faults(found)) == []
        assert ("sqlite_version" in found) == (db.engine.dialect.name == "sqlite")


SAFE_SQLITE = {
    "sqlite_version": "3.40.1",
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "busy_timeout": "10000",
    "secure_delete": "1",
    "trusted_schema": "0",
}
SAFE_POSTGRESQL = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
}


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (SAFE_SQLITE, None),
        ({**SAFE_SQLITE, "synchronous": "1"}, "synchronous is 1, not full"),
        ({**SAFE_SQLITE, "foreign_keys": "0"}, "foreign_keys is 0, not on"),
        ({**SAFE_SQLITE, "journal_mode": "delete"}, "journal_mode is delete, not wal"),
        (SAFE_POSTGRESQL, None),
        ({**SAFE_POSTGRESQL, "synchronous_commit": "local"}, None),
        ({**SAFE_POSTGRESQL, "synchronous_commit": "off"}, "synchronous_commit is off"),
        ({**SAFE_POSTGRESQL, "fsync": "off"}, "fsync is off, not on"),
        ({**SAFE_POSTGRESQL, "full_page_writes": "off"}, "full_page_writes is off, not on"),
        ({**SAFE_POSTGRESQL, "server_encoding": "SQL_ASCII"}, "server_encoding is SQL_ASCII, not UTF8"),
    ],
)
def test_unsafe_settings_are_named(found, fault):
    assert list(inspection.faults(found)) == ([fault] if fault else [])


def test_readiness_knows_the_newest_revision(context):
    assert readiness._head() == migrations.head()

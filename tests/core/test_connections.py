"""PostgreSQL plans a statement once for a connection, not once for each page; and a changed table heals by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, NotSupportedError
from sqlalchemy.pool import NullPool

from improve.core.db import db

pytestmark = pytest.mark.databases("postgresql")
KNOWN = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kept_for_test%'")


def read(statement: str, times: int = 1) -> None:
    """As pages do: each ends with the session's rollback."""
    for _ in range(times):
        db.session.execute(text(statement), {"one": 1}).all()
        db.session.remove()


@pytest.fixture
def table(app: Flask) -> Iterator[str]:
    with app.app_context():
        change("CREATE TABLE kept_for_test (a integer)", "INSERT INTO kept_for_test VALUES (1)")
        yield "SELECT * FROM kept_for_test WHERE a = :one"
        change("DROP TABLE kept_for_test")


def change(*statements: str) -> None:
    """From another connection: of its own changes psycopg knows that plans are out of date."""
    with create_engine(db.engine.url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_is_asked_again_and_again_stays_prepared(table: str) -> None:
    read(table, times=8)
    assert db.session.scalar(KNOWN) == 1
    db.session.remove()


def test_a_reading_transaction_still_leaves_nothing(table: str) -> None:
    db.session.connection().execute(text("INSERT INTO kept_for_test VALUES (1)"))
    db.session.remove()
    assert len(db.session.execute(text(table), {"one": 1}).all()) == 1
    db.session.remove()


def test_after_a_change_of_the_table_one_page_fails_at_most(table: str) -> None:
    read(table, times=8)
    change("ALTER TABLE kept_for_test ADD b integer")
    with pytest.raises(NotSupportedError):
        read(table)
    db.session.remove()
    read(table, times=8)


@pytest.mark.databases("sqlite", "postgresql")
def test_an_error_of_the_database_does_not_say_what_was_typed(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT no_such_column WHERE 'a' = :typed"), {"typed": "my secret answer"})
    assert "my secret answer" not in str(caught.value)


def test_a_connection_that_the_server_closed_is_replaced(app: Flask) -> None:
    """It is not asked before each use; that it is closed shows all the same."""
    with app.app_context():
        mine = text("SELECT pg_backend_pid()")
        before = db.session.scalar(mine)
        db.session.remove()
        assert db.session.scalar(mine) == before
        db.session.remove()
        change(f"SELECT pg_terminate_backend({before}, 5000)")
        assert db.session.scalar(mine) not in (None, before)
        db.session.remove()

"""What the fixtures promise."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from improve.core import clock as improve_clock
from improve.core.db import db
from improve.operations import migrations

A_TABLE = "CREATE TABLE left_behind (id INTEGER)"


def write(app: Flask, statement: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_has_a_fresh_database(app: Flask, attempt: int) -> None:
    write(app, A_TABLE)  # would fail the second time if the first one's were still here


def test_the_database_is_migrated(app: Flask, database: Any) -> None:
    with app.app_context():
        assert db.engine.dialect.name == database.kind
        assert migrations.current() == migrations.head() is not None


def test_an_empty_database_has_no_table(supply: Any) -> None:
    from sqlalchemy import create_engine

    with supply.empty() as database:
        engine = create_engine(database.url)
        assert inspect(engine).get_table_names() == []
        engine.dispose()


def test_the_instance_is_the_tests_own(app: Flask, tmp_path: Path) -> None:
    assert Path(app.instance_path).is_relative_to(tmp_path)


@pytest.mark.databases("sqlite")
def test_a_marker_narrows_the_databases(database: Any) -> None:
    assert database.kind == "sqlite"


def test_statements_are_counted(app: Flask, statements: Callable[[], Any]) -> None:
    with app.app_context(), statements() as asked:
        db.session.execute(text("SELECT 1"))
        db.session.execute(text("SELECT 2"))
        db.session.rollback()
    assert asked.texts == ["SELECT 1", "SELECT 2"]


def test_the_clock_stands_still_and_can_be_moved(clock: Any) -> None:
    start = improve_clock.now()
    assert start == improve_clock.now() == clock.now
    clock.move(hours=2)
    assert (improve_clock.now() - start).total_seconds() == 7200
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    assert improve_clock.now().year == 2030


@pytest.mark.databases("sqlite")
def test_the_command_line_runs_on_the_tests_instance(run: Callable[..., Any]) -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert "improve" in result.stdout


def test_redis_answers(redis_url: str) -> None:
    import redis

    client = redis.from_url(redis_url)
    assert client.ping()
    client.close()

"""Copies of a SQLite database: made while it is in use, and opened to see that they are whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from improve.operations.safekeeping import Unusable


def save(source: Path, target: Path) -> None:
    """Copy a database that others read and write, as of one moment (SQLite's online backup)."""
    if not source.exists():
        raise Unusable(f"There is no database at {source}.")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode=delete")  # one file, without a log beside it
    with target.open("rb") as file:
        os.fsync(file.fileno())


def examined(path: Path) -> tuple[str | None, dict[str, int]]:
    """(revision, rows of each table) of a copy whose pages and references are whole; raises `Unusable`."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            pages = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            if pages != ["ok"]:
                raise Unusable(f"The copy of the database is damaged: {pages[0]}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise Unusable(f"Table {broken[0]} refers to rows of {broken[2]} that are not there.")
            return _revision(connection), _rows(connection)
    except sqlite3.Error as error:
        raise Unusable(f"The copy of the database cannot be opened: {error}") from error


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  (of the catalog)
        for (name,) in names
    }


def _revision(connection: sqlite3.Connection) -> str | None:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return str(row[0]) if row else None

"""What the database has in force: pragmas of SQLite, server settings of PostgreSQL, and whether they are safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import text

from improve.core.db import PRAGMAS, db
from improve.operations.ports import Finding, good, note, wrong

SUBJECT = "database"
# PRAGMA answers numbers where it takes words.
_WORDS = {"synchronous": {"full": "2"}, "foreign_keys": {"on": "1"}, "secure_delete": {"on": "1"}}
_WORDS |= {"trusted_schema": {"off": "0"}, "temp_store": {"memory": "2"}}
NEEDED_PRAGMAS = (
    "journal_mode",
    "synchronous",
    "foreign_keys",
    "busy_timeout",
    "secure_delete",
    "trusted_schema",
)
SHOWN = (
    "server_version",
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "server_encoding",
    "client_encoding",
    "max_connections",
)
LONGEST_WAL = 64 * 1024 * 1024


def settings_in_force() -> dict[str, str]:
    """Name to value, of the connection at hand."""
    if db.engine.dialect.name == "sqlite":
        return _pragmas()
    return _server_settings()


def _pragmas() -> dict[str, str]:
    with db.engine.connect() as connection:
        found = {"sqlite_version": str(connection.scalar(text("SELECT sqlite_version()")))}
        for name in PRAGMAS:
            found[name] = str(connection.scalar(text(f"PRAGMA {name}")))
    return found


def _server_settings() -> dict[str, str]:
    with db.engine.connect() as connection:
        found = {name: str(connection.scalar(text(f"SHOW {name}"))) for name in SHOWN}
        found["collation"] = str(
            connection.scalar(text("SELECT datcollate FROM pg_database WHERE datname = current_database()"))
        )
    return found


def faults(found: Mapping[str, str]) -> Iterator[str]:
    """What in `settings_in_force` would lose acknowledged writes or break references; empty is right."""
    if "sqlite_version" in found:
        for name in NEEDED_PRAGMAS:
            wanted = _WORDS.get(name, {}).get(PRAGMAS[name], PRAGMAS[name])
            if found[name] != wanted:
                yield f"{name} is {found[name]}, not {PRAGMAS[name]}"
        return
    for name in ("fsync", "full_page_writes"):
        if found[name] != "on":
            yield f"{name} is {found[name]}, not on"
    if found["synchronous_commit"] == "off":
        yield "synchronous_commit is off"
    if found["server_encoding"] != "UTF8":
        yield f"server_encoding is {found['server_encoding']}, not UTF8"


def findings() -> Iterator[Finding]:
    """The settings as lines for the doctor."""
    found = settings_in_force()
    line = ", ".join(f"{name} {value}" for name, value in found.items())
    problems = list(faults(found))
    if problems:
        remedy = "Change it in postgresql.conf (or recreate the database in UTF8) and reload the server."
        if "sqlite_version" in found:
            remedy = (
                "Another program opened the file with other settings; run `improve db check` and restart."
            )
        yield wrong(SUBJECT, "; ".join(problems), remedy)
    yield good(SUBJECT, line)
    yield from _size()


def _size() -> Iterator[Finding]:
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            size = connection.scalar(text("SELECT pg_database_size(current_database())"))
        yield good(SUBJECT, f"PostgreSQL, {megabytes(int(size or 0))}")
        return
    path = sqlite_path()
    if path is None:
        return
    wal = path.with_name(path.name + "-wal")
    behind = wal.stat().st_size if wal.exists() else 0
    line = f"SQLite, {megabytes(path.stat().st_size)}, write-ahead log {megabytes(behind)}"
    if behind > LONGEST_WAL:
        yield note(SUBJECT, line, "A reader has kept a snapshot open for long; restart `improve serve`.")
    else:
        yield good(SUBJECT, line)


def sqlite_path() -> Path | None:
    """The file of the SQLite database; None for PostgreSQL and for one in memory."""
    name = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def megabytes(size: int) -> str:
    """`12.3 MB`."""
    return f"{size / 1024 / 1024:.1f} MB"

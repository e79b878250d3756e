"""Copies of a PostgreSQL database, by the tools that come with the server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Engine, inspect, text

from improve.operations.safekeeping import Unusable

PACKAGED = Path("/usr/lib/postgresql")

# What triggers call stays when their tables go. What an extension brought is not ours.
TRIGGER_FUNCTIONS = (
    "SELECT CAST(CAST(p.oid AS regprocedure) AS text) FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = current_schema() AND p.prorettype = CAST('trigger' AS regtype)"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


def program(name: str) -> str:
    """The path of `pg_dump` or `pg_restore`, the newest packaged one first; raises `Unusable`."""
    packaged = sorted(PACKAGED.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(packaged[-1]) if packaged else shutil.which(name)
    if found is None:
        raise Unusable(
            f"{name} is not installed here. Install the PostgreSQL client of the server's version "
            "(Debian: postgresql-client), or save the database on the server's side."
        )
    return found


def save(engine: Engine, target: Path) -> tuple[str | None, dict[str, int]]:
    """Dump the database as of one moment; (revision, rows of each table) of that moment."""
    tool = program("pg_dump")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        revision, rows = contents(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run([tool, *options, f"--file={target}", f"--dbname={_conninfo(engine.url)}"], engine.url)
    target.chmod(0o600)
    saved = _run([program("pg_restore"), "--list", str(target)], engine.url)
    tables = sum(" TABLE DATA " in line for line in saved.splitlines())
    if tables != len(rows):
        raise Unusable(f"The copy holds {tables} tables, the database {len(rows)}.")
    return revision, rows


def contents(connection: Connection) -> tuple[str | None, dict[str, int]]:
    """(revision, rows of each table)."""
    names = sorted(inspect(connection).get_table_names())
    rows = {
        name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0  # noqa: S608  (of the catalog)
        for name in names
    }
    found = "alembic_version" in names
    revision = connection.scalar(text("SELECT version_num FROM alembic_version")) if found else None
    return revision, rows


def clear(engine: Engine) -> None:
    """Remove all tables, and what their triggers called."""
    with engine.begin() as connection:
        for name in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
        for function in connection.scalars(text(TRIGGER_FUNCTIONS)).all():
            connection.execute(text(f"DROP FUNCTION {function}"))


def restore(engine: Engine, source: Path) -> None:
    """Fill an empty database from a dump: everything or nothing."""
    engine.dispose()
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run([program("pg_restore"), *options, f"--dbname={_conninfo(engine.url)}", str(source)], engine.url)


def _conninfo(url: URL) -> str:
    """How libpq finds the database; the password goes by the environment, which others cannot read."""
    given = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": url.database,
        **{name: value for name, value in url.query.items() if isinstance(value, str)},
    }
    given.pop("password", None)
    return make_conninfo("", **{name: value for name, value in given.items() if value is not None})


def _run(command: Sequence[str], url: URL) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603  (our arguments; no shell)
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Unusable(f"{Path(command[0]).name}: {said[-1] if said else 'failed without a word'}")
    return done.stdout

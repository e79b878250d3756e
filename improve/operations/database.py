"""`improve db`: bring the database up to date, check it, and draft migrations."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from sqlalchemy import inspect, text

from improve.core.db import db
from improve.operations import drafting, migrations
from improve.web.commanding import Stopped, with_app


@click.command()
@click.argument("revision", default="head")
@with_app
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest)."""
    before = migrations.current()
    migrations.upgrade(revision)
    after = migrations.current()
    click.echo(f"The database is at {after}." if before == after else f"From {before or 'empty'} to {after}.")


def problems() -> list[str]:
    """What is wrong with the database: its version, its tables, its references; empty is right."""
    current, head = migrations.current(), migrations.head()
    if current != head:
        return [f"It is at {current or 'no version'}, this program needs {head}: run `improve db upgrade`."]
    found = [f"Models and tables differ: {_described(item)}." for item in migrations.differences()]
    return found + (integrity_problems() if db.engine.dialect.name == "sqlite" else _invalid_constraints())


def _described(difference: Any) -> str:
    """Alembic's difference in a few words: `add column metrics_metric.unit`."""
    if isinstance(difference, list):
        return _described(difference[0])
    operation, *rest = difference
    names = [item if isinstance(item, str) else getattr(item, "name", None) for item in rest[:3]]
    return f"{operation.replace('_', ' ')} {'.'.join(str(name) for name in names if name is not None)}"


def integrity_problems() -> list[str]:
    """What SQLite finds in its file: damaged pages, references to nothing."""
    with db.engine.connect() as connection:
        pages = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        references = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    found = [f"Integrity: {line}" for line in pages if line != "ok"]
    return found + [
        f"Table {row[0]}, row {row[1]}: refers to a row of {row[2]} that is not there." for row in references
    ]


def _invalid_constraints() -> list[str]:
    """Constraints and indexes that PostgreSQL does not vouch for."""
    with db.engine.connect() as connection:
        constraints = connection.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated"))
        indexes = connection.scalars(
            text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        )
        return [f"Not validated: {name}" for name in [*constraints, *indexes]]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_app
def check(as_json: bool) -> None:
    """Compare models and tables, and check every page and reference. Exit code 1 when something is wrong."""
    found = problems()
    if as_json:
        click.echo(json.dumps({"ok": not found, "problems": found, "tables": len(_tables())}))
    else:
        click.echo("\n".join(found) if found else f"{len(_tables())} tables are as they should be.")
    if found:
        sys.exit(1)


def _tables() -> list[str]:
    return inspect(db.engine).get_table_names()


@click.command()
@click.argument("name")
@click.option("--tables", multiple=True, help="Only tables whose name begins so. May be repeated.")
@click.option("--into", help="Write the body of this existing, unreleased migration anew.")
def revision(name: str, tables: tuple[str, ...], into: str | None) -> None:
    """Draft a migration from what the models have and the migrations do not (for developers).

    NAME is a verb and a noun ("create cases"). Read the draft and correct it: renames, data and indexes with
    conditions are yours.
    """
    try:
        path = drafting.draft(name, prefixes=tables, into=into)
    except drafting.NothingToDo as error:
        raise Stopped(str(error)) from error
    click.echo(f"Drafted {path}. Read it and correct it.")

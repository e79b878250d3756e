"""Models equal migrations; every migration goes up, down and up again with rows in every table."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from improve.app import create_app
from improve.core.db import db
from improve.operations import migrations
from tests.databases import Supply


def empty_app(supply_url: str, folder: Path) -> Flask:
    return create_app({"INSTANCE": str(folder), "DATABASE_URL": supply_url, "TESTING": True})


def test_models_and_migrations_agree(context: object) -> None:
    assert migrations.differences() == []
    assert migrations.current() == migrations.head()


def test_a_forgotten_migration_is_noticed(context: object) -> None:
    """The seeded defect: a column that no migration makes."""
    table = db.metadata.tables["accounts_person"]
    column = sa.Column("nickname", sa.String(20))
    table.append_column(column)
    try:
        assert any(entry[0] == "add_column" for entry in migrations.differences())
    finally:
        table._columns.remove(column)


def test_revision_ids_are_file_names() -> None:
    for path in (Path(migrations.CHECKOUT) / "migrations" / "versions").glob("*.py"):
        assert f'revision = "{path.stem}"' in path.read_text(encoding="utf-8")


def fill(connection: sa.Connection) -> dict[str, int]:
    """One or two rows in every table, without knowing any of them: parents before children."""
    counts: dict[str, int] = {}
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in parents_first(metadata):
        if table.name in ("alembic_version", "core_settled") or "_fts" in table.name:
            continue  # these have the rows they need
        row = insert_one(connection, table)
        if table.name == "accounts_person":  # somebody else, for who gives and who gets
            connection.execute(table.insert().values({**row, "id": 2, "login": "another"}))
        if table.name == "suggestions_suggestion":  # another one, for what joins two of them
            connection.execute(table.insert().values({**row, "id": 2}))
        counts[table.name] = 1
    return counts


def insert_one(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    """A row with as few optional columns as the table's CHECKs allow."""
    values = {column.name: invented(table, column, connection) for column in table.columns}
    needed = [c.name for c in table.columns if not c.nullable or c.primary_key]
    optional = [name for name in values if name not in needed]
    for count in range(4):
        for more in combinations(optional, count):
            row = {name: values[name] for name in (*needed, *more) if values[name] is not None}
            savepoint = connection.begin_nested()
            try:
                connection.execute(table.insert().values(row))
            except sa.exc.IntegrityError:
                savepoint.rollback()
                continue
            savepoint.commit()
            return row
    raise AssertionError(f"no row fits {table.name}")


def parents_first(metadata: sa.MetaData) -> list[sa.Table]:
    """The tables in an order in which every needed reference exists (optional ones stay empty)."""
    ordered: dict[str, sa.Table] = {}

    def add(table: sa.Table) -> None:
        if table.name not in ordered:
            needed = [fk.column.table for c in table.columns if not c.nullable for fk in c.foreign_keys]
            for parent in needed:
                if parent is not table:
                    add(parent)
            ordered[table.name] = table

    for table in metadata.tables.values():
        add(table)
    return list(ordered.values())


def invented(table: sa.Table, column: sa.Column[Any], connection: sa.Connection) -> Any:
    """A value that the column's constraints take: the first word of its CHECK, the parent's key, or something of the type."""
    for foreign in column.foreign_keys:
        is_other = column.name.endswith("by_id") or column.name in ("target_id", "second_id")
        pick = sa.func.max if is_other else sa.func.min
        return connection.scalar(sa.select(pick(foreign.column)))
    for check in table.constraints:
        if isinstance(check, sa.CheckConstraint) and isinstance(column.type, sa.String):
            text = str(check.sqltext)
            names = re.sub(r"'[^']*'", "", text)  # a value may be called like a column
            if re.search(rf"\b{column.name}\b", names) and ("IN (" in text or "ANY" in text) and "'" in text:
                return text.split("'")[1]
    kind = column.type
    if column.primary_key and isinstance(kind, sa.Integer):
        return 1
    if column.server_default is not None:
        return None
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, (sa.Integer, sa.Numeric, sa.Float)):
        return 1
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return datetime(2026, 1, 1, tzinfo=UTC).date()
    if isinstance(kind, sa.JSON):
        return {"en": "x"}
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    if "TSVECTOR" in str(kind):
        return ""
    return f"x{abs(hash((table.name, column.name))) % 10_000}"[: getattr(kind, "length", None) or 10]


def count_rows(connection: sa.Connection, tables: list[str]) -> dict[str, int]:
    return {
        name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
        for name in tables
    }


def test_up_down_and_up_with_rows(supply: Supply, tmp_path: Path) -> None:
    with supply.empty() as database:
        app = empty_app(database.url, tmp_path / "instance")
        with app.app_context():
            script = migrations.ScriptDirectory.from_config(migrations.config())
            revisions = [item.revision for item in reversed(list(script.walk_revisions()))]
            migrations.upgrade()
            with db.engine.begin() as connection:
                fill(connection)
            for earlier in reversed(revisions[:-1]):
                before = tables_with_rows()
                migrations.downgrade(earlier)
                after = tables_with_rows()
                lost = {name for name in before if name in after and after[name] < before[name]}
                assert lost == set(), f"going back to {earlier} lost rows of {lost}"
            migrations.downgrade("base")
            migrations.upgrade()
            assert migrations.differences() == []
            db.engine.dispose()


def tables_with_rows() -> dict[str, int]:
    db.session.remove()
    with db.engine.connect() as connection:
        names = [
            name
            for name in sa.inspect(connection).get_table_names()
            if name != "alembic_version" and "_fts" not in name
        ]
        return count_rows(connection, names)

"""What a company settles once and every page asks for: kept between requests until the database says it changed.

`@settled(Organization)` keeps what a function reads of these tables. A trigger on each of them adds one to the single
row of `core_settled` in the very transaction that changes it, whoever changes it: a page, a job, a command or somebody
with an SQL client. The number is read within each reading transaction (with the person who asks, see `note`), and what
was kept under another number is read again: nothing is ever out of date, in no process.

While writing, the number is read again after each statement of our own, and nothing is kept: another transaction may
reach the same number. A table without its triggers (`is_watched`) keeps nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import CheckConstraint, Connection, event, inspect, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from improve.core.db import Base, db, is_writing

P = ParamSpec("P")
T = TypeVar("T")

EXTENSION = "improve.settled"
WATCHED = "improve.settled.watched"
NUMBER = "settled_number"
LAST, SUPPOSED = "settled_last", "settled_supposed"
MOST = 2_000  # entries; one person's saved views are one
FUNCTION = "core_settled_changed"
PREFIX = "settled_"

# Every table that some function keeps; filled when the modules are imported.
tables: set[str] = set()


class Settled(Base):
    """The one row whose number grows with every change."""

    __tablename__ = "core_settled"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


# For the statement that every request begins with; see `note`.
number_now = select(Settled.__table__.c.number).scalar_subquery()
# As the driver takes it: it is asked in every transaction, and making more of it takes longer than the answer.
_NUMBER = "SELECT number FROM core_settled"


def settled(*models: type[Base]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function of hashable arguments answers while no row of these tables changes.

    The answer must be a plain value: no object of the session, nothing that depends on who asks besides the arguments.
    """
    names = frozenset(str(model.__tablename__) for model in models)
    tables.update(names)

    def wrap(make: Callable[P, T]) -> Callable[P, T]:
        @wraps(make)
        def kept(*args: P.args, **kwargs: P.kwargs) -> T:
            number = _number() if _are_watched(names) else None
            if number is None:
                return make(*args, **kwargs)
            entries: dict[Hashable, tuple[int, Any]] = current_app.extensions.setdefault(EXTENSION, {})
            key = (make, args, tuple(kwargs.items()))
            found = entries.get(key)
            if found is not None and found[0] == number:
                value: T = found[1]
                return value
            value = make(*args, **kwargs)
            if not is_writing() and SUPPOSED not in db.session().info:
                if len(entries) >= MOST:
                    entries.clear()
                entries[key] = (number, value)
            return value

        return kept

    return wrap


def note(number: int | None) -> None:
    """The number as a statement of this transaction found it, so that it is not asked for again."""
    if number is not None and not is_writing():
        db.session().info[NUMBER] = number


def told_along(ask: Callable[[], tuple[int | None, T]]) -> T:
    """What a statement finds that brings the number along (`number_now`), so that the number is not asked for alone.
    First it is asked with what was settled when this session last knew the number, which is nearly always still so;
    where the statement says another number, it is asked again.
    """
    info = db.session().info
    supposed = info.get(LAST)
    if NUMBER in info or supposed is None:
        return ask()[1]
    info[NUMBER], info[SUPPOSED] = supposed, True
    found: int | None = None
    try:
        found, value = ask()
    finally:
        del info[SUPPOSED]
        info.pop(NUMBER, None)
        if found is not None:
            info[NUMBER] = found
    return value if found == supposed else ask()[1]


def _number() -> int | None:
    info = db.session().info
    if NUMBER not in info:
        info[NUMBER] = db.session().connection().exec_driver_sql(_NUMBER).scalar()
    found: int | None = info[NUMBER]
    return found


@event.listens_for(Session, "after_transaction_end")
def _forget_at_end(session: Session, _transaction: Any) -> None:
    """Another transaction sees another state."""
    last = session.info.pop(NUMBER, None)
    if last is not None:
        session.info[LAST] = last


@event.listens_for(Engine, "before_cursor_execute")
def _forget_when_writing(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    """After whatever we changed or waited for the number may be another one. On SQLite nobody else writes meanwhile,
    and a new row of another table changes nothing that is kept."""
    if not is_writing() or (statement.startswith("SELECT") and "FOR UPDATE" not in statement):
        return
    if connection.dialect.name == "sqlite" and _is_row_of_others(statement):
        return
    db.session().info.pop(NUMBER, None)


def _is_row_of_others(statement: str) -> bool:
    found = _INTO.match(statement)
    return found is not None and found[1] not in tables


# What is written otherwise counts as a change.
_INTO = re.compile(r"INSERT INTO (\w+) \(")


# The triggers


def _are_watched(names: frozenset[str]) -> bool:
    """Looked up once in the life of a process: triggers only go with a migration, at which processes start anew."""
    watched: frozenset[str] | None = current_app.extensions.get(WATCHED)
    if watched is None:
        watched = watched_tables(db.session.connection())
        current_app.extensions[WATCHED] = watched
    return names <= watched


_SQLITE_TRIGGERS = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
_POSTGRESQL_TRIGGERS = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
ACTS = ("insert", "update", "delete")


def watched_tables(connection: Connection) -> frozenset[str]:
    """The tables whose every change is noticed."""
    is_sqlite = connection.dialect.name == "sqlite"
    found = set(connection.scalars(_SQLITE_TRIGGERS if is_sqlite else _POSTGRESQL_TRIGGERS))
    acts = ACTS if is_sqlite else ("change",)
    return frozenset(name for name in tables if all(_trigger(name, act) in found for act in acts))


def _trigger(table: str, act: str) -> str:
    return f"{PREFIX}{table}_{act}"


def watch(connection: Connection) -> None:
    """Hang the triggers on the tables that have none: a migration that rebuilds a table on SQLite loses them."""
    there = set(inspect(connection).get_table_names())
    if Settled.__tablename__ not in there:
        return
    for table in sorted(tables & there - watched_tables(connection)):
        for statement in _statements(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def unwatch(connection: Connection) -> None:
    """Take all triggers off: before a migration takes the number away."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {FUNCTION}() CASCADE")
        return
    for name in connection.scalars(_SQLITE_TRIGGERS).all():
        if name.startswith(PREFIX):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _statements(table: str, dialect: str) -> list[str]:
    change = "UPDATE core_settled SET number = number + 1"  # of the names in the code, not of anybody's input
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {_trigger(table, act)} AFTER {act.upper()} ON {table} BEGIN {change}; END"
            for act in ACTS
        ]
    name = _trigger(table, "change")
    return [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {change}; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
    ]

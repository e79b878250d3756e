"""The database: base class, column vocabulary, and the one way to write.

Reading needs nothing. Writing needs `with transaction():`, which takes the cross-process write lock on
SQLite (its own waiting starves writers), begins at once, and commits at the end. A flush or a bulk
statement outside of it is refused, so "commit at the edge" is not a matter of discipline.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Executable, MetaData, Result, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from improve.core.localized import Localized, LocalizedJSON

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LARGEST_ID = 2**31 - 1
# psycopg.pq.TransactionStatus: importing it would cost those on SQLite a tenth of a second.
IDLE, IN_TRANSACTION = 0, 2
# After so long an idle connection is asked whether it still is one.
IDLE_SECONDS = 30.0
LOCK_EXTENSION = "improve.write_lock"

# SQLSTATE of what is over when it is done once more: a circle of locks that PostgreSQL cut, a snapshot that is too old,
# a lock that did not come in time, and a name or a number that somebody else took after we had looked.
COLLISIONS = frozenset(("40P01", "40001", "55P03", "23505"))

_writing: ContextVar[bool] = ContextVar("db_writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; what comes back is in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Declarative base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, Localized: LocalizedJSON},
    )


class Model(Base):
    """A table with an integer key."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


def one_of(column: str, codes: Iterable[str]) -> str:
    """The SQL of a CHECK that a text column holds one of the codes."""
    return f"{column} IN ({', '.join(repr(str(code)) for code in codes)})"


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class WriteOutsideTransaction(RuntimeError):
    """Something tried to write without `with transaction():`."""


def is_collision(error: BaseException) -> bool:
    """Did two transactions get into each other's way, so that this one was undone and can be done once more?"""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return getattr(cause, "sqlstate", None) in COLLISIONS


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of writing: everything inside is stored, or nothing is. Inside another one it joins it."""
    session = db.session()
    if _writing.get():
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise WriteOutsideTransaction("there are unsaved changes from before the transaction")
    # End the reading snapshot: what was loaded is read again under the lock, so no decision rests on old rows.
    session.rollback()
    with _write_lock():
        token = _writing.set(True)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(token)


def rows(statement: Executable, values: Mapping[str, Any] | None = None) -> Result[Any]:
    """What a reading statement of columns finds, past the session's machinery for objects, which takes as long as
    the statement itself. With anything still to be stored it goes through the session, which knows what of it has to
    be before the statement can be asked, and what must not yet be.
    """
    session = db.session()
    if _writing.get() and (session.new or session.dirty or session.deleted):
        return session.execute(statement, values)
    return session.connection().execute(statement, values)


def is_writing() -> bool:
    """Are we inside `transaction()`?"""
    return _writing.get()


def _write_lock() -> Any:
    lock: Path | None = current_app.extensions.get(LOCK_EXTENSION)
    return nullcontext() if lock is None else _locked(lock)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A queue of writers over all threads and processes: each takes its own descriptor, so threads queue too."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def database_url(text: str) -> URL:
    """The URL with the driver we ship: `postgresql://…` and `postgres://…` mean psycopg 3."""
    url = make_url(text)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def init_app(app: Flask) -> None:
    """Bind the database of `app`'s settings."""
    url = database_url(app.config["DATABASE_URL"])
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    if url.get_backend_name() == "sqlite" and url.database:
        app.extensions[LOCK_EXTENSION] = Path(url.database + ".lock")


def engine_options(url: URL) -> dict[str, Any]:
    """Options of `create_engine` for either database."""
    # What people typed has no place in a log: an error of the database names the statement alone.
    common: dict[str, Any] = {"hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        return common | {"connect_args": {"timeout": 10}}
    return common | {
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 10,
        "connect_args": {"options": "-c timezone=utc"},
    }


def prepare_engine(engine: Engine) -> None:
    """Install the SQLite pragmas and our own BEGIN; let PostgreSQL's connections keep their prepared statements."""
    if engine.dialect.name != "sqlite":
        engine.dialect.do_rollback = _end_reading  # type: ignore[assignment]
        engine.dialect.do_ping = _listening(engine.dialect.do_ping)  # type: ignore[assignment,method-assign]
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": "on",
    "busy_timeout": "10000",
    "secure_delete": "on",
    "trusted_schema": "off",
    "cache_size": "-20000",
    "temp_store": "memory",
}


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come late and deferred
    cursor = connection.cursor()
    for name, value in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _end_reading(connection: Any) -> None:
    """Roll back. psycopg's own way forgets what was prepared, and each page that only reads ends with a rollback:
    planning its statements anew takes half of what the database does. After an error they are forgotten, so that
    one that no longer fits its table fails once.
    """
    status = connection.pgconn.transaction_status
    if status == IN_TRANSACTION:
        connection.pgconn.exec_(b"ROLLBACK")
    elif status != IDLE:
        connection.rollback()


def _listening(ask: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Is PostgreSQL still at the other end? A server that went away has closed the connection, which shows without
    asking it: asking took as long as a short statement, once or twice in each request. A connection that nobody used
    for a while is asked all the same, because a firewall forgets without a word.
    """
    seen: WeakKeyDictionary[Any, float] = WeakKeyDictionary()

    def is_there(connection: Any) -> bool:
        now = time.monotonic()
        before = seen.get(connection, 0.0)
        seen[connection] = now
        if connection.closed or now - before > IDLE_SECONDS or _has_word(connection.pgconn.socket):
            return ask(connection)
        return True

    return is_there


def _has_word(socket: int) -> bool:
    """Is something to be read, or is the other end closed? Nobody speaks to an idle connection."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))


def _on_sqlite_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: Any, _instances: Any) -> None:
    if not _writing.get() and (session.new or session.dirty or session.deleted):
        raise WriteOutsideTransaction("a flush outside of transaction()")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if not _writing.get() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideTransaction("a writing statement outside of transaction()")

"""Migrations: what is compared, how they are run, and where the database stands."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from improve.config import CHECKOUT
from improve.core import settled
from improve.core.db import Base, UtcDateTime, db
from improve.core.localized import LocalizedJSON

# Full-text tables are made by hand in migrations: SQLite's virtual tables and their shadows.
HAND_MADE = ("_fts", "_fts_data", "_fts_idx", "_fts_docsize", "_fts_config", "_fts_content")
ADVISORY_LOCK = 7_305_121


def compared(_object: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Is this object one that models and database must agree on?"""
    return not (kind == "table" and reflected and name is not None and name.endswith(HAND_MADE))


def rendered(kind: str, item: Any, _context: Any) -> Any:
    """Our column types as SQLAlchemy's own, so that an old migration does not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, LocalizedJSON):
        return "sa.JSON()"
    return False


def config() -> Config:
    """Alembic's configuration, without an ini file."""
    out = Config()
    out.set_main_option("script_location", str(CHECKOUT / "migrations"))
    out.set_main_option("file_template", "%%(rev)s")
    return out


def head() -> str | None:
    """The newest revision in the checkout."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current() -> str | None:
    """The revision of the database."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(revision: str = "head") -> None:
    """Bring the database up to `revision`; a second process waits and then finds nothing to do."""
    with _alone():
        command.upgrade(config(), revision)
        with db.engine.begin() as connection:
            settled.watch(connection)


def downgrade(revision: str) -> None:
    """Go back to `revision`."""
    with _alone():
        with db.engine.begin() as connection:
            settled.unwatch(connection)
        command.downgrade(config(), revision)
        with db.engine.begin() as connection:
            settled.watch(connection)


def differences() -> list[Any]:
    """What models and database disagree on; empty is right."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": compared, "target_metadata": Base.metadata},
        )
        return list(compare_metadata(context, Base.metadata))


@contextmanager
def _alone() -> Iterator[None]:
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
                connection.commit()
        return
    path = Path(current_app.instance_path) / "migrate.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

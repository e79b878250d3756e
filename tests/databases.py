"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

The migrations run once per worker and kind into a template; each test gets a copy of it, which takes a
few milliseconds on SQLite and a few tens on PostgreSQL.
"""

from __future__ import annotations

import itertools
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from improve.app import create_app
from improve.core.db import db
from improve.operations import migrations
from tests.servers import RUNNING_CLUSTER, Server, postgresql_url, start_postgresql


@dataclass(frozen=True)
class Database:
    """One database: `kind` is sqlite or postgresql, `url` what DATABASE_URL takes."""

    kind: str
    url: str


class Supply(ABC):
    """Makes databases of one kind. `folder` is the worker's own."""

    kind: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count()
        self._template: str | None = None

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A copy of the migrated template, removed afterwards."""
        if self._template is None:
            self._template = self._make_empty("template")
            migrate(Database(self.kind, self._url(self._template)), self.folder / "template-instance")
        with self._copy(self._template) as database:
            yield database

    @contextmanager
    def empty(self) -> Iterator[Database]:
        """A database without a table: for tests of the migrations themselves."""
        name = self._make_empty(f"empty{next(self._numbers)}")
        try:
            yield Database(self.kind, self._url(name))
        finally:
            self._remove(name)

    @contextmanager
    def _copy(self, template: str) -> Iterator[Database]:
        name = self._make_copy(template, f"test{next(self._numbers)}")
        try:
            yield Database(self.kind, self._url(name))
        finally:
            self._remove(name)

    def close(self) -> None:  # noqa: B027
        """End what the supply started."""

    @abstractmethod
    def _make_empty(self, name: str) -> str: ...

    @abstractmethod
    def _make_copy(self, template: str, name: str) -> str: ...

    @abstractmethod
    def _remove(self, name: str) -> None: ...

    @abstractmethod
    def _url(self, name: str) -> str: ...


class SqliteSupply(Supply):
    """Databases are files."""

    kind = "sqlite"

    def _make_empty(self, name: str) -> str:
        return name

    def _make_copy(self, template: str, name: str) -> str:
        shutil.copy(self.folder / f"{template}.db", self.folder / f"{name}.db")
        return name

    def _remove(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink(missing_ok=True)

    def _url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"


class PostgresqlSupply(Supply):
    """Databases of one temporary cluster; names carry the worker's number."""

    kind = "postgresql"

    def __init__(self, folder: Path, worker: str) -> None:
        super().__init__(folder)
        self.worker = worker
        self._own: Server | None = None
        if RUNNING_CLUSTER in os.environ:
            self._socket = Path(os.environ[RUNNING_CLUSTER])
        else:
            self._own = start_postgresql()
            self._socket = self._own.folder
        self._maintenance = psycopg.connect(
            f"host={self._socket} user=improve dbname=postgres", autocommit=True
        )

    def close(self) -> None:
        self._maintenance.close()
        if self._own:
            self._own.stop()

    def _make_empty(self, name: str) -> str:
        return self._make_copy("template0", name)

    def _make_copy(self, template: str, name: str) -> str:
        full = f"{name}_{self.worker}"
        self._maintenance.execute(f'CREATE DATABASE "{full}" TEMPLATE "{template}"')
        return full

    def _remove(self, name: str) -> None:
        self._maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return postgresql_url(self._socket, name)


def migrate(database: Database, instance: Path) -> None:
    """Bring a database to the newest migration."""
    app = create_app({"INSTANCE": str(instance), "DATABASE_URL": database.url, "TESTING": True})
    with app.app_context():
        migrations.upgrade()
        db.session.remove()
        db.engine.dispose()

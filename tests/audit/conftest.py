"""A trail with a few entries, and the ways somebody could tamper with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import text

from improve.audit import jobs
from improve.core.db import db, transaction
from improve.core.events import Event, publish


@dataclass(frozen=True, kw_only=True)
class ThingMoved(Event):
    """A fact for these tests."""

    subject_type: ClassVar[str] = "thing"
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class BallotCast(Event):
    """A fact whose actor must not be recorded."""

    subject_type: ClassVar[str] = "thing"
    records_actor: ClassVar[bool] = False


def happen(number: int, *, first: int = 1) -> None:
    """So many things are moved, one transaction each."""
    for subject_id in range(first, first + number):
        with transaction():
            publish(ThingMoved(actor_id=7, subject_id=subject_id, changed=("place",)))


def tamper(statement: str, **values: Any) -> None:
    """Change the database behind the back of the application."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=on")
        connection.execute(text(statement), values)
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=off")


@pytest.fixture
def trail(app: Flask) -> Callable[[int], None]:
    """`trail(5)`: five sealed entries, inside the app context of the test."""

    def make(number: int) -> None:
        happen(number)
        jobs.seal()

    return make

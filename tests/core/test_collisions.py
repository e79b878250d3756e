"""Two transactions that wait for each other: PostgreSQL undoes one of them, and nobody loses anything by it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from psycopg.errors import DeadlockDetected, NotNullViolation
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError

from improve.accounts.models import Unit
from improve.core.commits import alone, together
from improve.core.db import db, transaction
from tests.people import make_unit


@contextmanager
def _apart() -> Iterator[None]:
    """So that each of them leads a line of its own."""
    yield


@pytest.mark.databases("postgresql")
def test_what_was_undone_is_done_again(app: Flask) -> None:
    with app.app_context():
        ids = [make_unit("Hall").id, make_unit("Yard").id]
        db.session.remove()
    met = Barrier(2)

    def write(order: list[int], mark: str) -> str:
        def work() -> str:
            for number in order:
                db.session.execute(update(Unit).where(Unit.id == number).values(code=f"{mark}{number}"))
                if not met.broken:
                    with suppress(BrokenBarrierError):
                        met.wait(5)  # each holds one row and wants the other's
                    met.abort()
            return mark

        with app.app_context():
            return alone(work) if mark == "A" else together(work, _apart)

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(write, (ids, ids[::-1]), "AB"))
    assert ends == ["A", "B"]


@pytest.mark.databases("sqlite")
def test_where_it_cannot_be_done_again_the_person_is_told(app: Flask) -> None:
    with app.test_request_context("/suggestions", headers={"Accept-Language": "en"}):
        page, status = app.handle_user_exception(DBAPIError("UPDATE", {}, DeadlockDetected()))
        assert status == 409 and "Nothing was saved" in page
        with pytest.raises(DBAPIError):
            app.handle_user_exception(DBAPIError("INSERT", {}, NotNullViolation()))


@pytest.mark.databases("sqlite")
def test_what_somebody_deleted_meanwhile_is_missing(app: Flask) -> None:
    with app.test_request_context("/suggestions", headers={"Accept-Language": "en"}):
        unit = make_unit("Hall")
        with transaction():
            db.session.execute(
                delete(Unit).where(Unit.id == unit.id).execution_options(synchronize_session=False)
            )
        with pytest.raises(ObjectDeletedError) as raised:
            _ = unit.code
        _page, status = app.handle_user_exception(raised.value)
        assert status == 404

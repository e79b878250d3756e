"""May requests be sent here? Reasons are plain sentences without addresses, names or secrets."""

from __future__ import annotations

import logging
from functools import cache

from sqlalchemy.exc import SQLAlchemyError

from improve.operations import inspection, migrations

log = logging.getLogger(__name__)
UNSAFE = "The database would lose data"


@cache
def _head() -> str | None:
    """The newest revision of the code that is running; it does not change while it runs."""
    return migrations.head()


def reasons_against() -> list[str]:
    """Why this process is not ready; empty when it is."""
    try:
        if migrations.current() != _head():
            return ["The database is not migrated to this version: run `improve db upgrade`."]
        return [f"{UNSAFE}: {fault}." for fault in inspection.faults(inspection.settings_in_force())]
    except SQLAlchemyError:
        log.exception("not ready: the database does not answer")
        return ["The database does not answer."]

"""The company's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from improve.accounts.models import Organization
from improve.core.db import db
from improve.core.localized import Localized
from improve.core.settled import settled

_KEY = Organization.__mapper__.identity_key_from_primary_key((1,))
_ORGANIZATION = select(Organization).where(Organization.id == 1)


@dataclass(frozen=True)
class Company:
    """What pages ask of the company's settings."""

    name: Localized
    currency: str
    default_language: str
    time_zone: str
    working_weekdays: str
    holds_demonstration: bool


@settled(Organization)
def company_settings() -> Company | None:
    """The company's settings as a value; None before the first start is finished."""
    row = organization()
    if row is None:
        return None
    return Company(
        name=row.name,
        currency=row.currency,
        default_language=row.default_language,
        time_zone=row.time_zone,
        working_weekdays=row.working_weekdays,
        holds_demonstration=row.demo_loaded_at is not None,
    )


def company_currency() -> str:
    """The currency of the company's sums."""
    row = organization()
    return row.currency if row is not None else "CNY"


def organization() -> Organization | None:
    """The row of the company's settings, to change it; None before the first start is finished."""
    # What `get` does, with a statement that was built once.
    return db.session().identity_map.get(_KEY) or db.session.scalar(_ORGANIZATION)

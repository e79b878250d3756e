"""Questions about links and API tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import ApiToken, Person, SingleUseLink


def open_links_of(person_id: int, now: datetime) -> Select[tuple[SingleUseLink]]:
    """The links of a person that still work, the newest first."""
    return (
        select(SingleUseLink)
        .where(
            SingleUseLink.person_id == person_id,
            SingleUseLink.used_at.is_(None),
            SingleUseLink.expires_at > now,
        )
        .order_by(SingleUseLink.id.desc())
    )


def tokens_of(person_id: int) -> Select[tuple[ApiToken]]:
    """The tokens of a person that are not revoked, the newest first."""
    return (
        select(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    )


def token_by_hash(token_hash: str) -> Select[tuple[ApiToken]]:
    """The token with its owner and the owner's unit."""
    return (
        select(ApiToken)
        .options(joinedload(ApiToken.person).joinedload(Person.unit))
        .where(ApiToken.token_hash == token_hash)
    )

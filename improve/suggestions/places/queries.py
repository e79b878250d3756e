"""Questions about places and kiosks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from improve.core import clock
from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.suggestions.models import Suggestion
from improve.suggestions.places.models import Kiosk, Place, PlaceOfIdea
from improve.suggestions.places.values import CODE_LENGTH
from improve.suggestions.queries import visible_to


def hash_of(secret: str) -> str:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def places() -> Sequence[Place]:
    """All places, open ones first."""
    return db.session.scalars(
        select(Place)
        .options(joinedload(Place.unit), joinedload(Place.category))
        .order_by(Place.is_closed, Place.id)
    ).all()


def place_at(place_id: int) -> Place | None:
    """The place of that number."""
    return db.session.get(Place, place_id) if 0 < place_id <= LARGEST_ID else None


def open_place(code: str) -> Place | None:
    """The open place of a link."""
    if len(code) != CODE_LENGTH or not code.isascii():
        return None
    return db.session.scalar(select(Place).where(Place.code == code.lower(), Place.is_closed.is_(False)))


def counts_by_place(actor: Actor) -> dict[int, int]:
    """How many ideas that the actor may see came from each place."""
    seen = visible_to(actor).with_only_columns(Suggestion.id).subquery()
    rows = db.session.execute(
        select(PlaceOfIdea.place_id, func.count())
        .join(seen, seen.c.id == PlaceOfIdea.suggestion_id)
        .group_by(PlaceOfIdea.place_id)
    )
    return dict(rows.tuples().all())


def place_of(suggestion_id: int) -> Place | None:
    """The place an idea was written at."""
    return db.session.scalar(
        select(Place).join(PlaceOfIdea).where(PlaceOfIdea.suggestion_id == suggestion_id)
    )


def kiosks_of(place_id: int) -> Sequence[Kiosk]:
    """The kiosks of a place that are not revoked, the newest first."""
    return db.session.scalars(
        select(Kiosk).where(Kiosk.place_id == place_id, Kiosk.revoked_at.is_(None)).order_by(Kiosk.id.desc())
    ).all()


def kiosk_to_set_up(secret: str) -> Kiosk | None:
    """The kiosk of a setup link that still works."""
    return db.session.scalar(
        select(Kiosk)
        .join(Place)
        .options(joinedload(Kiosk.place))
        .where(
            Kiosk.setup_hash == hash_of(secret),
            Kiosk.setup_until > clock.now(),
            Kiosk.revoked_at.is_(None),
            Place.is_closed.is_(False),
        )
    )


def kiosk_of_device(secret: str) -> Kiosk | None:
    """The kiosk that this device is; None when it was never one, is revoked or outdated, or its place is closed."""
    return db.session.scalar(
        select(Kiosk)
        .join(Place)
        .options(joinedload(Kiosk.place))
        .where(
            Kiosk.token_hash == hash_of(secret),
            Kiosk.expires_at > clock.now(),
            Kiosk.revoked_at.is_(None),
            Place.is_closed.is_(False),
        )
    )


def ideas_of_the_hour(kiosk_id: int) -> int:
    """How many ideas a kiosk has handed in during the last hour."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(PlaceOfIdea)
            .join(Suggestion, Suggestion.id == PlaceOfIdea.suggestion_id)
            .where(
                PlaceOfIdea.kiosk_id == kiosk_id,
                Suggestion.submitted_at > clock.now() - timedelta(hours=1),
            )
        )
        or 0
    )

"""Tables of places, kiosks and the ideas that came from there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Unit
from improve.core.db import Base, Model
from improve.core.localized import Localized
from improve.suggestions.models import Category
from improve.suggestions.places.values import CODE_LENGTH, LABEL

HASH = 64


class Place(Model):
    """A place with a link of its own: `/i/<code>`."""

    __tablename__ = "suggestions_place"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    name: Mapped[Localized]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions_category.id"), index=True)
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    unit: Mapped[Unit | None] = relationship()
    category: Mapped[Category | None] = relationship()


class Kiosk(Model):
    """A shared device at a place. Of its two secrets only the hashes are kept.

    The setup secret stands in a link that works once and for a day; opening it on the device exchanges it for the
    device's own, which lives in a cookie.
    """

    __tablename__ = "suggestions_kiosk"
    __table_args__ = (
        CheckConstraint("(token_hash IS NULL) = (activated_at IS NULL)", name="activated"),
        CheckConstraint("setup_hash IS NULL OR token_hash IS NULL", name="one_secret"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("suggestions_place.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(LABEL.longest))
    setup_hash: Mapped[str | None] = mapped_column(String(HASH), unique=True)
    setup_until: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(String(HASH), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    issued_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]

    place: Mapped[Place] = relationship()


class PlaceOfIdea(Base):
    """Where an idea was written: at which place, and at which kiosk if it was one."""

    __tablename__ = "suggestions_place_of_idea"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("suggestions_place.id"), index=True)
    kiosk_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions_kiosk.id", ondelete="SET NULL"), index=True
    )

    place: Mapped[Place] = relationship()

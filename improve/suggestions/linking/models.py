"""The table of links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model, one_of
from improve.suggestions.linking.values import MUTUAL, LinkKind


class Link(Model):
    """Two ideas, the lower number first, with one link of a kind at most: nothing is linked to itself, twice, or
    both ways round. `is_forward`: read from the first to the second.
    """

    __tablename__ = "suggestions_link"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id", "kind"),
        CheckConstraint("first_id < second_id", name="order"),
        CheckConstraint(one_of("kind", LinkKind), name="kind"),
        CheckConstraint(f"is_forward OR NOT {one_of('kind', sorted(MUTUAL))}", name="direction"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    is_forward: Mapped[bool] = mapped_column(server_default=true(), default=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    at: Mapped[datetime]

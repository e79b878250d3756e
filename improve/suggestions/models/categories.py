"""The table of categories."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.suggestions import values
from improve.suggestions.values import Visibility


class Category(Model):
    """What an idea is about, who reads it and by when it is answered.

    `promise_days`: working days until an answer; None: the company's default. `has_local_lane`: small ideas may
    go to the local lead without a committee.
    """

    __tablename__ = "suggestions_category"
    __table_args__ = (
        CheckConstraint(f"promise_days BETWEEN 1 AND {values.LONGEST_PROMISE_DAYS}", name="promise_days"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility"),
    )

    name: Mapped[Localized]
    code: Mapped[str] = mapped_column(String(values.CODE.longest), unique=True)
    order: Mapped[int] = mapped_column(server_default="0", default=0)
    promise_days: Mapped[int | None]
    visibility: Mapped[str] = mapped_column(
        String(10), server_default=Visibility.EVERYONE, default=Visibility.EVERYONE
    )
    has_local_lane: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # New ideas are read by author and handlers alone until one of these releases them.
    holds_new: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Colleagues say of two ideas at a time which is better (see `comparing`).
    is_compared: Mapped[bool] = mapped_column(server_default=false(), default=False)
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

"""The table of the company's own words."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.suggestions.values import Status


class StatusName(Model):
    """What a status is called here; without a row it keeps its usual word."""

    __tablename__ = "suggestions_status_name"
    __table_args__ = (CheckConstraint(one_of("status", Status), name="status"),)

    status: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[Localized]

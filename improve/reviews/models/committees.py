"""Tables of committees and their members."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Model
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY


class Committee(Model):
    """People who score ideas together; for a unit and below, or for the whole company."""

    __tablename__ = "reviews_committee"

    name: Mapped[Localized]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()
    members: Mapped[list[Membership]] = relationship(
        back_populates="committee", order_by="Membership.id", viewonly=True
    )

    @property
    def unit_path(self) -> str:
        """Where the roles of those who look after it must reach."""
        return self.unit.path if self.unit is not None else WHOLE_COMPANY


class Membership(Model):
    """A term of office. `until` is its last day. Terms of one person in one committee do not overlap."""

    __tablename__ = "reviews_membership"
    __table_args__ = (
        UniqueConstraint("committee_id", "person_id", "since"),
        CheckConstraint("until >= since", name="until"),
    )

    committee_id: Mapped[int] = mapped_column(ForeignKey("reviews_committee.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    is_chair: Mapped[bool] = mapped_column(server_default=false(), default=False)
    since: Mapped[date]
    until: Mapped[date | None]

    committee: Mapped[Committee] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    def covers(self, day: date) -> bool:
        """Is `day` within the term?"""
        return self.since <= day and (self.until is None or day <= self.until)

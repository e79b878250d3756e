"""Tables of rounds and the ideas in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.reviews import values
from improve.reviews.models.committees import Committee
from improve.reviews.models.rubrics import RubricVersion
from improve.reviews.values import OthersShown, Reminding, State
from improve.suggestions.models import Suggestion


class Round(Model):
    """Ideas that a committee compares in a period. Both dates are days of the company, both included.

    `seed` makes the draws behind the rank intervals repeatable.
    """

    __tablename__ = "reviews_round"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("others_shown", OthersShown), name="others_shown"),
        CheckConstraint("closes_on >= opens_on", name="dates"),
        CheckConstraint(f"places BETWEEN 1 AND {values.MOST_PLACES}", name="places"),
        CheckConstraint(f"reviews_each BETWEEN 1 AND {values.MOST_REVIEWS}", name="reviews_each"),
        CheckConstraint(f"max_load BETWEEN 1 AND {values.MOST_LOAD}", name="max_load"),
        CheckConstraint(f"response_days BETWEEN 1 AND {values.MOST_RESPONSE_DAYS}", name="response_days"),
        CheckConstraint("responses_until IS NULL OR response_days IS NOT NULL", name="responses_until"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name="opened"),
        Index(None, "state", "closes_on"),
    )

    committee_id: Mapped[int] = mapped_column(ForeignKey("reviews_committee.id"), index=True)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("reviews_rubric_version.id"), index=True)
    name: Mapped[Localized]
    state: Mapped[str] = mapped_column(String(20))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    places: Mapped[int]
    author_hidden: Mapped[bool] = mapped_column(server_default=true(), default=True)
    others_shown: Mapped[str] = mapped_column(String(20))
    # Whether the results show a mean in which a score weighs by how sure its member is.
    confidence_weighs: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Whether readers of an idea see how it was scored, once that is published.
    show_scores: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # How many members score an idea; None: every member scores every idea, and nothing is assigned.
    reviews_each: Mapped[int | None]
    max_load: Mapped[int | None]
    # For how many days after the scores authors may answer what members wrote to them; None: not at all.
    response_days: Mapped[int | None]
    # The last of these days, once scoring is over.
    responses_until: Mapped[date | None]
    seed: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    committee: Mapped[Committee] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])

    @property
    def phase(self) -> State:
        """The state as its enumeration."""
        return State(self.state)

    @property
    def unit_path(self) -> str:
        """Where the roles of those who look after it must reach."""
        return self.committee.unit_path

    @property
    def is_assigned(self) -> bool:
        """Does a member score what they are assigned only?"""
        return self.reviews_each is not None

    @property
    def is_blind(self) -> bool:
        """Are authors hidden now?"""
        return self.author_hidden and self.phase is not State.PUBLISHED


class RoundItem(Model):
    """An idea in a round."""

    __tablename__ = "reviews_item"
    __table_args__ = (UniqueConstraint("round_id", "suggestion_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), index=True
    )
    added_at: Mapped[datetime]

    round: Mapped[Round] = relationship()
    suggestion: Mapped[Suggestion] = relationship()

    @property
    def unit_path(self) -> str:
        """Where the roles of those who look after its round must reach."""
        return self.round.unit_path


class StoredStanding(Model):
    """The results of a round with the digest of everything they were computed from."""

    __tablename__ = "reviews_standing"
    __table_args__ = (UniqueConstraint("round_id", "digest"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    computed_at: Mapped[datetime]


class Reminder(Model):
    """A reminder that was sent: once a round and day, whichever worker is faster."""

    __tablename__ = "reviews_reminder"
    __table_args__ = (
        UniqueConstraint("round_id", "about", "closes_on", "days_before"),
        CheckConstraint(one_of("about", Reminding), name="about"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    about: Mapped[str] = mapped_column(String(12), server_default=Reminding.SCORES)
    # The day that it reminds of. A round that was extended is reminded of again.
    closes_on: Mapped[date]
    days_before: Mapped[int]
    sent_at: Mapped[datetime]

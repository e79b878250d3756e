"""The table of ideas, and that of their long texts.

The long texts have a table of their own: rows of `suggestions_suggestion` stay small, so that counting,
sorting and filtering 100,000 of them touches little.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    event,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Base, Model, one_of
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY
from improve.suggestions import values
from improve.suggestions.models.categories import Category
from improve.suggestions.values import RUNNING, STOPPED, Status, Visibility

# Everything that a list asks of a row besides its order, so that counting and leafing read the index alone.
READ_BY_LISTS = ("id", "status", "audience")
ORDERS = ("submitted_at", "best", "votes", "comment_count")


class Suggestion(Model):
    """An idea: everything but its long texts.

    `votes_for` and `votes_against` count ballots; `imported_for` and `imported_against` are totals counted
    elsewhere. `votes` = votes_for + imported_for. `best`: see `rules.best`. All are written by statements,
    never by reading, adding and writing back.
    """

    __tablename__ = "suggestions_suggestion"
    __table_args__ = (
        CheckConstraint(one_of("status", Status), name="status"),
        CheckConstraint("language IN ('zh_Hans', 'en')", name="language"),
        CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND imported_for >= 0 AND imported_against >= 0"
            " AND comment_count >= 0",
            name="counts",
        ),
        CheckConstraint("votes = votes_for + imported_for", name="votes"),
        CheckConstraint(one_of("audience", Visibility), name="audience"),
        CheckConstraint("(status = 'parked') = (parked_until IS NOT NULL)", name="parked"),
        CheckConstraint(f"promise_left IS NULL OR {one_of('status', STOPPED)}", name="promise_left"),
        CheckConstraint(f"escalate_on IS NULL OR {one_of('status', RUNNING)}", name="escalate_on"),
        # Each order of the list: over everything, within a status, within a category.
        *(Index(f"ix_suggestions_by_{order}", order, *READ_BY_LISTS) for order in ORDERS),
        *(Index(f"ix_suggestions_status_by_{order}", "status", order, "id", "audience") for order in ORDERS),
        *(
            Index(f"ix_suggestions_category_by_{order}", "category_id", order, *READ_BY_LISTS)
            for order in ORDERS
        ),
        # What counting by status reads: also for one site, and what of it the reader may see.
        Index(None, "status", "audience", "unit_id", "author_id"),
        Index("ix_suggestions_by_activity", "active_at", *READ_BY_LISTS),
        Index(None, "unit_id", "status"),
        Index(None, "author_id", "status"),
        Index(None, "promised_on", "status", "answered_on"),
        Index(
            "ix_suggestions_suggestion_counts_hidden",
            "counts_hidden_until",
            sqlite_where=text("counts_hidden_until IS NOT NULL"),
            postgresql_where=text("counts_hidden_until IS NOT NULL"),
        ),
        # What waits for somebody, and what the clock does by itself.
        Index(None, "assignee_id", "status", "due_on"),
        Index(None, "escalate_on"),
        Index(None, "parked_until"),
    )

    external_id: Mapped[str | None] = mapped_column(String(values.EXTERNAL_ID.longest), unique=True)
    title: Mapped[str] = mapped_column(String(values.TITLE.longest))
    status: Mapped[str] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(10))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions_category.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    # The name of somebody without an account, as an import brought it.
    author_name: Mapped[str | None] = mapped_column(String(values.NAME.longest))
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # When something last happened: a step, an edit, a comment. Follows `changed_at`; see `_note_activity`.
    active_at: Mapped[datetime | None] = mapped_column(
        default=lambda context: context.get_current_parameters()["changed_at"]
    )
    decided_at: Mapped[datetime | None]
    # The days, in the company's time zone, by which an answer was promised and on which the first one came.
    promised_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    # Working days that are left of the promise while its clock stands still; negative: it was broken before.
    promise_left: Mapped[int | None]
    # Who has to act next, and until when; the day may be earlier than what the author was promised.
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    due_on: Mapped[date | None]
    # The day on which the next level up the line becomes responsible unless there is an answer.
    escalate_on: Mapped[date | None]
    parked_until: Mapped[date | None]
    # The author of a declined idea answers once.
    replied_at: Mapped[datetime | None]
    # The category's visibility, kept here so that lists join nothing; see `service.categories`. While `is_held`
    # only author and handlers read it, whatever the category says.
    is_held: Mapped[bool] = mapped_column(server_default=false(), default=False)
    audience: Mapped[str] = mapped_column(
        String(10), server_default=Visibility.EVERYONE, default=Visibility.EVERYONE
    )
    votes_for: Mapped[int] = mapped_column(server_default="0", default=0)
    votes_against: Mapped[int] = mapped_column(server_default="0", default=0)
    imported_for: Mapped[int] = mapped_column(server_default="0", default=0)
    imported_against: Mapped[int] = mapped_column(server_default="0", default=0)
    votes: Mapped[int] = mapped_column(server_default="0", default=0)
    best: Mapped[float] = mapped_column(server_default="0", default=0.0)
    comment_count: Mapped[int] = mapped_column(server_default="0", default=0)
    # Until this day is over the counters stand still and nobody is told what is cast (see `voting`).
    counts_hidden_until: Mapped[date | None]

    category: Mapped[Category | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    text: Mapped[SuggestionText] = relationship(
        lazy="joined", innerjoin=True, cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def problem(self) -> str:
        return self.text.problem

    @property
    def idea(self) -> str:
        return self.text.idea

    @property
    def expected_result(self) -> str:
        return self.text.expected_result

    @property
    def state(self) -> Status:
        """The status as its enumeration."""
        return Status(self.status)

    @property
    def unit_path(self) -> str:
        """Where its handlers' roles must reach."""
        return self.unit.path if self.unit is not None else WHOLE_COMPANY

    @property
    def unit_name(self) -> Localized | None:
        """Where it was handed in."""
        return self.unit.name if self.unit is not None else None

    @property
    def author_label(self) -> str:
        """The author's name, from the account or from the import; "" when nobody is named."""
        return self.author.name if self.author is not None else self.author_name or ""


@event.listens_for(Suggestion.changed_at, "set")
def _note_activity(suggestion: Suggestion, value: datetime, _old: Any, _initiator: Any) -> None:
    suggestion.active_at = value


class SuggestionText(Base):
    """The long texts of an idea, plain text with line breaks."""

    __tablename__ = "suggestions_text"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    problem: Mapped[str] = mapped_column(Text, server_default="", default="")
    idea: Mapped[str] = mapped_column(Text, server_default="", default="")
    expected_result: Mapped[str] = mapped_column(Text, server_default="", default="")

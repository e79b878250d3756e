"""Tables of voting rules and of votes that are rationed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Model, one_of
from improve.suggestions.values import MOST_PER_QUARTER, Voting


class VotingRule(Base):
    """How one votes in a category; a category without a row takes support only, at any time, in the open."""

    __tablename__ = "suggestions_voting_rule"
    __table_args__ = (
        CheckConstraint(one_of("kind", Voting), name="kind"),
        CheckConstraint("(kind = 'budget') = (votes_per_quarter IS NOT NULL)", name="budget"),
        CheckConstraint(f"votes_per_quarter BETWEEN 1 AND {MOST_PER_QUARTER}", name="votes_per_quarter"),
        CheckConstraint("opens_on <= closes_on", name="window"),
        CheckConstraint("NOT counts_hidden OR closes_on IS NOT NULL", name="counts_hidden"),
    )

    category_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_category.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(10))
    votes_per_quarter: Mapped[int | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    counts_hidden: Mapped[bool] = mapped_column(server_default=false(), default=False)
    handlers_see_counts: Mapped[bool] = mapped_column(server_default=false(), default=False)


class VoteBudget(Model):
    """How many votes somebody has given in a category in a quarter; `quarter` is its first day."""

    __tablename__ = "suggestions_vote_budget"
    __table_args__ = (
        UniqueConstraint("person_id", "category_id", "quarter"),
        CheckConstraint(f"spent BETWEEN 0 AND {MOST_PER_QUARTER}", name="spent"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_category.id", ondelete="CASCADE"), index=True
    )
    quarter: Mapped[date]
    spent: Mapped[int]


class SpentVote(Base):
    """From which budget a ballot was taken, so that taking it back gives it back there."""

    __tablename__ = "suggestions_spent_vote"
    __table_args__ = (
        ForeignKeyConstraint(["suggestion_id"], ["suggestions_suggestion.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["budget_id"], ["suggestions_vote_budget.id"], ondelete="CASCADE"),
    )

    suggestion_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    budget_id: Mapped[int] = mapped_column(index=True)

"""Statements that the ORM cannot say. Called by the services only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.reviews.models import Committee, Decision, Reminder, Review, Round, RoundItem


def lock_round(held: Round) -> None:
    """Nobody else changes the round's state or saves a score in it until the transaction ends."""
    db.session.refresh(held, ["state", "opens_on", "closes_on"], with_for_update=True)


def lock_for_scoring(item: RoundItem) -> None:
    """The round stays as it is, and no second score of this idea is saved at the same time."""
    db.session.refresh(item.round, ["state", "opens_on", "closes_on"], with_for_update={"read": True})
    db.session.execute(select(RoundItem.id).where(RoundItem.id == item.id).with_for_update())


def lock_committee(committee: Committee) -> None:
    """Nobody else changes its members until the transaction ends."""
    db.session.execute(select(Committee.id).where(Committee.id == committee.id).with_for_update())


def supersede_review(item_id: int, reviewer_key: str) -> int:
    """The current review of somebody is no longer that. Answers the number of the next revision."""
    last = db.session.scalar(
        update(Review)
        .where(Review.item_id == item_id, Review.reviewer_key == reviewer_key, Review.is_current)
        .values(is_current=False)
        .returning(Review.revision)
        .execution_options(synchronize_session=False)
    )
    return (last or 0) + 1


def supersede_decision(item_id: int, at: datetime) -> None:
    """The decision in force is no longer that; it stays in the record."""
    db.session.execute(
        update(Decision)
        .where(Decision.item_id == item_id, Decision.superseded_at.is_(None))
        .values(superseded_at=at)
        .execution_options(synchronize_session=False)
    )


def claim_reminder(round_id: int, closes_on: date, days_before: int, at: datetime) -> bool:
    """True for the one worker that sends this reminder."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    claimed = db.session.scalar(
        insert(Reminder)
        .values(round_id=round_id, closes_on=closes_on, days_before=days_before, sent_at=at)
        .on_conflict_do_nothing()
        .returning(Reminder.id)
    )
    return claimed is not None

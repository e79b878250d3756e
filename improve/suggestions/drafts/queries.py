"""Questions about one's own drafts. There are no others to ask about."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import selectinload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.suggestions.drafts.models import ClosedPage, Draft, DraftFile


def visible_to(actor: Actor) -> Select[tuple[Draft]]:
    """The drafts an actor may see: their own, the last changed first."""
    statement = select(Draft).order_by(Draft.changed_at.desc(), Draft.id.desc())
    if actor.actor_id is None:
        return statement.where(false())
    return statement.where(Draft.person_id == actor.actor_id)


def drafts_of(actor: Actor) -> list[Draft]:
    """One's drafts with their files."""
    return list(db.session.scalars(visible_to(actor).options(selectinload(Draft.files))))


def own_draft(actor: Actor, draft_id: int | None) -> Draft | None:
    """One's draft of that number."""
    if draft_id is None or not 0 < draft_id <= LARGEST_ID:
        return None
    return db.session.scalar(visible_to(actor).where(Draft.id == draft_id))


def count_of(actor: Actor) -> int:
    """How many drafts one has."""
    return (
        db.session.scalar(
            select(func.count()).select_from(
                visible_to(actor).order_by(None).with_only_columns(Draft.id).subquery()
            )
        )
        or 0
    )


def keys_in_use() -> Iterator[str]:
    """The keys of all files at drafts."""
    yield from db.session.scalars(select(DraftFile.key))


def idea_of_page(writer: str) -> int | None:
    """The number of the idea that this page's text was handed in as."""
    return db.session.scalar(select(ClosedPage.suggestion_id).where(ClosedPage.writer == writer))

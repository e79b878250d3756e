"""Questions about questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.suggestions.asking.models import AuthorQuestion


def open_question(suggestion_id: int) -> AuthorQuestion | None:
    """The question that waits for the author."""
    return db.session.scalar(
        select(AuthorQuestion)
        .options(joinedload(AuthorQuestion.asked_by))
        .where(AuthorQuestion.suggestion_id == suggestion_id, AuthorQuestion.closed_at.is_(None))
    )


def questions_of(suggestion_id: int) -> Sequence[AuthorQuestion]:
    """All questions about an idea with who asked, the earliest first."""
    return db.session.scalars(
        select(AuthorQuestion)
        .options(joinedload(AuthorQuestion.asked_by), joinedload(AuthorQuestion.answered_by))
        .where(AuthorQuestion.suggestion_id == suggestion_id)
        .order_by(AuthorQuestion.id)
    ).all()


def open_questions(suggestion_ids: Iterable[int]) -> dict[int, AuthorQuestion]:
    """The open question of each of these ideas that has one."""
    rows = db.session.scalars(
        select(AuthorQuestion).where(
            AuthorQuestion.suggestion_id.in_(list(suggestion_ids)), AuthorQuestion.closed_at.is_(None)
        )
    )
    return {question.suggestion_id: question for question in rows}

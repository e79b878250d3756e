"""What belongs to an idea besides its own texts, for those who judge it. Whoever asks has found that they may meet it.

Not imported by the package: discussion and files start from its other questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core import markdown
from improve.core.db import db
from improve.core.localized import Localized
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.attachments.queries import attachments_of
from improve.suggestions.discussion.mentions import names_in
from improve.suggestions.fields.kinds import shown
from improve.suggestions.fields.queries import answers_of
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries.people import authors_of
from improve.suggestions.values import CommentKind

MOST_COMMENTS = 50
File = Attachment


@dataclass(frozen=True)
class Remark:
    """A comment as plain text. `name` is "" where nobody is named."""

    text: str
    name: str
    is_author: bool
    at: datetime


def remarks_on(suggestion: Suggestion) -> list[Remark]:
    """The latest comments that everybody reads who reads the idea, oldest first."""
    found = db.session.scalars(
        select(Comment)
        .options(joinedload(Comment.author))
        .where(
            Comment.suggestion_id == suggestion.id,
            Comment.kind == CommentKind.COMMENT,
            Comment.removed_at.is_(None),
            Comment.hidden_at.is_(None),
        )
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
    ).all()
    names = names_in(comment.body for comment in found)
    authors = authors_of([suggestion.id])[suggestion.id]
    return [
        Remark(
            markdown.plain(comment.body, names),
            comment.author_label,
            comment.author_id is None or comment.author_id in authors,
            comment.created_at,
        )
        for comment in reversed(found)
    ]


def further_answers(suggestion_id: int) -> list[tuple[Localized, str]]:
    """The answers to the extra fields of its category: what was asked, and what was said with its unit."""
    answers = [shown(answer) for answer in answers_of([suggestion_id])[suggestion_id]]
    return [(one.label, f"{one.shown} {one.unit}".strip()) for one in answers]


def files_of(suggestion_id: int) -> Sequence[File]:
    """The photos and files that are there, in the order they came."""
    return [one for one in attachments_of(suggestion_id) if one.removed_at is None]

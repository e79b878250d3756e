"""What ideas keep of an address: wherever somebody wrote it, with the search that would still find it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.messages import _l
from improve.core.written import Written
from improve.suggestions import store
from improve.suggestions.discussion.models import CommentVersion
from improve.suggestions.fields.models import FieldAnswer
from improve.suggestions.models import Comment, StatusChange, Suggestion, SuggestionText
from improve.suggestions.service.writing import entry_of


def _search_anew(changed: list[Any]) -> None:
    """The index of ideas is written by whoever writes them."""
    ids = {row.id for row in changed if isinstance(row, Suggestion)}
    ids |= {row.suggestion_id for row in changed if isinstance(row, SuggestionText)}
    ideas = db.session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)).order_by(Suggestion.id))
    store.index([entry_of(idea) for idea in ideas])


IDEAS = Written(
    "ideas",
    _l("Ideas: titles, texts and answers"),
    (Suggestion, "title"),
    (SuggestionText, "problem", "idea", "expected_result"),
    (FieldAnswer, "text"),
    after=_search_anew,
)
TALK = Written(
    "idea_comments",
    _l("Comments on ideas, their earlier versions, and reasons of decisions"),
    (Comment, "body"),
    (CommentVersion, "body"),
    (StatusChange, "reason"),
)
HOLDERS = (IDEAS.holder(), TALK.holder())

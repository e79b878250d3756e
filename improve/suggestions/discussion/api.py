"""The API of comments: what the reader of an idea reads, and posting one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import joinedload

from improve.core import markdown
from improve.core.db import transaction
from improve.core.messages import _l
from improve.suggestions.api import api
from improve.suggestions.blueprint import visible_or_404
from improve.suggestions.discussion import mentions, queries, service
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import visible_comments
from improve.suggestions.values import CommentText
from improve.web.access import current_actor
from improve.web.rest import Answer, Paging, moment
from improve.web.tables import paginate


@dataclass
class CommentItem:
    """A comment. `body` is Markdown, and empty for one that is hidden or removed; `kind` is comment or note."""

    id: int
    kind: str
    state: str
    reply_to: int | None
    author: str | None
    body: str
    html: str
    reactions: dict[str, int]
    created_at: str
    edited_at: str | None


@dataclass
class CommentPage:
    """A page of comments, oldest first."""

    items: list[CommentItem]
    page: int
    per_page: int
    total: int


def _items(suggestion: Suggestion, comments: list[Comment]) -> list[dict[str, Any]]:
    actor = current_actor()
    names = mentions.names_in(comment.body for comment in comments)
    reactions = queries.reactions_to([comment.id for comment in comments], actor.actor_id)
    out = []
    for comment in comments:
        body = comment.body if queries.reads_text(actor, suggestion, comment) else ""
        state = "removed" if comment.removed_at else ("hidden" if comment.hidden_at else "standing")
        out.append(
            {
                "id": comment.id,
                "kind": comment.kind,
                "state": state,
                "reply_to": comment.parent_id,
                "author": comment.author_label or None,
                "body": body,
                "html": str(markdown.html(body, names)),
                "reactions": {str(found.kind): found.count for found in reactions[comment.id]},
                "created_at": moment(comment.created_at),
                "edited_at": moment(comment.edited_at) if comment.edited_at is not None else None,
            }
        )
    return out


@api.operation(
    "GET",
    "/suggestions/<int:suggestion_id>/comments",
    summary=_l("What is said about an idea"),
    permission=Permission.READ,
    query=Paging,
    answer=CommentPage,
)
def comments(suggestion_id: int, query: Paging) -> dict[str, Any]:
    suggestion = visible_or_404(suggestion_id)
    said = (
        visible_comments(current_actor())
        .options(joinedload(Comment.author))
        .where(Comment.suggestion_id == suggestion.id)
        .order_by(Comment.id)
    )
    page = paginate(said, page=query.page, per_page=query.per_page)
    return {
        "items": _items(suggestion, list(page.items)),
        "page": query.page,
        "per_page": query.per_page,
        "total": page.total,
    }


@api.operation(
    "POST",
    "/suggestions/<int:suggestion_id>/comments",
    summary=_l("Comment on an idea, or reply to a comment"),
    permission=Permission.COMMENT,
    body=CommentText,
    answer=CommentItem,
    status=201,
)
def post_comment(suggestion_id: int, body: CommentText) -> Answer:
    suggestion = visible_or_404(suggestion_id)
    with transaction():
        posted = service.comment(suggestion, body, by=current_actor())
        (answer,) = _items(suggestion, [posted])
    location = url_for("suggestions_api.comments", suggestion_id=suggestion_id)
    return Answer(answer, headers={"Location": location})

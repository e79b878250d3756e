"""What a feed says: the ideas of a board that changed last, as its owner may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from improve.accounts.models import Unit
from improve.accounts.queries import units_below
from improve.core.db import db
from improve.core.policy import Actor
from improve.notifications.models import Line
from improve.notifications.queries import last_lines
from improve.suggestions.hearing.audience import SUGGESTION
from improve.suggestions.hearing.telling import in_short
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.queries import visible_to
from improve.suggestions.queries.rows import Row, rows_in_order
from improve.suggestions.values import UNLISTED

ENTRIES = 50
# Of a board the ideas that were told of last are looked for among the newest lines; a board on which less happened
# is filled up with its newest ideas.
LINES_READ = 2_000
TEXT_SHOWN = 600


@dataclass(frozen=True)
class Board:
    """Which ideas: all of the company, of a category, or of a unit and below it."""

    category: Category | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class News:
    """One idea with what happened last, in words."""

    row: Row
    said: str
    at: datetime


def news_of(actor: Actor, board: Board) -> Sequence[News]:
    """The ideas of a board, the last changed first."""
    ids = _last_told(actor, board)
    if len(ids) < ENTRIES:
        ids += [found for found in _newest(actor, board) if found not in set(ids)]
    ids = ids[:ENTRIES]
    lines = last_lines(SUGGESTION, ids, actor)
    found = [
        News(
            row,
            in_short(lines[row.id].sentence) if row.id in lines else str(row.state.word),
            lines[row.id].created_at if row.id in lines else row.said.changed_at,
        )
        for row in rows_in_order(ids, length=TEXT_SHOWN)
    ]
    return sorted(found, key=lambda news: (news.at, news.row.id), reverse=True)


def _on(actor: Actor, board: Board) -> Select[tuple[Suggestion]]:
    statement = visible_to(actor).where(Suggestion.status.not_in(sorted(UNLISTED)))
    if board.category is not None:
        statement = statement.where(Suggestion.category_id == board.category.id)
    if board.unit is not None:
        statement = statement.where(Suggestion.unit_id.in_(units_below(board.unit.path)))
    return statement


def _last_told(actor: Actor, board: Board) -> list[int]:
    newest = (
        select(Line.about_id, Line.id)
        .where(Line.about_type == SUGGESTION, Line.is_story)
        .order_by(Line.id.desc())
        .limit(LINES_READ)
        .subquery()
    )
    told = (
        select(newest.c.about_id, func.max(newest.c.id).label("last")).group_by(newest.c.about_id).subquery()
    )
    ids = (
        _on(actor, board)
        .join(told, told.c.about_id == Suggestion.id)
        .with_only_columns(Suggestion.id)
        .order_by(told.c.last.desc())
        .limit(ENTRIES)
    )
    return list(db.session.scalars(ids))


def _newest(actor: Actor, board: Board) -> list[int]:
    ids = (
        _on(actor, board)
        .with_only_columns(Suggestion.id)
        .order_by(Suggestion.submitted_at.desc(), Suggestion.id.desc())
        .limit(ENTRIES)
    )
    return list(db.session.scalars(ids))

"""Which ideas concern somebody, as what, and what last happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor
from improve.notifications.models import Line
from improve.notifications.queries import last_lines
from improve.suggestions.hearing.audience import SUGGESTION
from improve.suggestions.hearing.telling import in_short
from improve.suggestions.models import CoAuthor, Comment, Follower, Suggestion, Vote
from improve.suggestions.queries import visible_to
from improve.suggestions.queries.rows import Row, rows_in_order
from improve.suggestions.values import FOR, CommentKind


class Tie(StrEnum):
    """What ties somebody to an idea. One idea may have several."""

    WRITTEN = "written"
    WRITTEN_WITH = "written_with"
    BACKED = "backed"
    COMMENTED = "commented"
    FOLLOWED = "followed"


TIE_WORDS: dict[Tie, LazyText] = {
    Tie.WRITTEN: _l("Written by me"),
    Tie.WRITTEN_WITH: _l("Written with others"),
    Tie.BACKED: _l("Backed by me"),
    Tie.COMMENTED: _l("Commented on by me"),
    Tie.FOLLOWED: _l("Followed by me"),
}


@dataclass(frozen=True)
class MyIdea:
    """One idea with what ties me to it, and what happened last, in words."""

    row: Row
    ties: Sequence[Tie]
    said: str
    at: datetime


@dataclass(frozen=True)
class MyIdeas:
    """One page of them. `counts` has every tie, and None for all."""

    items: Sequence[MyIdea]
    total: int
    counts: Mapping[Tie | None, int]


def tied(person_id: int) -> dict[Tie, Select[tuple[int]]]:
    """The ids of the ideas by tie; an idea may be there twice."""
    return {
        Tie.WRITTEN: select(Suggestion.id).where(Suggestion.author_id == person_id),
        Tie.WRITTEN_WITH: select(CoAuthor.suggestion_id).where(CoAuthor.person_id == person_id),
        Tie.BACKED: select(Vote.suggestion_id).where(Vote.person_id == person_id, Vote.value == FOR),
        Tie.COMMENTED: select(Comment.suggestion_id).where(
            Comment.author_id == person_id,
            Comment.kind != CommentKind.NOTE,
            Comment.removed_at.is_(None),
        ),
        Tie.FOLLOWED: select(Follower.suggestion_id).where(
            Follower.person_id == person_id, Follower.is_muted.is_(False)
        ),
    }


def my_ideas(actor: Actor, tie: Tie | None, *, number: int, per_page: int) -> MyIdeas:
    """One page, the last changed first; the number of statements does not depend on how many there are."""
    counts = _counts(actor)
    ties = tied(actor.person_id)
    chosen = [ties[tie]] if tie is not None else list(ties.values())
    ids = (
        visible_to(actor)
        .where(or_(*(Suggestion.id.in_(some) for some in chosen)))
        .with_only_columns(Suggestion.id)
        .order_by(_changed().desc(), Suggestion.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    found = db.session.scalars(ids).all()
    return MyIdeas(_items(actor, found), counts[tie], counts)


def _changed() -> ColumnElement[datetime]:
    """When something was last told of an idea; of one that came with a file, when it last changed."""
    last: Any = (
        select(func.max(Line.created_at))
        .where(Line.about_type == SUGGESTION, Line.about_id == Suggestion.id, Line.is_story)
        .correlate(Suggestion)
        .scalar_subquery()
    )
    return func.coalesce(last, Suggestion.changed_at)


def _counts(actor: Actor) -> dict[Tie | None, int]:
    """How many ideas there are by tie, and in all; one statement."""
    visible = visible_to(actor).with_only_columns(Suggestion.id)
    parts = [
        select(literal(str(tie)).label("tie"), func.count().label("n")).select_from(
            visible.where(Suggestion.id.in_(ids)).subquery()
        )
        for tie, ids in tied(actor.person_id).items()
    ]
    every = visible.where(or_(*(Suggestion.id.in_(ids) for ids in tied(actor.person_id).values())))
    parts.append(select(literal(""), func.count()).select_from(every.subquery()))
    rows = db.session.execute(union_all(*parts))
    return {Tie(name) if name else None: n for name, n in rows}


def _ties_of(person_id: int, ids: Sequence[int]) -> dict[int, list[Tie]]:
    """What ties the person to each of these ideas; one statement."""
    parts = []
    for tie, some in tied(person_id).items():
        column = some.selected_columns[0]
        parts.append(select(literal(str(tie)), column).where(column.in_(ids), some.whereclause).distinct())  # type: ignore[arg-type]
    found: dict[int, set[str]] = {}
    for name, suggestion_id in db.session.execute(union_all(*parts)):
        found.setdefault(suggestion_id, set()).add(name)
    return {suggestion_id: [tie for tie in Tie if tie in names] for suggestion_id, names in found.items()}


def _items(actor: Actor, ids: Sequence[int]) -> list[MyIdea]:
    if not ids:
        return []
    lines = last_lines(SUGGESTION, ids, actor)
    ties = _ties_of(actor.person_id, ids)
    return [
        MyIdea(
            row=row,
            ties=ties.get(row.id, []),
            said=in_short(lines[row.id].sentence) if row.id in lines else "",
            at=lines[row.id].created_at if row.id in lines else row.said.changed_at,
        )
        for row in rows_in_order(ids)
    ]

"""Saying where something was found: in the idea, in a comment, in the reason of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from improve.core.markdown import plain
from improve.core.policy import Actor
from improve.suggestions.queries import Row, places_of
from improve.suggestions.queries.rows import COMMENT, REASON


def placed(rows: Sequence[Row], query: str, actor: Actor) -> list[Row]:
    """The rows, each with the text in which the query stands."""
    inside, comments, reasons = places_of(query, actor, [row.id for row in rows])
    return [_placed(row, inside, comments.get(row.id), reasons.get(row.id)) for row in rows]


def _placed(row: Row, inside: set[int], comment: str | None, reason: str | None) -> Row:
    if row.id in inside:
        return row
    if reason is not None:
        return replace(row, said=replace(row.said, text=reason, found_in=REASON))
    if comment is not None:
        return replace(row, said=replace(row.said, text=plain(comment), found_in=COMMENT))
    return row

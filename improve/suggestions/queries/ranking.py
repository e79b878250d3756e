"""The best matches of a search first: the number that was asked for, then titles, then other texts, then comments.

Few matches are ranked by how much they speak of what was asked (BM25 on SQLite, `ts_rank` on PostgreSQL, titles
counting most). Of many nobody reads the last: there the titles come first, and of both the newest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from operator import add

from sqlalchemy import ColumnElement, Select, TextClause, func, literal, select, text

from improve.core.db import db, rows
from improve.suggestions.queries.asked import KEPT, Asked, dialect, ids_of
from improve.suggestions.queries.counting import FEW, Tally
from improve.suggestions.queries.search import (
    FIELDS,
    distinct_phrases,
    in_ideas,
    postgresql_fts,
    shape_of,
    tsqueries,
    with_code,
    words_of,
)
from improve.suggestions.values import Scope, Sort

WEIGHTS = (8.0, 2.0, 2.0, 1.0)  # of the fields


def best_first(asked: Asked, tally: Tally, *, first: int, most: int | None) -> Sequence[int]:
    """The ids from place `first` on, at most `most`."""
    end = None if most is None else first + most
    newest = replace(asked, filters=replace(asked.filters, sort=Sort.NEWEST))
    total = tally.total
    if total <= FEW:
        return _ranked(asked, tally.ids if tally.ids is not None else ids_of(newest))[first:end]
    in_titles = replace(newest, filters=replace(newest.filters, scope=Scope.TITLE))
    titles = ids_of(in_titles, most=end or total)
    if end is not None and len(titles) >= end:
        return titles[first:end]
    known = set(titles)
    # As many more as are needed, and those among them that were named already.
    wanted = total if end is None else end + len(titles)
    rest = ids_of(newest, most=wanted, many=end is not None)
    return [*titles, *(suggestion_id for suggestion_id in rest if suggestion_id not in known)][first:end]


def _ranked(asked: Asked, found: Sequence[int]) -> list[int]:
    coded = with_code(asked.filters.q)
    named = set(db.session.scalars(coded)) if coded is not None else set()
    shape, words = shape_of(asked.filters.q), words_of(asked.filters.q)
    titles = set(rows(_titles(shape, dialect()), words).scalars())
    scores: Mapping[int, float] = dict(rows(_scores(shape, dialect()), words).tuples().all())
    worst = min(scores.values(), default=0.0) - 1
    order = {suggestion_id: place for place, suggestion_id in enumerate(found)}
    return sorted(
        found,
        key=lambda i: (i not in named, i not in titles, -scores.get(i, worst), order[i]),
    )


@lru_cache(maxsize=KEPT)
def _titles(shape: str, _of: str) -> Select[tuple[int]]:
    return in_ideas(distinct_phrases(shape), Scope.TITLE)


@lru_cache(maxsize=KEPT)
def _scores(shape: str, of: str) -> TextClause | Select[tuple[int, float]]:
    """How much ideas speak of the phrases in their own texts; more is better."""
    if of == "sqlite":
        return text(
            f"SELECT rowid, -bm25(suggestions_fts, {', '.join(map(str, WEIGHTS))}) FROM suggestions_fts"  # noqa: S608
            f" WHERE suggestions_fts MATCH :words_{Scope.ALL}"
        )
    phrases = distinct_phrases(shape)
    parts: list[ColumnElement[float]] = [
        func.ts_rank(postgresql_fts.c[name], phrase) * literal(weight)
        for phrase in tsqueries(phrases)
        for name, weight in zip(FIELDS, WEIGHTS, strict=True)
    ]
    score: ColumnElement[float] = reduce(add, parts)
    found = in_ideas(phrases, Scope.ALL)
    return select(postgresql_fts.c.suggestion_id, score).where(postgresql_fts.c.suggestion_id.in_(found))

"""The best matches of a search first: the number that was asked for, then titles, then other texts, then comments.

Few matches are ranked by how much they speak of what was asked (BM25 on SQLite, `ts_rank` on PostgreSQL, titles
counting most). Of many nobody reads the last: there the titles come first, and of both the newest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from improve.core.db import db
from improve.suggestions.queries.asked import Asked, dialect, ids_statement
from improve.suggestions.queries.search import (
    FIELDS,
    distinct_phrases,
    fts5_query,
    in_ideas,
    postgresql_fts,
    tsquery,
    with_code,
)
from improve.suggestions.values import Scope, Sort

FEW = 500
WEIGHTS = (8.0, 2.0, 2.0, 1.0)  # of the fields


def best_first(asked: Asked, total: int, *, first: int, most: int | None) -> Sequence[int]:
    """The ids from place `first` on, at most `most`."""
    end = None if most is None else first + most
    newest = replace(asked, filters=replace(asked.filters, sort=Sort.NEWEST))
    if total <= FEW:
        found = db.session.scalars(ids_statement(newest, False, dialect())).all()
        return _ranked(asked, found)[first:end]
    in_titles = replace(newest, filters=replace(newest.filters, scope=Scope.TITLE))
    titles = list(db.session.scalars(ids_statement(in_titles, False, dialect()), {"most": end or total}))
    if end is not None and len(titles) >= end:
        return titles[first:end]
    known = set(titles)
    # As many more as are needed, and those among them that were named already.
    wanted = total if end is None else end + len(titles)
    rest = db.session.scalars(ids_statement(newest, end is not None, dialect()), {"most": wanted})
    return [*titles, *(suggestion_id for suggestion_id in rest if suggestion_id not in known)][first:end]


def _ranked(asked: Asked, found: Sequence[int]) -> list[int]:
    phrases = distinct_phrases(asked.filters.q)
    coded = with_code(asked.filters.q)
    named = set(db.session.scalars(coded)) if coded is not None else set()
    titles = set(db.session.scalars(in_ideas(phrases, Scope.TITLE)))
    scores = _scores(phrases)
    worst = min(scores.values(), default=0.0) - 1
    order = {suggestion_id: place for place, suggestion_id in enumerate(found)}
    return sorted(
        found,
        key=lambda i: (i not in named, i not in titles, -scores.get(i, worst), order[i]),
    )


def _scores(phrases: Sequence[Sequence[str]]) -> Mapping[int, float]:
    """How much ideas speak of the phrases in their own texts; more is better."""
    if dialect() == "sqlite":
        statement = text(
            "SELECT rowid, -bm25(suggestions_fts, :a, :b, :c, :d) FROM suggestions_fts"
            " WHERE suggestions_fts MATCH :query"
        )
        asked = dict(zip("abcd", WEIGHTS, strict=True)) | {"query": fts5_query(phrases, Scope.ALL)}
        return dict(db.session.execute(statement, asked).tuples().all())
    parts: list[ColumnElement[float]] = [
        func.ts_rank(postgresql_fts.c[name], cast(tsquery(phrase), TSQUERY)) * literal(weight)
        for phrase in phrases
        for name, weight in zip(FIELDS, WEIGHTS, strict=True)
    ]
    score: ColumnElement[float] = reduce(add, parts)
    found = in_ideas(phrases, Scope.ALL)
    statement_of_ranks = select(postgresql_fts.c.suggestion_id, score).where(
        postgresql_fts.c.suggestion_id.in_(found)
    )
    return dict(db.session.execute(statement_of_ranks).tuples().all())

"""Storing the analysis of ideas, in the transaction that stores the idea."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.models import Suggestion, SuggestionText
from improve.suggestions.similar import encoder
from improve.suggestions.similar.models import SimilarText
from improve.suggestions.similar.thesaurus import thesaurus
from improve.suggestions.similar.words import Unit, is_chinese, units

TEXT_READ = 240  # characters of the long texts that are looked at
MOST_TERMS = 120
AT_ONCE = 100
MOST_KEPT = 16

_SQLITE = text("INSERT OR REPLACE INTO suggestions_similar_fts (rowid, terms) VALUES (:id, :terms)")
_POSTGRESQL = text(
    "INSERT INTO suggestions_similar_fts (suggestion_id, terms) VALUES (:id, CAST(:terms AS tsvector))"
    " ON CONFLICT (suggestion_id) DO UPDATE SET terms = excluded.terms"
)


@dataclass(frozen=True)
class Texts:
    """The texts of one idea."""

    suggestion_id: int
    title: str
    body: str


def body_of(*texts: str) -> str:
    """The beginning of the long texts, as one."""
    return " ".join(" ".join(filter(None, texts))[: 2 * TEXT_READ].split())[:TEXT_READ]


_later: ContextVar[bool] = ContextVar("analyzed_later", default=False)


@contextmanager
def analyzed_later() -> Iterator[None]:
    """Ideas that are stored within are analyzed by the worker soon: for many at once it takes a minute."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def index(rows: Sequence[Texts]) -> None:
    """Store the analysis of these ideas, in place of earlier ones."""
    if _later.get():
        ids = [row.suggestion_id for row in rows]
        db.session.execute(update(SimilarText).where(SimilarText.suggestion_id.in_(ids)).values(version=0))
        return
    is_sqlite = db.engine.dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        texts = [(row.title, row.body) for row in part]
        found = [analyzed(*texts[0])] if len(texts) == 1 else _analyzed(texts)
        values = [
            {"suggestion_id": row.suggestion_id, "version": thesaurus().version, **analysis.columns}
            for row, analysis in zip(part, found, strict=True)
        ]
        terms = [
            {"id": row.suggestion_id, "terms": analysis.joined(is_sqlite=is_sqlite)}
            for row, analysis in zip(part, found, strict=True)
        ]
        statement = insert(SimilarText).values(values)
        changed = {name: statement.excluded[name] for name in values[0] if name != "suggestion_id"}
        db.session.execute(statement.on_conflict_do_update(index_elements=["suggestion_id"], set_=changed))
        db.session.execute(_SQLITE if is_sqlite else _POSTGRESQL, terms)


@dataclass(frozen=True)
class Analysis:
    """What is stored of a title and the beginning of its text."""

    columns: Mapping[str, Any]
    terms: tuple[str, ...]

    def joined(self, *, is_sqlite: bool) -> str:
        """The terms as the database takes them."""
        return " ".join(self.terms if is_sqlite else (f"'{term}'" for term in self.terms))


@lru_cache(maxsize=MOST_KEPT)
def analyzed(title: str, body: str) -> Analysis:
    """The analysis of one idea. Asked for before the transaction that stores it, it is at hand within: it takes 10 to
    20 ms, in which on SQLite nobody else could write.
    """
    return _analyzed([(title, body)])[0]


def _analyzed(texts: Sequence[tuple[str, str]]) -> list[Analysis]:
    titles = encoder.vectors([title for title, _body in texts])
    wholes = encoder.vectors([f"{title}\n{body}" for title, body in texts])
    out = []
    for place, (title, body) in enumerate(texts):
        title_units, body_units = units(title), units(body)
        columns = {
            "title_units": [_stored(unit) for unit in title_units],
            "text_units": [_stored(unit) for unit in body_units],
            "title_vector": encoder.packed(titles[place]),
            "text_vector": encoder.packed(wholes[place]),
        }
        terms = dict.fromkeys([*terms_of(title_units), *shingles(title), *terms_of(body_units)])
        out.append(Analysis(columns, tuple(islice(terms, MOST_TERMS))))
    return out


def _stored(unit: Unit) -> list[Any]:
    return [unit.surface, sorted(unit.meanings), unit.weight]


def terms_of(found: Sequence[Unit]) -> Iterator[str]:
    """The terms under which units are found: the written form and each meaning."""
    for unit in found:
        if unit.surface.isalnum():
            yield unit.surface
        for meaning in sorted(unit.meanings):
            yield f"zq{meaning}"


def shingles(title: str) -> Iterator[str]:
    """Terms that only nearly equal titles share: three characters, or two words, that follow each other."""
    found = units(title)
    for unit, following in pairwise(found):
        joined = f"{unit.surface}{following.surface}".replace(" ", "")
        if joined.isalnum():
            yield joined if is_chinese(joined) else f"zp{joined}"


def forget(suggestion_ids: Iterable[int]) -> None:
    """Remove the terms of ideas that are deleted; the analysis goes with the idea."""
    key = "rowid" if db.engine.dialect.name == "sqlite" else "suggestion_id"
    rows = [{"id": suggestion_id} for suggestion_id in suggestion_ids]
    if rows:
        db.session.execute(text(f"DELETE FROM suggestions_similar_fts WHERE {key} = :id"), rows)  # noqa: S608


def outdated(limit: int) -> Sequence[int]:
    """Ids of ideas without an analysis, or with one by an earlier thesaurus."""
    statement = (
        select(Suggestion.id)
        .outerjoin(SimilarText, SimilarText.suggestion_id == Suggestion.id)
        .where((SimilarText.version.is_(None)) | (SimilarText.version != thesaurus().version))
        .order_by(Suggestion.id.desc())
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def renew(suggestion_ids: Sequence[int]) -> None:
    """Analyze these ideas again."""
    rows = db.session.execute(
        select(
            Suggestion.id,
            Suggestion.title,
            SuggestionText.problem,
            SuggestionText.idea,
            SuggestionText.expected_result,
        )
        .join(SuggestionText, SuggestionText.suggestion_id == Suggestion.id)
        .where(Suggestion.id.in_(suggestion_ids))
    )
    index([Texts(row.id, row.title, body_of(row.problem, row.idea, row.expected_result)) for row in rows])

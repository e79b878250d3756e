"""Finding the ideas that are like a title: candidates from the terms, then ranked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Text, cast, select, text

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.core.staying import keep_what_is_loaded
from improve.core.text import fold, is_cjk
from improve.suggestions.merging.queries import one_idea_for
from improve.suggestions.models import Suggestion, SuggestionText
from improve.suggestions.queries import visible_to
from improve.suggestions.similar import encoder
from improve.suggestions.similar.features import Idea, Side, side_of
from improve.suggestions.similar.frequent import telling
from improve.suggestions.similar.indexing import body_of, shingles, terms_of
from improve.suggestions.similar.mistaken import alike, grams
from improve.suggestions.similar.models import SimilarText
from improve.suggestions.similar.ranking import Candidate, ranked
from improve.suggestions.similar.spelling import corrected
from improve.suggestions.similar.thesaurus import WORD, thesaurus
from improve.suggestions.similar.usual import usual
from improve.suggestions.similar.words import RUN, Unit, is_chinese
from improve.suggestions.values import UNLISTED, Status

Ids = npt.NDArray[np.int64]
SHORTEST = 2  # characters; Latin text says nothing before
MOST_TERMS = 40
MOST_A_TERM = 1_000  # ideas looked at under one term, the newest first
COMMON = 3_000
CANDIDATES = 60
NEARER = 0.01
COMPARED = 24  # of these, the nearest by their vectors: word by word costs most of the time

# The ids come as one text: as rows each of them costs the driver and the library more than its finding.
_SQLITE = text(
    "SELECT group_concat(rowid) FROM (SELECT rowid FROM suggestions_similar_fts"
    " WHERE suggestions_similar_fts MATCH :term ORDER BY rowid DESC LIMIT :most)"
)
_POSTGRESQL = text(
    "SELECT string_agg(CAST(found.suggestion_id AS text), ',')"
    " FROM unnest(CAST(:terms AS text[])) WITH ORDINALITY AS asked(term, place)"
    " CROSS JOIN LATERAL (SELECT suggestion_id FROM suggestions_similar_fts"
    " WHERE terms @@ CAST(asked.term AS tsquery) LIMIT :most) AS found GROUP BY asked.place ORDER BY asked.place"
)

_COLUMNS: tuple[Any, ...] = (
    Suggestion.id,
    Suggestion.title,
    SuggestionText.problem,
    SuggestionText.idea,
    SuggestionText.expected_result,
    SimilarText.title_vector,
    SimilarText.text_vector,
    cast(SimilarText.title_units, Text).label("title_units"),
    cast(SimilarText.text_units, Text).label("text_units"),
)


@dataclass(frozen=True)
class Similar:
    """An idea to offer instead of writing it again; `score` from 0 to 1. `said_in`: the merged idea that says it."""

    suggestion: Suggestion
    score: float
    said_in: Suggestion | None = None


def similar_to(
    actor: Actor, title: str, *, language: str | None = None, without: int | None = None
) -> list[Similar]:
    """The ideas the actor may see that the title probably repeats, best first, at most five; often none.

    Where a merged idea says it, the one that it is part of is offered.
    """
    spoken = language or ("zh" if is_cjk(title) else "en")
    readings, known = looked_up(actor, title, spoken, without=without)
    if not known:
        return []
    asked, candidates = compared(readings, known)
    matches = ranked(asked, candidates, spoken)
    if not matches:
        return []
    ids = [match.suggestion_id for match in matches]
    found = {one.id: one for one in db.session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)))}
    offered = [
        Similar(found[match.suggestion_id], match.score) for match in matches if match.suggestion_id in found
    ]
    return standing(actor, offered, without=without)


def standing(actor: Actor, found: Sequence[Similar], *, without: int | None = None) -> list[Similar]:
    """The same with the idea that stands by itself in place of each merged one, each once, as far as it is seen."""
    offered: dict[int, Similar] = {}
    for item in found:
        one: Suggestion | None = item.suggestion
        if item.suggestion.state is Status.MERGED:
            one = one_idea_for(actor, item.suggestion)
        if one is None or one.state in UNLISTED or one.id == without or one.id in offered:
            continue
        said_in = item.suggestion if one is not item.suggestion else None
        offered[one.id] = Similar(one, item.score, said_in)
    return list(offered.values())


def looked_up(
    actor: Actor, title: str, language: str, *, without: int | None = None
) -> tuple[list[Side], Sequence[Any]]:
    """The title as it is written and, if that differs, as it was probably meant, and the ideas that share the most
    with it, each with its analysis."""
    _load()
    asked = side_of(corrected(title, is_known, is_last=False))
    if len(asked.text.strip()) < SHORTEST or not asked.found:
        return [asked], []
    ids = [found for found in _candidates(asked) if found != without]
    known = _known(actor, ids, "zh_Hans" if language == "zh" else "en")
    # Now that there are ideas at hand, a misspelled word is read as one of theirs.
    meant = corrected(title, is_known, *said(known))
    # An English word that is none was surely mistyped; a Chinese character that seems wrong may be right.
    texts = dict.fromkeys((fold(title), meant) if language == "zh" else (meant,))
    return [side_of(text) for text in texts], known


@cache
def _load() -> None:
    """Read the tables of words and the encoder when they are first needed: they stay for good."""
    thesaurus()
    usual()
    alike("")
    encoder.vectors(["."])
    keep_what_is_loaded()


def said(known: Sequence[Any]) -> tuple[set[str], frozenset[str]]:
    """The English words of the titles of these ideas, and the neighbors among the Chinese characters of all texts."""
    titles = [fold(row.title) for row in known]
    texts = [body_of(row.problem, row.idea) for row in known]
    chinese = (run for text in (*titles, *texts) for run in RUN.findall(text) if is_chinese(run))
    return {word for title in titles for word in WORD.findall(title)}, grams(chinese)


def is_known(stem: str) -> bool:
    """Does any idea have this word?"""
    return bool(_postings([stem], most=1))


def _candidates(asked: Side) -> list[int]:
    """The ids that share the most, rare terms counting more, the newest first among equals."""
    terms = list(dict.fromkeys([*shingles(asked.text), *terms_of(asked.found)]))[:MOST_TERMS]
    if db.engine.dialect.name == "postgresql":
        terms = telling(terms, COMMON)
    found = _postings(terms)
    if not found:
        return []
    ids = np.concatenate(found)
    says = np.repeat([log(1 + COMMON / len(some)) for some in found], [len(some) for some in found])
    known, places = np.unique(ids, return_inverse=True)
    scores = np.bincount(places, weights=says)
    best = np.lexsort((-known, -scores))[:CANDIDATES]
    return [int(suggestion_id) for suggestion_id in known[best]]


def _postings(terms: Sequence[str], most: int = MOST_A_TERM) -> list[Ids]:
    """The ideas of each term that has any, at most `most` each."""
    if db.engine.dialect.name == "sqlite":
        each: Iterable[str | None] = (
            rows(_SQLITE, {"term": f'"{term}"', "most": most}).scalar() for term in terms
        )
    else:
        quoted = {"terms": [f"'{term}'" for term in terms], "most": most}
        each = rows(_POSTGRESQL, quoted).scalars()
    return [np.array(ids.split(","), dtype=np.int64) for ids in each if ids]


def _known(actor: Actor, ids: Sequence[int], language: str) -> Sequence[Any]:
    """The candidates with their analysis, as far as the actor may see them; withdrawn ones are not offered.

    Bare columns, the units still as text: most of them are never looked at.
    """
    if not ids:
        return []
    statement = (
        visible_to(actor)
        .with_only_columns(*_COLUMNS)
        .join(SimilarText, SimilarText.suggestion_id == Suggestion.id)
        .join(SuggestionText, SuggestionText.suggestion_id == Suggestion.id)
        .where(Suggestion.id.in_(ids), Suggestion.language == language)
        .where(Suggestion.status != Status.WITHDRAWN)
    )
    return rows(statement).all()


def compared(readings: Sequence[Side], known: Sequence[Any]) -> tuple[Side, list[Candidate]]:
    """The reading that fits, and the ideas that are worth comparing with how near their vectors are to it.

    What was put right is believed only where it brings the title nearer to some idea: a usual word that was taken for a
    mistake does the opposite.
    """
    vectors = encoder.vectors([reading.text for reading in readings])
    titles = encoder.unpacked([row.title_vector for row in known]) @ vectors.T
    wholes = encoder.unpacked([row.text_vector for row in known])
    cosines = wholes @ vectors.T
    near = np.maximum(titles, cosines)
    best = near.max(axis=0)
    place = int(best[-1] > best[0] + NEARER)
    return readings[place], [
        Candidate(_idea(known[row]), wholes[row], float(titles[row, place]), float(cosines[row, place]))
        for row in np.argsort(-near[:, place], kind="stable")[:COMPARED]
    ]


def _idea(row: Any) -> Idea:
    return Idea(
        row.id,
        Side(fold(row.title), _units(row.title_units)),
        Side(fold(body_of(row.problem, row.idea, row.expected_result)), _units(row.text_units)),
    )


def _units(stored: str) -> tuple[Unit, ...]:
    return tuple(
        Unit(surface, frozenset(meanings), weight) for surface, meanings, weight in json.loads(stored)
    )

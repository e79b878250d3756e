"""Which terms stand in so many ideas that they tell them hardly apart: from PostgreSQL's own statistics.

Under such a term a thousand arbitrary ideas would be looked at, and finding them means reading the whole list of the
term. SQLite reads a list from its end and needs none of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from flask import current_app
from sqlalchemy import text

from improve.core.db import rows

EXTENSION = "improve.frequent_terms"
RENEWED = 600  # seconds: statistics are as slow
FEWEST = 8  # terms that are looked up in any case, the rarer ones first

_STATISTICS = text(
    "SELECT found.term, found.share * size.reltuples AS ideas"
    " FROM pg_stats AS known"
    " JOIN pg_class AS size ON size.oid = to_regclass('suggestions_similar_fts')"
    " CROSS JOIN LATERAL unnest(CAST(CAST(known.most_common_elems AS text) AS text[]),"
    " known.most_common_elem_freqs) AS found(term, share)"
    " WHERE known.schemaname = current_schema() AND known.tablename = 'suggestions_similar_fts'"
    " AND known.attname = 'terms' AND found.term IS NOT NULL AND found.share * size.reltuples > :many"
)


@dataclass
class _Kept:
    terms: Mapping[str, float] = field(default_factory=dict)
    until: float = 0


def telling(terms: Sequence[str], many: int) -> list[str]:
    """The terms that at most `many` ideas have as far as the statistics know; of the others only as many, the rarer
    first, as make up eight.
    """
    frequent = _frequent(many)
    rare = [term for term in terms if term not in frequent]
    others = sorted((term for term in terms if term in frequent), key=lambda term: frequent[term])
    return [*rare, *others[: max(0, FEWEST - len(rare))]]


def _frequent(many: int) -> Mapping[str, float]:
    kept: _Kept = current_app.extensions.setdefault(EXTENSION, _Kept())
    if kept.until < monotonic():
        kept.terms = {row.term: row.ideas for row in rows(_STATISTICS, {"many": many})}
        kept.until = monotonic() + RENEWED
    return kept.terms

"""How many ideas a list has: exact, but not counted again while nothing has happened, and not beyond what says
something.

Counting 100,000 rows by status takes 10 ms, a word that stands in a third of them 30 ms. So the counts of a long list
are kept until the newest id, step or activity is another one (three looks into an index), at most `KEPT_FOR`; and a
search that finds more than `MOST_COUNTED` ideas says so instead of the number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select

from improve.core import clock
from improve.core.db import rows
from improve.core.text import query_phrases
from improve.suggestions.models import Category, StatusChange, Suggestion
from improve.suggestions.queries.asked import (
    Asked,
    dialect,
    narrowed,
    of_status,
    ordered,
    unlisted,
)
from improve.suggestions.queries.ideas import visible_to
from improve.suggestions.queries.search import union_of
from improve.suggestions.values import Status, Visibility

MANY = 5_000
MOST_COUNTED = 1_000
# To know that there are more, PostgreSQL looks at so many matches (it would read all of them before it looks at one
# idea; SQLite takes them one by one). If too few of them fit, all are counted.
LOOKED_AT = 2_500
FEW = 500
MOST_KEPT = 512
KEPT_FOR = timedelta(seconds=30)
EXTENSION = "improve.suggestions.counts"


@dataclass(frozen=True)
class Tally:
    """How many ideas: all in all and by status. `is_more`: there are more than `total`, and `counts` is empty.

    `ids`: those of all of them in their order, where they were few; the best matches are not first yet.
    """

    total: int
    counts: Mapping[Status, int]
    is_more: bool = False
    ids: Sequence[int] | None = None


@dataclass(frozen=True)
class _Kept:
    mark: tuple[Any, ...]
    at: datetime
    counts: Mapping[Status, int]


def tallied(asked: Asked, *, exactly: bool = True) -> Tally:
    """Counted by status under the other filters. Not `exactly`: a search counts up to `MOST_COUNTED`."""
    filters = asked.filters
    standing = _standing(asked) if any(query_phrases(filters.q)) else None
    if standing is not None and standing <= min(FEW, MOST_COUNTED):
        return _of_few(asked)
    if not exactly and standing is not None and standing > MOST_COUNTED:
        found = rows(_counting(asked.shape(), dialect()), asked.words()).scalar() or 0
        if found > MOST_COUNTED:
            return Tally(MOST_COUNTED, {}, is_more=True)
    counts = _counts(asked.without_status())
    return Tally(_listed(asked, counts), counts)


def _of_few(asked: Asked) -> Tally:
    """Few are read whole, with their order, in one statement."""
    found = rows(_whole(asked.without_status().shape(), dialect()), asked.words()).all()
    counts = Counter(Status(status) for _id, status in found)
    left_out = unlisted(searched=True)
    status = asked.filters.status
    ids = [
        row.id for row in found if (row.status not in left_out if status is None else row.status == status)
    ]
    return Tally(len(ids), counts, ids=ids)


def _listed(asked: Asked, counts: Mapping[Status, int]) -> int:
    if asked.filters.status is not None:
        return counts.get(Status(asked.filters.status), 0)
    left_out = unlisted(searched=bool(asked.filters.q))
    return sum(n for status, n in counts.items() if status not in left_out)


def _standing(asked: Asked) -> int:
    """How often the words stand anywhere, counted up to what is shown as a number."""
    return rows(_counting_terms(asked.shape(), dialect()), asked.words()).scalar() or 0


@lru_cache(maxsize=MOST_KEPT)
def _counting(shape: Asked, of: str) -> Select[tuple[int]]:
    """Whether more of the list are there than are counted: counted there, no row comes over."""
    most = LOOKED_AT if of == "postgresql" else None
    fitting = narrowed(visible_to(shape.actor), shape, most=most)
    found = of_status(fitting, shape.filters.status, searched=True).with_only_columns(Suggestion.id)
    return select(func.count()).select_from(found.limit(MOST_COUNTED + 1).subquery())


@lru_cache(maxsize=MOST_KEPT)
def _counting_terms(shape: Asked, _of: str) -> Select[tuple[int]]:
    """How often the words stand anywhere, up to what is counted: a guess that costs little."""
    found = union_of(shape.filters.q, shape.scope, shape.actor).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(found)


def _counts(asked: Asked) -> Mapping[Status, int]:
    filters = asked.filters
    if filters.q or filters.mine or filters.least_votes is not None:
        return _counted(asked)
    kept: dict[tuple[Asked, str], _Kept] = current_app.extensions.setdefault(EXTENSION, {})
    key = (replace(asked, filters=replace(filters, sort="")), dialect())
    mark, before = tuple(rows(_MARK).one()), kept.get(key)
    if before is not None and before.mark == mark and clock.now() - before.at < KEPT_FOR:
        return before.counts
    counts = _counted(asked)
    if sum(counts.values()) >= MANY:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _Kept(mark, clock.now(), counts)
    return counts


_MARK = select(
    select(func.max(Suggestion.id)).scalar_subquery(),
    select(func.max(Suggestion.active_at)).scalar_subquery(),
    select(func.max(StatusChange.id)).scalar_subquery(),
    select(func.count())
    .select_from(Category)
    .where(Category.visibility != Visibility.EVERYONE)
    .scalar_subquery(),
)


def _counted(asked: Asked) -> Mapping[Status, int]:
    found = rows(_statement(asked.shape(), dialect()), asked.words())
    return {Status(status): n for status, n in found}


@lru_cache(maxsize=MOST_KEPT)
def _whole(shape: Asked, _of: str) -> Select[tuple[int, str]]:
    found = narrowed(visible_to(shape.actor), shape)
    return ordered(found, shape.filters.sort).with_only_columns(Suggestion.id, Suggestion.status)


@lru_cache(maxsize=MOST_KEPT)
def _statement(shape: Asked, _of: str) -> Select[tuple[str, int]]:
    found = narrowed(visible_to(shape.actor), shape)
    return found.with_only_columns(Suggestion.status, func.count()).group_by(Suggestion.status)

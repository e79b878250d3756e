"""How many ideas a list has: exact, but not counted again while nothing has happened, and not beyond what says
something.

Counting 100,000 rows by status takes 10 ms, a word that stands in a third of them 30 ms. So the counts of a long list
are kept until the newest id, step or activity is another one (three looks into an index), at most `KEPT_FOR`; and a
search that finds more than `MOST_COUNTED` ideas says so instead of the number.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from improve.suggestions.queries.asked import Asked, dialect, ids_statement, narrowed, unlisted
from improve.suggestions.queries.ideas import visible_to
from improve.suggestions.queries.search import union_of
from improve.suggestions.values import Status, Visibility

MANY = 5_000
MOST_COUNTED = 3_000
MOST_KEPT = 512
KEPT_FOR = timedelta(seconds=30)
EXTENSION = "improve.suggestions.counts"


@dataclass(frozen=True)
class Tally:
    """How many ideas: all in all and by status. `is_more`: there are more than `total`, and `counts` is empty."""

    total: int
    counts: Mapping[Status, int]
    is_more: bool = False


@dataclass(frozen=True)
class _Kept:
    mark: tuple[Any, ...]
    at: datetime
    counts: Mapping[Status, int]


def tallied(asked: Asked, *, exactly: bool = True) -> Tally:
    """Counted by status under the other filters. Not `exactly`: a search counts up to `MOST_COUNTED`."""
    filters = asked.filters
    if not exactly and filters.q and _finds_many(asked):
        upto = {"most": MOST_COUNTED + 1, "first": 0}
        found = rows(_counting(asked, dialect()), upto).scalar() or 0
        if found > MOST_COUNTED:
            return Tally(MOST_COUNTED, {}, is_more=True)
    counts = _counts(asked.without_status())
    if filters.status is not None:
        return Tally(counts.get(Status(filters.status), 0), counts)
    left_out = unlisted(searched=bool(filters.q))
    return Tally(sum(n for status, n in counts.items() if status not in left_out), counts)


def _finds_many(asked: Asked) -> bool:
    if not any(query_phrases(asked.filters.q)):
        return False
    return (rows(_counting_terms(asked, dialect())).scalar() or 0) > MOST_COUNTED


@lru_cache(maxsize=MOST_KEPT)
def _counting(asked: Asked, _of: str) -> Select[tuple[int]]:
    """How many of the list there are, up to `most`: counted there, no row comes over."""
    found = ids_statement(asked, False, _of).order_by(None).subquery()
    return select(func.count()).select_from(found)


@lru_cache(maxsize=MOST_KEPT)
def _counting_terms(asked: Asked, _of: str) -> Select[tuple[int]]:
    """How often the words stand anywhere, up to what is counted: a guess that costs little."""
    found = union_of(asked.filters.q, asked.scope, asked.actor).limit(MOST_COUNTED + 1).subquery()
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
    return {Status(status): n for status, n in rows(_statement(asked, dialect()))}


@lru_cache(maxsize=MOST_KEPT)
def _statement(asked: Asked, _of: str) -> Select[tuple[str, int]]:
    found = narrowed(visible_to(asked.actor), asked)
    return found.with_only_columns(Suggestion.status, func.count()).group_by(Suggestion.status)

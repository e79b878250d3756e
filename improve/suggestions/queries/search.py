"""Which ideas contain a text.

The stored text is cut into terms by us (`improve.core.text.terms`): pairs of neighboring characters for
Chinese, folded words else. A query is cut the same way into phrases, all of which must stand somewhere in
the idea. Both databases get the terms ready cut and nothing of the query as syntax.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    false,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from improve.core.db import db
from improve.core.text import is_cjk, query_phrases
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Scope

FIELDS = ("title", "problem", "idea", "expected_result")
_sqlite = table("suggestions_fts", column("rowid"))
_postgresql = table("suggestions_fts", column("suggestion_id"), *(column(name, TSVECTOR) for name in FIELDS))


def matching(
    statement: Select[tuple[Suggestion]],
    text: str,
    scope: Scope = Scope.ALL,
    *,
    key: ColumnElement[int] | None = None,
) -> Select[tuple[Suggestion]]:
    """Those whose title (or any text) holds every phrase of `text`; blank text leaves all of them.

    `key` may stand for the id where the planner is not to begin with the found ids.
    """
    if not text.strip():
        return statement
    phrases = distinct_phrases(text)
    if not phrases:
        return statement.where(false())  # only signs that no text can be searched for
    return statement.where((Suggestion.id if key is None else key).in_(_ids(phrases, scope)))


def distinct_phrases(text: str) -> list[list[str]]:
    """The phrases of a query, each once."""
    return [list(phrase) for phrase in dict.fromkeys(tuple(phrase) for phrase in query_phrases(text))]


def _ids(phrases: Sequence[Sequence[str]], scope: Scope) -> Select[tuple[int]]:
    if db.engine.dialect.name == "sqlite":
        found: ColumnElement[bool] = literal_column("suggestions_fts").op("MATCH")(
            literal(fts5_query(phrases, scope))
        )
        return select(_sqlite.c.rowid).where(found)
    fields = FIELDS[:1] if scope is Scope.TITLE else FIELDS
    return select(_postgresql.c.suggestion_id).where(
        and_(
            *(
                or_(*(_postgresql.c[name].op("@@")(cast(tsquery(phrase), TSQUERY)) for name in fields))
                for phrase in phrases
            )
        )
    )


def fts5_query(phrases: Sequence[Sequence[str]], scope: Scope) -> str:
    """An FTS5 expression. Terms hold letters and figures only, so that nothing in quotes needs escaping."""
    every = " AND ".join(f'"{" ".join(phrase)}"{" *" if may_go_on(phrase) else ""}' for phrase in phrases)
    return f"{{title}} : ({every})" if scope is Scope.TITLE else every


def tsquery(phrase: Sequence[str]) -> str:
    """A PostgreSQL query for consecutive terms, the last of which may be a beginning."""
    return " <-> ".join(f"'{term}'" for term in phrase) + (":*" if may_go_on(phrase) else "")


def may_go_on(phrase: Sequence[str]) -> bool:
    """May the last term be the beginning of a stored one? A pair of Chinese characters is always whole.

    Both databases find, count and plan whole terms far better than beginnings.
    """
    return len(phrase[-1]) == 1 or not is_cjk(phrase[-1])

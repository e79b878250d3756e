"""Which ideas contain a text.

The stored text is cut into terms by us (`improve.core.text.terms`): pairs of neighboring characters for Chinese,
folded words else. A query is cut the same way into phrases, all of which must stand somewhere in the idea, or in one
comment or one reason that the reader may read. An English word is also found by its stem. Both databases get the
terms ready cut and nothing of the query as syntax.

The words stand in a statement as named parameters: whoever keeps a statement builds it once for all searches of one
`shape_of`, and runs it with the `words_of` each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    false,
    literal_column,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from improve.core.db import LARGEST_ID, db, rows
from improve.core.policy import Actor
from improve.core.stemming import stem_of
from improve.core.text import fold, is_cjk, query_phrases
from improve.suggestions.models import Comment, StatusChange, Suggestion
from improve.suggestions.queries.comments import readable_comments
from improve.suggestions.values import Scope

FIELDS = ("title", "problem", "idea", "expected_result")
SHORTEST_STEM = 3
KEPT = 512  # statements
# `#123` or a number that came with an import: a figure, no spaces, nothing that a sentence has.
CODE = re.compile(r"#?[\w.:/-]*\d[\w.:/-]*")
_sqlite = table("suggestions_fts", column("rowid"))
postgresql_fts = table(
    "suggestions_fts", column("suggestion_id"), *(column(name, TSVECTOR) for name in FIELDS)
)
Ids = Select[tuple[int]] | CompoundSelect[tuple[int]]


def matching(
    statement: Select[tuple[Suggestion]],
    text: str,
    scope: Scope = Scope.ALL,
    *,
    actor: Actor,
    key: ColumnElement[int] | None = None,
    most: int | None = None,
) -> Select[tuple[Suggestion]]:
    """Those whose title (or anything that `actor` may read of them) holds every phrase of `text`; blank text
    leaves all of them.

    `key` may stand for the id where the planner is not to begin with the found ids. With `most` only so many of the
    matches are looked at, whichever come first.
    """
    if not text.strip():
        return statement
    if not distinct_phrases(text):
        return statement.where(false())  # only signs that no text can be searched for
    column_of_id: Any = Suggestion.id if key is None else key
    found = union_of(text, scope, actor)
    return statement.where(column_of_id.in_(found if most is None else select(found.limit(most).subquery())))


def union_of(text: str, scope: Scope, actor: Actor) -> Ids:
    """The ids of what holds the phrases, some of them twice, as far as comments and reasons go for the actor."""
    phrases = distinct_phrases(text)
    if scope is Scope.TITLE:
        return in_ideas(phrases, scope)
    parts = [in_ideas(phrases, scope), in_comments(phrases, actor), in_reasons(phrases)]
    if (coded := with_code(text)) is not None:
        parts.append(coded)
    return union_all(*parts)


@lru_cache(maxsize=1_024)
def distinct_phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a query, each once."""
    return tuple(dict.fromkeys(tuple(phrase) for phrase in query_phrases(text)))


def shape_of(text: str) -> str:
    """A search whose statement serves for this one as well: of as many phrases; numbers stand for themselves."""
    phrases = distinct_phrases(text)
    if not phrases or _names_an_idea(text):
        return text
    return " ".join("x" * place for place in range(1, len(phrases) + 1))


def words_of(text: str) -> dict[str, str]:
    """The parameters of a search in statements of its shape."""
    phrases = distinct_phrases(text)
    if not phrases:
        return {}
    if db.engine.dialect.name == "sqlite":
        return {_name(scope): fts5_query(phrases, scope) for scope in Scope}
    return {f"phrase_{place}": tsquery(phrase) for place, phrase in enumerate(phrases)}


def _name(scope: Scope) -> str:
    return f"words_{scope}"


def _fts5(phrases: Sequence[Sequence[str]], scope: Scope) -> BindParameter[str]:
    return bindparam(_name(scope), fts5_query(phrases, scope), String)


def tsqueries(phrases: Sequence[Sequence[str]]) -> list[ColumnElement[Any]]:
    """The phrases as parameters of a statement."""
    return [
        cast(bindparam(f"phrase_{place}", tsquery(phrase), String), TSQUERY)
        for place, phrase in enumerate(phrases)
    ]


def _names_an_idea(text: str) -> bool:
    return CODE.fullmatch(text.strip()) is not None


def with_code(text: str) -> Select[tuple[int]] | None:
    """The ideas of a number: ours after `#`, or the one they came with; None where `text` is no code."""
    if not _names_an_idea(text):
        return None
    code = text.strip()
    figures = code.removeprefix("#")
    written = {code, code.lower(), code.upper(), figures}
    wanted: ColumnElement[bool] = Suggestion.external_id.in_(sorted(written))
    if figures.isascii() and figures.isdigit() and len(figures) < 12 and int(figures) <= LARGEST_ID:
        wanted = or_(wanted, Suggestion.id == int(figures))
    return select(Suggestion.id).where(wanted)


def in_ideas(phrases: Sequence[Sequence[str]], scope: Scope) -> Select[tuple[int]]:
    """The ids of ideas whose own texts hold the phrases."""
    if db.engine.dialect.name == "sqlite":
        found: ColumnElement[bool] = literal_column("suggestions_fts").op("MATCH")(_fts5(phrases, scope))
        return select(_sqlite.c.rowid).where(found)
    fields = FIELDS[:1] if scope is Scope.TITLE else FIELDS
    return select(postgresql_fts.c.suggestion_id).where(
        and_(
            *(
                or_(*(postgresql_fts.c[name].op("@@")(phrase) for name in fields))
                for phrase in tsqueries(phrases)
            )
        )
    )


def in_comments(phrases: Sequence[Sequence[str]], actor: Actor) -> Select[tuple[int]]:
    """The ids of ideas with a comment that holds all phrases and that the actor may read."""
    return (
        readable_comments(actor)
        .where(Comment.id.in_(_said("suggestions_comment_fts", phrases)))
        .with_only_columns(Comment.suggestion_id)
    )


def in_reasons(phrases: Sequence[Sequence[str]]) -> Select[tuple[int]]:
    """The ids of ideas with a decision whose reason holds all phrases."""
    return select(StatusChange.suggestion_id).where(
        StatusChange.id.in_(_said("suggestions_reason_fts", phrases))
    )


def _said(name: str, phrases: Sequence[Sequence[str]]) -> Select[tuple[int]]:
    if db.engine.dialect.name == "sqlite":
        found: ColumnElement[bool] = literal_column(name).op("MATCH")(_fts5(phrases, Scope.ALL))
        return select(table(name, column("rowid")).c.rowid).where(found)
    said = table(name, column("id"), column("terms", TSVECTOR))
    return select(said.c.id).where(and_(*(said.c.terms.op("@@")(phrase) for phrase in tsqueries(phrases))))


def fts5_query(phrases: Sequence[Sequence[str]], scope: Scope) -> str:
    """An FTS5 expression. Terms hold letters and figures only, so that nothing in quotes needs escaping."""
    every = " AND ".join(_fts5_phrase(phrase) for phrase in phrases)
    return f"{{title}} : ({every})" if scope is Scope.TITLE else every


def _fts5_phrase(phrase: Sequence[str]) -> str:
    if not may_go_on(phrase):
        return f'"{" ".join(phrase)}"'
    either = " OR ".join(f'"{" ".join([*phrase[:-1], start])}" *' for start in beginnings(phrase[-1]))
    return f"({either})"


def tsquery(phrase: Sequence[str]) -> str:
    """A PostgreSQL query for consecutive terms, the last of which may be a beginning."""
    before = "".join(f"'{term}' <-> " for term in phrase[:-1])
    if not may_go_on(phrase):
        return f"{before}'{phrase[-1]}'"
    return before + "(" + " | ".join(f"'{start}':*" for start in beginnings(phrase[-1])) + ")"


def may_go_on(phrase: Sequence[str]) -> bool:
    """May the last term be the beginning of a stored one? A pair of Chinese characters is always whole.

    Both databases find, count and plan whole terms far better than beginnings.
    """
    return len(phrase[-1]) == 1 or not is_cjk(phrase[-1])


@lru_cache(maxsize=4_096)
def beginnings(word: str) -> tuple[str, ...]:
    """What words begin with that are found by `word`: itself, or its stem where that says more.

    pallets -> pallet; batteries and battery -> batteri, battery. A stem of two letters would find too much.
    """
    if not (word.isascii() and word.isalpha()):
        return (word,)
    stem = stem_of(word)
    if len(stem) < SHORTEST_STEM or not word.startswith(stem[:-1]):
        return (word,)
    if stem.endswith("i") and not word.startswith(stem):
        return (word, stem)
    if stem.endswith("i"):
        return (stem, f"{stem[:-1]}y")
    return (stem,)


def holds_any(text: str, query: str) -> bool:
    """Does a text hold a phrase of a query? For telling where something was found."""
    words = fold(text)
    return any(
        start in words
        for phrase in distinct_phrases(query)
        for start in (beginnings(phrase[-1]) if len(phrase) == 1 else (_run(phrase),))
    )


def _run(phrase: Sequence[str]) -> str:
    return phrase[0] + "".join(term[1:] for term in phrase[1:])


def places_of(text: str, actor: Actor, ids: Sequence[int]) -> tuple[set[int], dict[int, str], dict[int, str]]:
    """Where these ideas hold the phrases: the ids of those that do so in their own texts, and of the others a
    comment or a reason that does.
    """
    of = db.engine.dialect.name
    shape = shape_of(text)
    asked: dict[str, Any] = dict(words_of(text))
    inside = set(rows(_inside(shape, of), asked | {"ids": list(ids)}).scalars())
    rest = [suggestion_id for suggestion_id in ids if suggestion_id not in inside]
    if not rest:
        return inside, {}, {}
    asked |= {"ids": rest}
    return (
        inside,
        dict(rows(_comments(shape, actor, of), asked).tuples().all()),
        dict(rows(_reasons(shape, of), asked).tuples().all()),
    )


_ids: BindParameter[Any] = bindparam("ids", expanding=True)


@lru_cache(maxsize=KEPT)
def _inside(shape: str, _of: str) -> Select[tuple[int]]:
    own = in_ideas(distinct_phrases(shape), Scope.ALL)
    return own.where(own.selected_columns[0].in_(_ids))


@lru_cache(maxsize=KEPT)
def _comments(shape: str, actor: Actor, _of: str) -> Select[tuple[int, str]]:
    said = _said("suggestions_comment_fts", distinct_phrases(shape))
    return (
        readable_comments(actor)
        .where(Comment.suggestion_id.in_(_ids), Comment.id.in_(said))
        .with_only_columns(Comment.suggestion_id, Comment.body)
        .order_by(Comment.id.desc())
    )


@lru_cache(maxsize=KEPT)
def _reasons(shape: str, _of: str) -> Select[tuple[int, str]]:
    return (
        select(StatusChange.suggestion_id, StatusChange.reason)
        .where(StatusChange.suggestion_id.in_(_ids))
        .where(StatusChange.id.in_(_said("suggestions_reason_fts", distinct_phrases(shape))))
        .order_by(StatusChange.id.desc())
    )

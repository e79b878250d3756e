"""Who wrote, backs and follows ideas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, select, union_all

from improve.accounts.models import Person
from improve.core.db import db, rows
from improve.suggestions.anonymity.models import Claim
from improve.suggestions.models import CoAuthor, Suggestion, Vote
from improve.suggestions.values import FOR

# Asked by every list: built once.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def pairs_of_authors(ids: BindParameter[Any]) -> CompoundSelect[Any]:
    """`suggestion_id` and `person_id` of authors and co-authors of these ideas: for a statement that is built once."""
    alone = select(Suggestion.id.label("suggestion_id"), Suggestion.author_id.label("person_id"))
    together = select(CoAuthor.suggestion_id, CoAuthor.person_id).where(CoAuthor.suggestion_id.in_(ids))
    return union_all(alone.where(Suggestion.id.in_(ids), Suggestion.author_id.is_not(None)), together)


_AUTHORS = pairs_of_authors(_IDS)
_TOGETHER = select(CoAuthor.id).where(
    CoAuthor.suggestion_id == bindparam("suggestion_id"), CoAuthor.person_id == bindparam("person_id")
)
_VOTES = select(Vote.suggestion_id, Vote.value).where(
    Vote.person_id == bindparam("person_id"), Vote.suggestion_id.in_(_IDS)
)


def co_authors_of(suggestion_id: int) -> Sequence[Person]:
    """Who thought of it with the author, by name."""
    return db.session.scalars(
        select(Person)
        .join(CoAuthor, CoAuthor.person_id == Person.id)
        .where(CoAuthor.suggestion_id == suggestion_id)
        .order_by(Person.name, Person.id)
    ).all()


def authors_of(suggestion_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The person ids of author and co-authors of each idea; for conflicts of interest."""
    ids = list(suggestion_ids)
    found: dict[int, set[int]] = {suggestion_id: set() for suggestion_id in ids}
    for suggestion_id, person_id in rows(_AUTHORS, {"ids": ids}):
        found[suggestion_id].add(person_id)
    return {suggestion_id: frozenset(people) for suggestion_id, people in found.items()}


def unnamed_among(suggestion_ids: Iterable[int]) -> set[int]:
    """Those of these ideas whose author is unnamed and can come back with a code."""
    ids = list(suggestion_ids)
    return set(db.session.scalars(select(Claim.suggestion_id).where(Claim.suggestion_id.in_(ids))))


def is_author(suggestion: Suggestion, person_id: int | None) -> bool:
    """Did this person write it, alone or with others?"""
    if person_id is None:
        return False
    if suggestion.author_id == person_id:
        return True
    asked = {"suggestion_id": suggestion.id, "person_id": person_id}
    return rows(_TOGETHER, asked).first() is not None


def backed_by(person_id: int) -> Select[tuple[int]]:
    """The ids of the ideas somebody backs."""
    return select(Vote.suggestion_id).where(Vote.person_id == person_id, Vote.value == FOR)


def votes_of(person_id: int | None, suggestion_ids: Iterable[int]) -> dict[int, int]:
    """The ballots of somebody among these ideas: id -> value."""
    ids = list(suggestion_ids)
    if person_id is None or not ids:
        return {}
    return dict(rows(_VOTES, {"person_id": person_id, "ids": ids}).tuples().all())

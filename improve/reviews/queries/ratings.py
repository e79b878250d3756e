"""Questions about ratings of comments. Who rated is told to nobody; counts only from `FEWEST` ratings on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from improve.core.db import rows
from improve.reviews.models import Rating, Review, RoundItem

FEWEST = 3
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Rated:
    """How many found comments helpful, of how many who said anything."""

    helpful: int
    n: int


def own_ratings(review_ids: Iterable[int], person_id: int) -> Mapping[int, bool]:
    """Review id -> what somebody said of its comment."""
    ids = sorted(set(review_ids))
    statement = select(Rating.review_id, Rating.is_helpful).where(
        Rating.review_id.in_(ids), Rating.person_id == person_id
    )
    return dict(rows(statement).tuples().all()) if ids else {}


def rated_in(round_id: int, ids: Collection[int], away: Collection[tuple[int, int]]) -> Mapping[str, Rated]:
    """Reviewer -> what their comments on these items got, from `FEWEST` ratings on. `away`: (item, person) with a
    conflict, whose ratings do not count.
    """
    # From the ratings to their round, never from all scores of a round to the few that were rated.
    return _by_member(_said(RoundItem.round_id + 0 == round_id, ids, away))


def rated_comments(
    round_id: int, ids: Collection[int], away: Collection[tuple[int, int]]
) -> Mapping[tuple[int, str], Rated]:
    """(Item, reviewer) -> what their comment on that item got, from `FEWEST` ratings on."""
    voices: dict[tuple[int, str], list[bool]] = {}
    for (item, key, _person), helpful in _said(RoundItem.round_id + 0 == round_id, ids, away).items():
        voices.setdefault((item, key), []).append(helpful)
    return _enough(voices)


def rated_of(item_id: int, away: Collection[tuple[int, int]]) -> Mapping[str, Rated]:
    """Reviewer -> what their comment on one idea got, from `FEWEST` ratings on."""
    return _by_member(_said(RoundItem.id == item_id, (item_id,), away))


def _said(
    where: ColumnElement[bool], ids: Collection[int], away: Collection[tuple[int, int]]
) -> Mapping[tuple[int, str, int], bool]:
    """(Item, reviewer, who rated) -> whether it was helpful. Ratings of an earlier revision hold while its comment stands as it was."""
    now = aliased(Review)
    statement = (
        select(Review.item_id, Review.reviewer_key, Rating.person_id, Rating.is_helpful)
        .join(Review, Review.id == Rating.review_id)
        .join(RoundItem, RoundItem.id == Review.item_id)
        .join(
            now,
            and_(
                now.item_id == Review.item_id,
                now.reviewer_key == Review.reviewer_key,
                now.is_current,
                now.note_to_author == Review.note_to_author,
            ),
        )
        .where(where)
        .order_by(Rating.id)
    )
    said: dict[tuple[int, str, int], bool] = {}
    for item, key, person, helpful in rows(statement):
        if item in ids and (item, person) not in away:
            said[item, key, person] = helpful  # one voice of each person for each comment: the last
    return said


def _by_member(said: Mapping[tuple[int, str, int], bool]) -> Mapping[str, Rated]:
    voices: dict[str, list[bool]] = {}
    for (_item, key, _person), helpful in said.items():
        voices.setdefault(key, []).append(helpful)
    return _enough(voices)


def _enough(voices: Mapping[K, Sequence[bool]]) -> Mapping[K, Rated]:
    return {key: Rated(sum(said), len(said)) for key, said in voices.items() if len(said) >= FEWEST}

"""Questions about who is asked to score what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Select, select

from improve.core.db import db, rows
from improve.reviews.models import Assignment, Bid, Expertise, Review, RoundItem
from improve.reviews.values import Wish
from improve.suggestions.models import Suggestion

AT_ONCE = 500


def assigned_to(person_id: int) -> Select[tuple[int]]:
    """The ids of the items that somebody is assigned."""
    return select(Assignment.item_id).where(Assignment.person_id == person_id)


def assignments_of(round_id: int) -> Sequence[Assignment]:
    """All assignments of a round, in the order of ideas."""
    return db.session.scalars(
        select(Assignment)
        .join(RoundItem, RoundItem.id == Assignment.item_id)
        .where(RoundItem.round_id == round_id)
        .order_by(Assignment.item_id, Assignment.id)
    ).all()


def assigned_pairs(round_id: int) -> set[tuple[int, int]]:
    """(item id, person id) of all assignments of a round."""
    statement = (
        select(Assignment.item_id, Assignment.person_id)
        .join(RoundItem, RoundItem.id == Assignment.item_id)
        .where(RoundItem.round_id == round_id)
    )
    return set(rows(statement).tuples())


def is_assigned(item_id: int, person_id: int) -> bool:
    """Is somebody asked to score an idea?"""
    found = select(Assignment.id).where(Assignment.item_id == item_id, Assignment.person_id == person_id)
    return db.session.scalar(found) is not None


def scored_pairs(round_id: int, item_ids: Collection[int] | None = None) -> set[tuple[int, int]]:
    """(item id, person id) of all scores of a round, abstentions among them; of these ideas alone where they are
    given.
    """
    statement = (
        select(Review.item_id, Review.reviewer_id)
        .join(RoundItem, RoundItem.id == Review.item_id)
        .where(RoundItem.round_id == round_id, Review.is_current, Review.reviewer_id.is_not(None))
    )
    if item_ids is not None:
        statement = statement.where(Review.item_id.in_(sorted(item_ids)))
    return set(rows(statement).tuples())


def categories_known(person_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Person id -> the categories that they know well."""
    ids = sorted(set(person_ids))
    found: dict[int, set[int]] = {person_id: set() for person_id in ids}
    found_rows = db.session.execute(
        select(Expertise.person_id, Expertise.category_id).where(Expertise.person_id.in_(ids))
    )
    for person_id, category_id in found_rows:
        found[person_id].add(category_id)
    return {person_id: frozenset(known) for person_id, known in found.items()}


def category_of_items(round_id: int) -> Mapping[int, int | None]:
    """Item id -> category id."""
    found = db.session.execute(
        select(RoundItem.id, Suggestion.category_id)
        .join(RoundItem.suggestion)
        .where(RoundItem.round_id == round_id)
    )
    return dict(found.tuples().all())


def wishes_in(round_id: int) -> dict[tuple[int, int], Wish]:
    """(item id, person id) -> what the person wishes, of all ideas of a round."""
    found = db.session.execute(
        select(Bid.item_id, Bid.person_id, Bid.wish)
        .join(RoundItem, RoundItem.id == Bid.item_id)
        .where(RoundItem.round_id == round_id)
    )
    return {(row.item_id, row.person_id): Wish(row.wish) for row in found}


def wishes_of(person_id: int, round_id: int) -> dict[int, Wish]:
    """Item id -> what somebody wishes."""
    return {item_id: wish for (item_id, person), wish in wishes_in(round_id).items() if person == person_id}

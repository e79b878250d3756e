"""Questions about scores and decisions. Callers hand in items that their reader may meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.reviews.models import Decision, Review, ReviewDraft, Round, RoundItem, RubricVersion
from improve.reviews.queries.conflicts import clear_of
from improve.reviews.queries.items import visible_items
from improve.reviews.rules.certainty import weight_of
from improve.reviews.rules.standing import Given
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_to as visible_suggestions
from improve.suggestions.values import Status

AT_ONCE = 500
OF_PERSON, OF_NAME = "p", "n"


def key_of_person(person_id: int) -> str:
    """The reviewer key of somebody with an account."""
    return f"{OF_PERSON}{person_id}"


def key_of_name(name: str) -> str:
    """The reviewer key of a name without an account."""
    return f"{OF_NAME}{name}"


def current_review(item_id: int, reviewer_key: str) -> Review | None:
    """What somebody's score of an idea is now."""
    return db.session.scalar(
        select(Review).where(
            Review.item_id == item_id, Review.reviewer_key == reviewer_key, Review.is_current
        )
    )


def draft_of(item_id: int, person_id: int) -> ReviewDraft | None:
    """What somebody has begun to fill in."""
    return db.session.scalar(
        select(ReviewDraft).where(ReviewDraft.item_id == item_id, ReviewDraft.person_id == person_id)
    )


def given_by(actor: Actor) -> Select[tuple[Review]]:
    """What the actor gave, in every round, also of committees they have left; of ideas that they may read by now, in
    a round or among the ideas, and without those that they have a conflict with.
    """
    return (
        select(Review)
        .join(Review.item)
        .join(RoundItem.suggestion)
        .options(
            contains_eager(Review.item).options(
                contains_eager(RoundItem.suggestion).lazyload(Suggestion.text),
                joinedload(RoundItem.round)
                .joinedload(Round.rubric_version)
                .selectinload(RubricVersion.criteria),
            )
        )
        .where(
            Review.reviewer_id == actor.person_id,
            Review.is_current,
            Suggestion.status != Status.WITHDRAWN,
            clear_of(actor),
            or_(
                RoundItem.id.in_(visible_items(actor).with_only_columns(RoundItem.id)),
                RoundItem.suggestion_id.in_(visible_suggestions(actor).with_only_columns(Suggestion.id)),
            ),
        )
        .order_by(Review.submitted_at.desc(), Review.id.desc())
    )


def revisions_of(item_id: int, reviewer_key: str) -> Sequence[Review]:
    """All that somebody handed in for an idea, the latest first."""
    return db.session.scalars(
        select(Review)
        .where(Review.item_id == item_id, Review.reviewer_key == reviewer_key)
        .order_by(Review.revision.desc())
    ).all()


def reviews_of(item_ids: Iterable[int], *, with_earlier: bool = False) -> Sequence[Review]:
    """The reviews of ideas with their scores and reviewers, in the order they came."""
    ids = sorted(set(item_ids))
    found: list[Review] = []
    for start in range(0, len(ids), AT_ONCE):
        statement = (
            select(Review)
            .options(joinedload(Review.reviewer))
            .where(Review.item_id.in_(ids[start : start + AT_ONCE]))
            .order_by(Review.item_id, Review.id)
        )
        found += db.session.scalars(statement if with_earlier else statement.where(Review.is_current))
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """A current review as the statistics see it, and who gave it."""

    given: Given
    reviewer_id: int | None


def counted_in(round_id: int) -> list[Counted]:
    """The current reviews of a round: one statement, no objects."""
    statement = (
        select(
            Review.item_id,
            Review.reviewer_key,
            Review.score,
            Review.proposal,
            Review.reviewer_id,
            Review.confidence,
            Round.confidence_weighs,
        )
        .join(RoundItem, RoundItem.id == Review.item_id)
        .join(Round, Round.id == RoundItem.round_id)
        .where(RoundItem.round_id == round_id, Review.is_current)
        .order_by(Review.item_id, Review.reviewer_key)
    )
    return [
        Counted(Given(item, key, score, proposal, weight_of(sure) if weighs else None), reviewer_id)
        for item, key, score, proposal, reviewer_id, sure, weighs in rows(statement)
    ]


def decisions_of(item_ids: Iterable[int]) -> Mapping[int, Decision]:
    """The decision in force of each idea that has one."""
    ids = sorted(set(item_ids))
    found: dict[int, Decision] = {}
    for start in range(0, len(ids), AT_ONCE):
        made = db.session.scalars(
            select(Decision)
            .options(joinedload(Decision.decided_by))
            .where(Decision.item_id.in_(ids[start : start + AT_ONCE]), Decision.superseded_at.is_(None))
        )
        found |= {decision.item_id: decision for decision in made}
    return found


def earlier_decisions(
    item_ids: Iterable[int], *, unpublished: bool = False
) -> Mapping[int, Sequence[Decision]]:
    """The decisions of each idea that others took the place of, the latest first; those that were never published
    only where they are asked for.
    """
    ids = sorted(set(item_ids))
    found: dict[int, list[Decision]] = {}
    for start in range(0, len(ids), AT_ONCE):
        statement = (
            select(Decision)
            .join(Decision.item)
            .join(RoundItem.round)
            .options(joinedload(Decision.decided_by))
            .where(Decision.item_id.in_(ids[start : start + AT_ONCE]), Decision.superseded_at.is_not(None))
            .order_by(Decision.id.desc())
        )
        if not unpublished:
            statement = statement.where(Decision.superseded_at > Round.published_at)
        for decision in db.session.scalars(statement):
            found.setdefault(decision.item_id, []).append(decision)
    return found


def decisions_numbered(decision_ids: Iterable[int]) -> Mapping[int, Decision]:
    """These decisions by their id, in force or not."""
    ids = sorted(set(decision_ids))
    found: dict[int, Decision] = {}
    for start in range(0, len(ids), AT_ONCE):
        made = db.session.scalars(select(Decision).where(Decision.id.in_(ids[start : start + AT_ONCE])))
        found |= {decision.id: decision for decision in made}
    return found


def undecided_in(round_id: int) -> int:
    """How many ideas of a round wait for a decision, whoever asks."""
    open_items = (
        select(func.count())
        .select_from(RoundItem)
        .join(RoundItem.suggestion)
        .outerjoin(Decision, and_(Decision.item_id == RoundItem.id, Decision.superseded_at.is_(None)))
        .where(
            RoundItem.round_id == round_id,
            Suggestion.status != Status.WITHDRAWN,
            Decision.id.is_(None),
        )
    )
    return db.session.scalar(open_items) or 0

"""Practice ideas as their readers meet them. They stand in tables of their own: nothing that counts asks here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, lazyload

from improve.core.db import db
from improve.core.policy import Actor
from improve.reviews.models import Practice, PracticeReview, Review, Round, RoundItem
from improve.reviews.queries.conflicts import clear_of
from improve.reviews.queries.reading import Reading, masked_readings
from improve.reviews.queries.rounds import visible_rounds
from improve.reviews.rules.lifecycle import RUNNING
from improve.reviews.rules.practice import ANSWERED
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import matching
from improve.suggestions.queries import visible_to as visible_suggestions
from improve.suggestions.values import Visibility


@dataclass(frozen=True)
class Written:
    """How a practice idea is read that was written for it: as it stands."""

    title: str
    problem: str
    idea: str
    expected_result: str
    author: str = ""


def visible_practices(actor: Actor) -> Select[tuple[Practice]]:
    """The practice ideas of the rounds that an actor may see. One that was decided earlier is there for those who
    read it among the ideas and have no conflict with it, and for nobody while a committee judges it anew: what was
    given in practice would tell of it.
    """
    rounds = visible_rounds(actor).with_only_columns(Round.id)
    return select(Practice).where(
        Practice.round_id.in_(rounds),
        or_(Practice.suggestion_id.is_(None), Practice.suggestion_id.in_(_settled(actor))),
    )


def _settled(actor: Actor) -> Select[tuple[int]]:
    """The numbers of the ideas that have their answer and that the actor may read."""
    judged = select(RoundItem.suggestion_id).join(RoundItem.round).where(Round.state.in_(sorted(RUNNING)))
    found = select(Suggestion.id).where(
        Suggestion.status.in_(sorted(ANSWERED)),
        Suggestion.id.not_in(judged),
        Suggestion.id.in_(visible_suggestions(actor).with_only_columns(Suggestion.id).correlate(None)),
        clear_of(actor),
    )
    return found.correlate(None)


def practices_for(actor: Actor, round_id: int) -> Sequence[Practice]:
    """The practice ideas of a round that the actor may meet, in their order."""
    return db.session.scalars(
        visible_practices(actor)
        .where(Practice.round_id == round_id)
        .options(joinedload(Practice.suggestion), joinedload(Practice.round))
        .order_by(Practice.place)
    ).all()


def practice_at(actor: Actor, round_id: int, place: int) -> Practice | None:
    """One of them; use with `found_or_404`."""
    return next((one for one in practices_for(actor, round_id) if one.place == place), None)


def places_taken(round_id: int) -> list[int]:
    """The places of all practice ideas of a round, whoever asks."""
    return list(
        db.session.scalars(
            select(Practice.place).where(Practice.round_id == round_id).order_by(Practice.place)
        )
    )


def owed_practice(actor: Actor, round_ids: Collection[int]) -> list[tuple[int, int]]:
    """(round id, place) of the practice ideas that the actor, as a member, has not scored."""
    if actor.actor_id is None or not round_ids:
        return []
    given = select(PracticeReview.practice_id).where(PracticeReview.person_id == actor.actor_id)
    left = (Practice.round_id.in_(sorted(round_ids)), Practice.id.not_in(given))
    # Most have scored them all, or there is none: then nobody asks what they may meet.
    if db.session.scalar(select(Practice.id).where(*left).limit(1)) is None:
        return []
    found = visible_practices(actor).where(*left).with_only_columns(Practice.round_id, Practice.place)
    return [
        (row.round_id, row.place)
        for row in db.session.execute(found.order_by(Practice.round_id, Practice.place))
    ]


def practice_readings(practices: Sequence[Practice]) -> dict[int, Reading | Written]:
    """How each is read, by its id: while the round is blind without what names the author."""
    chosen = [(one, one.suggestion) for one in practices if one.suggestion is not None]
    hidden = masked_readings([idea for one, idea in chosen if one.round.is_blind])
    found: dict[int, Reading | Written] = {
        one.id: hidden[idea.id] if one.round.is_blind else Reading(idea, False) for one, idea in chosen
    }
    for one in practices:
        if one.suggestion is None:
            found[one.id] = Written(one.title, one.problem, one.idea, one.expected_result)
    return found


def practice_reviews(practice_ids: Collection[int]) -> dict[int, list[PracticeReview]]:
    """What was given to each, with who gave it, in the order it came."""
    found: dict[int, list[PracticeReview]] = {one: [] for one in practice_ids}
    statement = (
        select(PracticeReview)
        .options(joinedload(PracticeReview.person))
        .where(PracticeReview.practice_id.in_(sorted(practice_ids)))
        .order_by(PracticeReview.id)
    )
    for review in db.session.scalars(statement):
        found[review.practice_id].append(review)
    return found


def has_scores(round_id: int) -> bool:
    """Has somebody scored in this round, an idea or a practice idea?"""
    real = (
        select(Review.id)
        .join(RoundItem, RoundItem.id == Review.item_id)
        .where(RoundItem.round_id == round_id)
    )
    tried = (
        select(PracticeReview.id)
        .join(Practice, Practice.id == PracticeReview.practice_id)
        .where(Practice.round_id == round_id)
    )
    return any(db.session.scalar(found.limit(1)) is not None for found in (real, tried))


def to_practice_on(actor: Actor, held: Round, text: str) -> Select[tuple[Suggestion]]:
    """The ideas that can be chosen: decided by a committee earlier, read by everybody, and the actor has no conflict
    with them; the latest first.
    """
    decided = select(RoundItem.suggestion_id).join(RoundItem.round).where(Round.state == State.PUBLISHED)
    taken = select(Practice.suggestion_id).where(
        Practice.round_id == held.id, Practice.suggestion_id.is_not(None)
    )
    return (
        matching(visible_suggestions(actor), text, actor=actor)
        .options(lazyload(Suggestion.text), joinedload(Suggestion.unit), joinedload(Suggestion.category))
        .where(
            Suggestion.id.in_(_settled(actor)),
            Suggestion.id.in_(decided),
            Suggestion.id.not_in(taken),
            Suggestion.audience == Visibility.EVERYONE,
        )
        .order_by(Suggestion.id.desc())
    )

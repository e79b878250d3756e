"""Scoring an idea."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import inspect

from improve.core import clock
from improve.core.commits import together
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ReviewAmended, ReviewSubmitted
from improve.reviews.models import Review, RoundItem, RubricVersion
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    answered_in,
    asked_in,
    current_review,
    key_of_person,
    meets,
    next_to_score,
    owed_practice,
    seat_of,
    title_read,
)
from improve.reviews.rules import lifecycle, scoring
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import MERGE, ReviewData, ReviewNotes, State
from improve.reviews.values.questions import AskedRubric
from improve.reviews.values.seats import Seat


def submit_review(item: RoundItem, data: ReviewData, *, by: Actor) -> Review:
    """As `hand_in`, for those who have the rows at hand."""
    return db.session.get_one(Review, hand_in(identity_of(item), data, by=by))


def identity_of(item: RoundItem) -> int:
    """Its id, without reading again what a beginning transaction has let go of."""
    key: tuple[int] | None = inspect(item).identity
    return key[0] if key is not None else item.id


class HandedIn(NamedTuple):
    """A stored review, and the idea that its member is to score next."""

    review_id: int
    next_item: int | None


def hand_in_and_go_on(item_id: int, data: ReviewData, *, by: Actor) -> HandedIn:
    """As `hand_in`, in a transaction of its own, and answers when it is stored. On SQLite, where one at a time may write,
    whatever other members hand in at this moment is stored with it. On PostgreSQL nobody waits for them anyway; there
    the next idea is looked for within the transaction, which costs no further one and keeps the plans of its statements.
    """
    if db.engine.dialect.name == "sqlite":
        review_id = together(partial(hand_in, item_id, data, by=by), store.scored_together)
        return HandedIn(review_id, next_to_score(by))
    with transaction():
        return HandedIn(hand_in(item_id, data, by=by, is_whole=True), next_to_score(by))


def hand_in(item_id: int, data: ReviewData, *, by: Actor, is_whole: bool = False) -> int:
    """Score an idea, or amend one's score: the earlier one stays. The same again changes nothing and is no news.
    Answers the id of the review. What is asked about is read once, under the lock, and no row becomes an object.
    `is_whole`: see `store.lock_seat`.
    """
    seat = _locked_seat(item_id, by, is_whole=is_whole)
    rubric = asked_in(seat.version_id)
    criteria = asked_by(rubric, seat.category_id)
    scoring.check_answers(criteria, data.scores)
    notes = _settled(seat, data.notes, by)
    texts = written(rubric, seat.category_id, data.texts)
    if seat.has_draft:
        store.forget_draft(item_id, by.person_id)
    if seat.review_id is None:
        _check_asked(seat, by)
    elif _unchanged(seat.review_id, data.scores, texts, notes):
        return seat.review_id
    whole = ReviewData(data.scores, notes, texts)
    key = key_of_person(by.person_id)
    review_id = append_review(
        item_id, key, criteria, whole, reviewer_id=by.person_id, is_first=seat.review_id is None
    )
    event = ReviewSubmitted if seat.review_id is None else ReviewAmended
    publish(event(actor_id=by.actor_id, subject_id=item_id))
    return review_id


def may_amend(item: RoundItem, by: Actor) -> bool:
    """While the committee discusses, who scored an idea may change the score once its author has answered."""
    return (
        item.round.phase is State.CALIBRATING
        and item.id in answered_in(item.round_id)
        and current_review(item.id, key_of_person(by.person_id)) is not None
    )


def _amends(seat: Seat) -> bool:
    """The same of what was read under the lock."""
    may = seat.phase is State.CALIBRATING and seat.review_id is not None
    return may and seat.item_id in answered_in(seat.round_id)


def _locked_seat(item_id: int, by: Actor, *, is_whole: bool) -> Seat:
    """May the score be given now? Judged by what stays as it is until the transaction ends."""
    store.lock_seat(item_id, is_whole=is_whole)
    seat = seat_of(by, item_id)
    if seat is None:
        raise Missing()
    authorize(by, Permission.SCORE, seat)
    if not seat.is_clear:
        raise Missing()
    if not _amends(seat):
        lifecycle.check_scoring(seat.phase, seat.opens_on, seat.closes_on, company_today())
    if seat.standing not in lifecycle.REVIEWABLE:
        lifecycle.check_reviewable(title_read(seat), seat.standing)
    return seat


def _check_asked(seat: Seat, by: Actor) -> None:
    if seat.round_is_assigned and not seat.is_assigned:
        raise Refused(_l("This idea is not assigned to you. Take it on first."))
    if seat.owes_practice and owed_practice(by, (seat.round_id,)):
        raise Refused(_l("First score the practice ideas of this round. Nothing was saved."))


def _unchanged(
    review_id: int, scores: Mapping[int, float | None], texts: Mapping[int, str], notes: ReviewNotes
) -> bool:
    before = db.session.get_one(Review, review_id)
    return scoring.unchanged((before.values, before.texts, told(before)), (scores, texts, told(notes)))


def _settled(seat: Seat, notes: ReviewNotes, by: Actor) -> ReviewNotes:
    """The notes with the other idea where merging is proposed: one that the member may meet, and not the same."""
    if notes.proposal != MERGE:
        return replace(notes, merge_with=None)
    if notes.merge_with is None:
        raise Invalid.field("merge_with", _l("Say the number of the other idea."))
    if notes.merge_with == seat.suggestion_id or not meets(by, notes.merge_with):
        raise Invalid.field("merge_with", _l("There is no other idea with this number."))
    return notes


def append_review(
    item_id: int,
    key: str,
    criteria: list[Asked],
    data: ReviewData,
    *,
    reviewer_id: int | None = None,
    reviewer_name: str | None = None,
    is_first: bool = False,
) -> int:
    """Add the next revision of somebody's review; the caller has locked the item. Answers its id."""
    counted, notes = scoring.result(criteria, data.scores), data.notes
    review = {
        "item_id": item_id,
        "reviewer_key": key,
        "reviewer_id": reviewer_id,
        "reviewer_name": reviewer_name,
        "revision": 1 if is_first else store.supersede_review(item_id, key),
        "is_current": True,
        "score": counted.score,
        "answered": min(1.0, counted.answered),
        "note_to_author": notes.note_to_author,
        "private_note": notes.private_note,
        "proposal": notes.proposal,
        "confidence": notes.confidence,
        "merge_with": notes.merge_with,
        "submitted_at": clock.now(),
    }
    answers: list[dict[str, Any]] = [
        *({"criterion_id": number, "value": value, "text": ""} for number, value in data.scores.items()),
        *({"criterion_id": number, "value": None, "text": text} for number, text in data.texts.items()),
    ]
    return store.insert_review(review, answers)


def asked_by(version: RubricVersion | AskedRubric, category_id: int | None) -> list[Asked]:
    """The criteria of an idea of this category as the arithmetic needs them; what is written has no number."""
    return [
        Asked(c.id, c.weight, c.lowest, c.highest, c.in_total)
        for c in version.asked_of(category_id)
        if not c.is_text
    ]


def written(
    version: RubricVersion | AskedRubric, category_id: int | None, texts: Mapping[int, str]
) -> dict[int, str]:
    """What was written to the criteria that are answered in words; nothing else."""
    known = {criterion.id for criterion in version.asked_of(category_id) if criterion.is_text}
    return {number: text for number, text in texts.items() if number in known and text}


def told(notes: ReviewNotes | Review) -> tuple[object, ...]:
    """Everything of a review but its numbers."""
    return notes.note_to_author, notes.private_note, notes.proposal, notes.confidence, notes.merge_with

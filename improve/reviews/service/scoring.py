"""Scoring an idea."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ReviewAmended, ReviewSubmitted
from improve.reviews.models import Review, RoundItem, RubricVersion, Score
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    answered_in,
    current_review,
    is_assigned,
    is_clear,
    key_of_person,
    meets,
    owed_practice,
    reading_of,
)
from improve.reviews.rules import lifecycle, scoring
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import MERGE, ReviewData, ReviewNotes, State


def submit_review(item: RoundItem, data: ReviewData, *, by: Actor) -> Review:
    """Score an idea, or amend one's score: the earlier one stays. The same again changes nothing and is no news."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    held = item.round
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    if not may_amend(item, by):
        lifecycle.check_scoring(held.phase, held.opens_on, held.closes_on, company_today())
    if item.suggestion.state not in lifecycle.REVIEWABLE:
        lifecycle.check_reviewable(reading_of(item).title, item.suggestion.state)
    category = item.suggestion.category_id
    criteria = asked_by(held.rubric_version, category)
    scoring.check_answers(criteria, data.scores)
    notes = _settled(item, data.notes, by)
    texts = written(held.rubric_version, category, data.texts)
    key = key_of_person(by.person_id)
    before = current_review(item.id, key)
    store.forget_draft(item.id, by.person_id)
    if before is None and held.is_assigned and not is_assigned(item.id, by.person_id):
        raise Refused(_l("This idea is not assigned to you. Take it on first."))
    if before is None and owed_practice(by, (held.id,)):
        raise Refused(_l("First score the practice ideas of this round. Nothing was saved."))
    if before is not None and scoring.unchanged(
        (before.values, before.texts, told(before)), (data.scores, texts, told(notes))
    ):
        return before
    whole = ReviewData(data.scores, notes, texts)
    review = append_review(item.id, key, criteria, whole, reviewer_id=by.person_id)
    event = ReviewSubmitted if before is None else ReviewAmended
    publish(event(actor_id=by.actor_id, subject_id=item.id))
    return review


def may_amend(item: RoundItem, by: Actor) -> bool:
    """While the committee discusses, who scored an idea may change the score once its author has answered."""
    return (
        item.round.phase is State.CALIBRATING
        and item.id in answered_in(item.round_id)
        and current_review(item.id, key_of_person(by.person_id)) is not None
    )


def _settled(item: RoundItem, notes: ReviewNotes, by: Actor) -> ReviewNotes:
    """The notes with the other idea where merging is proposed: one that the member may meet, and not the same."""
    if notes.proposal != MERGE:
        return replace(notes, merge_with=None)
    if notes.merge_with is None:
        raise Invalid.field("merge_with", _l("Say the number of the other idea."))
    if notes.merge_with == item.suggestion_id or not meets(by, notes.merge_with):
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
) -> Review:
    """Add the next revision of somebody's review; the caller has locked the item."""
    counted, notes = scoring.result(criteria, data.scores), data.notes
    review = Review(
        item_id=item_id,
        reviewer_key=key,
        reviewer_id=reviewer_id,
        reviewer_name=reviewer_name,
        revision=store.supersede_review(item_id, key),
        is_current=True,
        score=counted.score,
        answered=min(1.0, counted.answered),
        note_to_author=notes.note_to_author,
        private_note=notes.private_note,
        proposal=notes.proposal,
        confidence=notes.confidence,
        merge_with=notes.merge_with,
        submitted_at=clock.now(),
        scores=[
            *(Score(criterion_id=number, value=value) for number, value in data.scores.items()),
            *(Score(criterion_id=number, value=None, text=text) for number, text in data.texts.items()),
        ],
    )
    db.session.add(review)
    db.session.flush()
    return review


def asked_by(version: RubricVersion, category_id: int | None) -> list[Asked]:
    """The criteria of an idea of this category as the arithmetic needs them; what is written has no number."""
    return [
        Asked(c.id, c.weight, c.lowest, c.highest, c.in_total)
        for c in version.asked_of(category_id)
        if not c.is_text
    ]


def written(version: RubricVersion, category_id: int | None, texts: Mapping[int, str]) -> dict[int, str]:
    """What was written to the criteria that are answered in words; nothing else."""
    known = {criterion.id for criterion in version.asked_of(category_id) if criterion.is_text}
    return {number: text for number, text in texts.items() if number in known and text}


def told(notes: ReviewNotes | Review) -> tuple[object, ...]:
    """Everything of a review but its numbers."""
    return notes.note_to_author, notes.private_note, notes.proposal, notes.confidence, notes.merge_with

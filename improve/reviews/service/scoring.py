"""Scoring an idea, and stepping back from one."""

from __future__ import annotations

from collections.abc import Mapping

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Missing
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ConflictDeclared, ReviewAmended, ReviewSubmitted
from improve.reviews.models import Declaration, Review, RoundItem, RubricVersion, Score
from improve.reviews.policy import Permission
from improve.reviews.queries import current_review, is_clear, key_of_person
from improve.reviews.rules import lifecycle, scoring
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import DeclarationData, ReviewData, ReviewNotes


def submit_review(item: RoundItem, data: ReviewData, *, by: Actor) -> Review:
    """Score an idea, or amend one's score: the earlier one stays. The same again changes nothing and is no news."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    held = item.round
    lifecycle.check_scoring(held.phase, held.opens_on, held.closes_on, company_today())
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    lifecycle.check_reviewable(item.suggestion.title, item.suggestion.state)
    criteria = asked_by(held.rubric_version)
    scoring.check_answers(criteria, data.scores)
    key = key_of_person(by.person_id)
    before = current_review(item.id, key)
    if before is not None and scoring.unchanged(
        (before.values, told(before)), (data.scores, told(data.notes))
    ):
        return before
    review = append_review(item.id, key, criteria, data.scores, data.notes, reviewer_id=by.person_id)
    event = ReviewSubmitted if before is None else ReviewAmended
    publish(event(actor_id=by.actor_id, subject_id=item.id))
    return review


def append_review(
    item_id: int,
    key: str,
    criteria: list[Asked],
    scores: Mapping[int, float | None],
    notes: ReviewNotes,
    *,
    reviewer_id: int | None = None,
    reviewer_name: str | None = None,
) -> Review:
    """Add the next revision of somebody's review; the caller has locked the item."""
    counted = scoring.result(criteria, scores)
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
        submitted_at=clock.now(),
        scores=[Score(criterion_id=number, value=value) for number, value in scores.items()],
    )
    db.session.add(review)
    db.session.flush()
    return review


def declare_conflict(item: RoundItem, data: DeclarationData, *, by: Actor) -> None:
    """Step back from an idea: it leaves the member's queue, and a score already given no longer counts."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    lifecycle.check_declarable(item.round.phase)
    db.session.add(
        Declaration(
            suggestion_id=item.suggestion_id,
            person_id=by.person_id,
            kind=data.kind,
            declared_at=clock.now(),
        )
    )
    publish(ConflictDeclared(actor_id=by.actor_id, subject_id=item.id))


def asked_by(version: RubricVersion) -> list[Asked]:
    """The criteria as the arithmetic needs them."""
    return [Asked(c.id, c.weight, c.lowest, c.highest) for c in version.criteria]


def told(notes: ReviewNotes | Review) -> tuple[object, ...]:
    """Everything of a review but its numbers."""
    return notes.note_to_author, notes.private_note, notes.proposal, notes.confidence

"""Saying whether another member's comment helps to decide."""

from __future__ import annotations

from improve.core import clock
from improve.core.errors import Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows, authorize
from improve.reviews import store
from improve.reviews.events import CommentRated
from improve.reviews.models import Review, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import conflicts_between, current_review, is_clear, key_of_person, reviews_of
from improve.reviews.rules import lifecycle


def may_rate(by: Actor, item: RoundItem, own: Review | None) -> bool:
    """A member who has scored the idea and sees the others' scores; the chair also without a score, once scoring is
    over. Not any more when the decisions are published.
    """
    held = item.round
    if not allows(by, Permission.SCORE, item) or held.phase not in lifecycle.RUNNING:
        return False
    if held.phase in lifecycle.WITH_RESULTS:
        return own is not None or allows(by, Permission.DECIDE, item)
    return own is not None and lifecycle.shows_others(held.phase, held.others_shown, has_scored=True)


def rate_comment(item: RoundItem, review_id: int, is_helpful: bool, *, by: Actor) -> None:
    """Say it, or say otherwise; never of an own comment, and never of somebody with a conflict."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    if not may_rate(by, item, current_review(item.id, key_of_person(by.person_id))):
        raise Refused(_l("Comments can be rated after one’s own score, until the decisions are published."))
    rated = next((one for one in reviews_of([item.id]) if one.id == review_id), None)
    if rated is None or not rated.note_to_author or rated.reviewer_id == by.person_id:
        raise Missing()
    if rated.reviewer_id is not None and conflicts_between(
        {item.id: item.suggestion_id}, [rated.reviewer_id]
    ):
        raise Missing()
    store.keep_rating(rated, by.person_id, is_helpful, clock.now())
    publish(CommentRated(actor_id=by.actor_id, subject_id=item.id))

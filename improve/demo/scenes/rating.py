"""Members say which comments of the others help to decide: those that ask for something definite do more often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from improve.demo.content import company, rounds
from improve.demo.story import Story
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.queries import items_of, reviews_of

SAYS_SOMETHING = 0.7  # how often a member rates a comment that they have read
HELPFUL, NOT_SO_HELPFUL = 0.85, 0.4


def plan(story: Story, held: Callable[[], Round], number: int, at: datetime) -> None:
    """All of them at one time; the order of names is the order of the committee."""
    story.timeline.at(at, partial(_rate, story, held, number))


def _rate(story: Story, held: Callable[[], Round], number: int) -> None:
    dice = story.dice(f"ratings {number}")
    for name in company.COMMITTEE:
        by = story.cast.actor(name)
        items = {item.id: item for item in items_of(by, held().id)}
        reviews = sorted(reviews_of(items), key=lambda one: (one.item_id, one.reviewer_key))
        scored = {one.item_id for one in reviews if one.reviewer_id == by.person_id}
        for one in reviews:
            if not one.note_to_author or one.reviewer_id == by.person_id or one.item_id not in scored:
                continue
            chance = HELPFUL if one.note_to_author in rounds.DEFINITE else NOT_SO_HELPFUL
            says, is_helpful = dice.random() < SAYS_SOMETHING, dice.random() < chance
            if says:
                service.rate_comment(items[one.item_id], one.id, is_helpful, by=by)

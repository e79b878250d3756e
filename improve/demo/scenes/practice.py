"""The practice ideas of the open round: all members but one have scored them before the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from improve.core.policy import Actor
from improve.demo.content import company, rounds
from improve.demo.story import Story
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.queries import practice_at
from improve.reviews.values import PracticeChoice

Answering = Callable[[float, float, Random], list[float | None]]
FIRST = timedelta(minutes=25)
BETWEEN = timedelta(minutes=12)


def prepare(story: Story, held: Round, by: Actor) -> None:
    """One that was decided in an earlier round, and one that was written for it."""
    chosen = story.ideas[rounds.PRACTICED].suggestion
    service.choose_practice(held, PracticeChoice(suggestion_id=chosen.id), by=by)
    service.write_practice(held, rounds.PRACTICE, by=by)


def plan(story: Story, held: Callable[[], Round], opened: datetime, answering: Answering) -> None:
    """Who has begun to score has practiced before."""
    dice = story.dice("practice")
    begun = [name for name in company.COMMITTEE if rounds.PROGRESS[name] > 0]
    for number, name in enumerate(begun):
        for place, quality in enumerate(rounds.PRACTICE_QUALITY, 1):
            answers = answering(quality, rounds.SEVERITY[name], dice)
            at = opened + FIRST + BETWEEN * number + timedelta(minutes=4 * place)
            story.timeline.at(at, partial(_score, story, held, name, place, answers))


def _score(
    story: Story, held: Callable[[], Round], name: str, place: int, answers: list[float | None]
) -> None:
    """Score it, unless the member has a conflict with it and so does not meet it."""
    by = story.cast.actor(name)
    one = practice_at(by, held().id, place)
    if one is None:
        return
    criteria = one.round.rubric_version.criteria
    given = {criterion.id: answer for criterion, answer in zip(criteria, answers, strict=True)}
    service.score_practice(one, given, by=by)

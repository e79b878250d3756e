"""Colleagues compare the open ideas of one category, two at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from itertools import combinations
from random import Random

from improve.core.policy import SYSTEM, Actor
from improve.demo.story import Story
from improve.suggestions import service
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import FINISHED, UNLISTED, CategoryData, Status

CATEGORY = "quality"
PEOPLE = 9
ANSWERS = 8  # of each
BEFORE_NOW = timedelta(hours=3)
SHARE_UNDECIDED = 0.1
SURE = 0.8  # how often somebody prefers the one that most find better
CLOSED = {*FINISHED, *UNLISTED, Status.DECLINED}


def plan(story: Story, categories: dict[str, Category]) -> None:
    """Lately; the ideas have their votes by then."""
    dice = story.dice("comparing")
    category = categories[CATEGORY]

    def act() -> None:
        data = {item.name: getattr(category, item.name) for item in fields(CategoryData)}
        service.change_category(category, CategoryData(**data | {"is_compared": True}), by=SYSTEM)
        standing = [
            told
            for told in story.ideas.values()
            if told.text.category == CATEGORY and told.suggestion.state not in CLOSED
        ]
        for name in dice.sample(sorted(story.cast.people), PEOPLE):
            others = [
                told.suggestion for told in standing if name not in (told.text.author, *told.text.co_authors)
            ]
            _answer(story.cast.actor(name), category, others, dice)

    story.timeline.at(story.now - BEFORE_NOW, act)


def _answer(by: Actor, category: Category, others: Sequence[Suggestion], dice: Random) -> None:
    """Most prefer what more people back."""
    pairs = list(combinations(others, 2))
    for first, second in dice.sample(pairs, min(ANSWERS, len(pairs))):
        first_is_better = (first.best > second.best) == (dice.random() < SURE)
        said = service.Better.FIRST if first_is_better else service.Better.SECOND
        said = service.Better.NEITHER if dice.random() < SHARE_UNDECIDED else said
        service.compare(category, service.Judged(first.id, second.id, said), by=by)

"""Colleagues compare the open ideas of one category, two at a time."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from random import Random

from improve.core.policy import SYSTEM, Actor
from improve.demo.story import Story
from improve.suggestions import service
from improve.suggestions.comparing.queries import candidates, next_two
from improve.suggestions.comparing.service import judge
from improve.suggestions.comparing.values import Better, Judged
from improve.suggestions.models import Category
from improve.suggestions.values import CategoryData

CATEGORY = "quality"
PEOPLE = 9
ANSWERS = 8  # of each
BEFORE_NOW = timedelta(hours=3)
SHARE_UNDECIDED = 0.1
SURE = 0.8  # how often somebody prefers the one that most find better


def plan(story: Story, categories: dict[str, Category]) -> None:
    """Lately; the ideas have their votes by then."""
    dice = story.dice("comparing")
    category = categories[CATEGORY]

    def act() -> None:
        data = {item.name: getattr(category, item.name) for item in fields(CategoryData)}
        service.change_category(category, CategoryData(**data | {"is_compared": True}), by=SYSTEM)
        for name in dice.sample(sorted(story.cast.people), PEOPLE):
            _answer(story.cast.actor(name), category, dice)

    story.timeline.at(story.now - BEFORE_NOW, act)


def _answer(by: Actor, category: Category, dice: Random) -> None:
    better = {
        number: place for place, number in enumerate(candidates(by, category.id))
    }  # the best supported first
    for _answer in range(ANSWERS):
        pair = next_two(by, category.id, dice.random)
        if pair is None:
            return
        first_is_better = (better[pair[0]] < better[pair[1]]) == (dice.random() < SURE)
        said = Better.FIRST if first_is_better else Better.SECOND
        judge(category, Judged(*pair, Better.NEITHER if dice.random() < SHARE_UNDECIDED else said), by=by)

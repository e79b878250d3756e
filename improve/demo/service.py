"""Loading and removing the demonstration organization."""

from __future__ import annotations

from datetime import timedelta

from improve.core import clock
from improve.core.db import transaction
from improve.demo import cast
from improve.demo.scenes import crowd, ideas, projects, quick_wins, rounds, surveys
from improve.demo.story import Story
from improve.demo.timeline import Timeline

SEED = 20
FOUNDED = timedelta(days=420)


def load(seed: int = SEED) -> None:
    """Fill an empty instance, in one transaction: everything is there afterwards, or nothing."""
    now = clock.now()
    with transaction():
        with clock.frozen(now - FOUNDED):
            story = Story(seed=seed, now=now, timeline=Timeline(now), cast=cast.set_up())
            categories = ideas.set_up()
            committee, rubric = rounds.set_up(story)
        ideas.plan(story, categories)
        rounds.plan(story, committee, rubric)
        projects.plan(story)
        quick_wins.plan(story)
        crowd.plan(story)
        surveys.plan(story)
        story.timeline.play()

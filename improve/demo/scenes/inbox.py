"""Inboxes: everybody has read what is older than some days."""

from __future__ import annotations

from functools import partial

from improve.core.db import LARGEST_ID
from improve.demo.content import company
from improve.demo.story import Story
from improve.notifications import service

READ_DAYS_AGO = 5


def plan(story: Story) -> None:
    """Plan when people last looked into their inbox."""
    moments = story.moments("inbox")
    for name in story.cast.people:
        days = READ_DAYS_AGO + moments.dice.randrange(4)
        story.timeline.at(moments.ago(days, company.TIME_ZONE), partial(_read, story, name))


def _read(story: Story, name: str) -> None:
    service.read_all(LARGEST_ID, by=story.cast.actor(name))

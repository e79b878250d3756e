"""You said, we did: customers read what became of their answers, and some want to hear of it by mail."""

from __future__ import annotations

from functools import partial

from improve.core.localized import Localized
from improve.demo.content import company
from improve.demo.content.outcomes import FOLLOWERS, OUTCOMES
from improve.demo.scenes.held import Running
from improve.demo.story import Story
from improve.surveys import service

OWNER = "周婷"


def plan(story: Story, running: Running) -> None:
    """Plan what is told. Who wants to hear of it comes after: nobody gets mail from a demonstration."""
    moments = story.moments("heard")
    for days_ago, text in OUTCOMES:
        story.timeline.at(
            moments.ago(days_ago, company.TIME_ZONE, hour=15), partial(_tell, story, running, text)
        )
    last = min(days_ago for days_ago, _text in OUTCOMES)
    story.timeline.at(moments.ago(last - 1, company.TIME_ZONE, hour=12), partial(_follow, running))


def _tell(story: Story, running: Running, text: Localized) -> None:
    service.tell_outcome(running.survey, service.OutcomeText(text), by=story.cast.actor(OWNER))


def _follow(running: Running) -> None:
    for email, language in FOLLOWERS:
        service.follow(running.survey, email, language)

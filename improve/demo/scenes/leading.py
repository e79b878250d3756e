"""Who leads the discussion of which idea, and the first summaries of the reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from improve.core.text import is_cjk
from improve.demo.content import company, rounds
from improve.demo.story import Story
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.queries import items_of, leads_in
from improve.reviews.values import Outcome, SummaryData

SUMMED_UP = 3  # ideas of a round


def plan(story: Story, held: Callable[[], Round], named: datetime, summed_up: datetime) -> None:
    """The chair names leads; some of them have summed up the reviews by `summed_up`."""
    story.timeline.at(named, partial(_name, story, held))
    story.timeline.at(summed_up, partial(_sum_up, story, held))


def _name(story: Story, held: Callable[[], Round]) -> None:
    service.spread_leads(held(), by=story.cast.actor(company.CHAIR))


def _sum_up(story: Story, held: Callable[[], Round]) -> None:
    logins = {story.cast.person_id(name): name for name in company.COMMITTEE}
    leads, left = leads_in(held().id), SUMMED_UP
    for name in company.COMMITTEE:
        by = story.cast.actor(name)
        for item in items_of(by, held().id):
            lead = leads.get(item.id)
            if not left or lead is None or logins[lead.person_id] != name:
                continue
            if service.sees_summary(item, has_scored=service.has_scored(item, by)):
                language = "zh_Hans" if is_cjk(item.suggestion.title) else "en"
                strengths, concerns = rounds.SUMMARIES[language][left % 2]
                proposal = str(Outcome.ACCEPT if left % 2 else Outcome.REVISE)
                service.write_summary(item, SummaryData(proposal, strengths, concerns), by=by)
                left -= 1
                break

"""What projects saved, and what finance says to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from improve.demo.content import company
from improve.demo.content.savings import COSTS_FROM, SAVINGS, TREASURER, YEARLY_COSTS, SavingText
from improve.demo.scenes.played import Played
from improve.demo.story import Story
from improve.demo.timeline import workday
from improve.savings import service
from improve.savings.models import Saving
from improve.savings.values import ClaimData, CostBaseData, ReasonData, ValidationData


def plan(story: Story, projects: dict[str, Played]) -> None:
    """Plan the claims, the decisions, and the yearly costs they are compared with."""
    story.timeline.at(_at(story, 30, 9), partial(_set_base, story))
    for text in SAVINGS:
        _plan_one(story, projects[text.project], text)
    story.timeline.at(story.now - timedelta(minutes=1), _measure)


def _plan_one(story: Story, played: Played, text: SavingText) -> None:
    claimed: list[Saving] = []
    story.timeline.at(_at(story, text.claimed, 11), partial(_claim, story, played, text, claimed))
    if text.decided is not None:
        story.timeline.at(_at(story, text.decided, 15), partial(_decide, story, played, text, claimed))


def _at(story: Story, weeks_ago: int, hour: int) -> datetime:
    moments = story.moments(f"savings {weeks_ago}")
    return moments.at(
        workday(moments.day(7 * weeks_ago - 1, company.TIME_ZONE)), company.TIME_ZONE, hour=hour
    )


def _set_base(story: Story) -> None:
    data = CostBaseData(yearly=YEARLY_COSTS, reason=COSTS_FROM)
    service.set_cost_base(data, by=story.cast.actor(TREASURER))


def _claim(story: Story, played: Played, text: SavingText, claimed: list[Saving]) -> None:
    data = ClaimData(
        kind=text.kind,
        recurrence="yearly",
        gross=text.gross,
        value_per_unit=text.value,
        units_per_year=text.times,
        cost=text.cost,
        currency=text.currency,
        reason=text.reason,
    )
    claimed.append(service.claim(played.project, data, by=story.cast.actor(played.text.owner or played.by)))


def _decide(story: Story, played: Played, text: SavingText, claimed: list[Saving]) -> None:
    by = story.cast.actor(TREASURER)
    starts = played.project.starts_on
    if text.validated is None or starts is None:
        service.refuse(claimed[0], ReasonData(reason=text.said), by=by)
        return
    data = ValidationData(gross=text.validated, cost=text.cost, from_on=starts, reason=text.said)
    service.validate(claimed[0], data, by=by)


def _measure() -> None:
    service.measure_all()

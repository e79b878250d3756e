"""Ideas that are put into practice without a project, and cards of accepted ideas that wait for their plan.

An accepted idea becomes a card on the board unless a project works on it. What can be done within days needs no
project, so the coordinators keep one card for such ideas: an idea is on it while it is accepted, and leaves it at
once. At the end that card is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from improve.core.db import db
from improve.demo.content import company
from improve.demo.story import Story, Told
from improve.projects import service
from improve.projects.models import Project
from improve.projects.queries import open_for_suggestion
from improve.projects.values import ProjectData, StopData

KEEPER = "王敏"
TITLE = "快速改善：几天内能办完的建议"
PROBLEM = "不需要试点和测量的小改进，由班组自己办，办完即关。"
ENOUGH = "从现在起这类建议由各班组直接办，不再单独建卡。"
A_MOMENT = timedelta(milliseconds=1)
# Days from today until the plans of waiting cards are due; one has been forgotten.
PLANS_DUE = (9, 16, 5, -4, 12, 20, 7)


@dataclass
class Collector:
    """The card for what needs no project."""

    row: Project | None = None

    @property
    def card(self) -> Project:
        if self.row is None:
            raise LookupError("the card for quick wins is not on the board")
        return self.row


def plan(story: Story) -> None:
    """Plan the card for quick wins, and the owners of the cards that accepted ideas become."""
    collector = Collector()
    moments = story.moments("quick wins")
    story.timeline.at(moments.ago(400, company.TIME_ZONE), partial(_make, story, collector))
    by_moment: dict[datetime, list[Told]] = {}
    waiting = []
    for told in story.ideas.values():
        if told.text.project is not None or told.decided_at is None:
            continue
        if any(step.done for step in told.text.steps):
            by_moment.setdefault(told.decided_at, []).append(told)
        elif told.text.steps[-1].outcome == "accept":
            waiting.append(told)
    for decided, ideas in by_moment.items():
        story.timeline.at(decided - A_MOMENT, partial(_collect, story, collector, ideas))
        story.timeline.at(decided + A_MOMENT, partial(_collect, story, collector, ()))
    stopped = moments.ago(1, company.TIME_ZONE, hour=9)
    story.timeline.at(stopped, partial(_stop, story, collector))
    for told, due in zip(sorted(waiting, key=lambda told: told.submitted_at), PLANS_DUE, strict=False):
        _plan_owner(story, told, due)


def _make(story: Story, collector: Collector) -> None:
    data = ProjectData(title=TITLE, problem=PROBLEM, owner_id=story.cast.person_id(KEEPER))
    collector.row = service.create(data, by=story.cast.actor(KEEPER))


def _collect(story: Story, collector: Collector, ideas: Sequence[Told]) -> None:
    data = ProjectData(
        title=TITLE,
        problem=PROBLEM,
        owner_id=story.cast.person_id(KEEPER),
        idea_ids=tuple(told.suggestion.id for told in ideas),
    )
    service.edit(collector.card, data, by=story.cast.actor(KEEPER))


def _stop(story: Story, collector: Collector) -> None:
    service.stop(collector.card, StopData(reason=ENOUGH), by=story.cast.actor(KEEPER))


def _plan_owner(story: Story, told: Told, due: int) -> None:
    """The coordinator names an owner, the lead of the author's unit, some days later."""
    moments = story.moments(f"owner of {told.text.title}")
    decided = told.decided_at or story.now
    at = min(decided + timedelta(days=3, hours=1), story.now - timedelta(hours=5))
    story.timeline.at(at, partial(_name_owner, story, told, moments.day(-due, company.TIME_ZONE)))


def _name_owner(story: Story, told: Told, due: date) -> None:
    suggestion = told.suggestion
    card = db.session.scalar(open_for_suggestion(suggestion.id).limit(1))
    if card is None:
        return
    data = ProjectData(
        title=suggestion.title,
        problem=suggestion.problem,
        unit_id=suggestion.unit_id,
        owner_id=suggestion.unit.lead_id if suggestion.unit is not None else None,
        plan_due_on=due,
        idea_ids=(suggestion.id,),
    )
    coordinator = story.cast.actor(story.cast.coordinator(told.text.author))
    service.edit(db.session.get_one(Project, card), data, by=coordinator)

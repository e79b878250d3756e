"""Cards of accepted ideas that wait for their plan: the coordinators name an owner some days later."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from improve.core.db import db
from improve.demo.content import company
from improve.demo.story import Story, Told
from improve.projects import service
from improve.projects.models import Project
from improve.projects.queries import open_for_suggestion
from improve.projects.values import ProjectData

# Days from today until the plans of waiting cards are due; one has been forgotten.
PLANS_DUE = (9, 16, 5, -4, 12, 20, 7)


def plan(story: Story) -> None:
    """Plan the owners of the cards that accepted ideas become; what is done without a project needs none."""
    waiting = [
        told
        for told in story.ideas.values()
        if told.text.project is None
        and told.decided_at is not None
        and not any(step.done for step in told.text.steps)
        and told.text.steps[-1].outcome == "accept"
    ]
    for told, due in zip(sorted(waiting, key=lambda told: told.submitted_at), PLANS_DUE, strict=False):
        _plan_owner(story, told, due)


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

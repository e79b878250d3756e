"""Projects: planned, tried, checked, decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from improve.core.db import db
from improve.core.periods import after
from improve.core.policy import Actor
from improve.demo.content import company
from improve.demo.content.measures import ProjectText
from improve.demo.content.projects import PROJECTS
from improve.demo.scenes import measuring
from improve.demo.scenes.played import Played
from improve.demo.scenes.working import plan_follow_up, plan_work
from improve.demo.story import Story
from improve.demo.timeline import Moments, workday
from improve.metrics.models import Metric
from improve.projects import service
from improve.projects.models import Project, Stage
from improve.projects.queries import open_for_suggestion
from improve.projects.values import DecisionData, PlanData, ProjectData

# Periods after the change until the owner begins to check.
UNTIL_CHECK = 4


def plan(story: Story) -> dict[str, Played]:
    """Plan all projects; answers them by key."""
    return {text.key: _plan_one(story, text) for text in PROJECTS}


def _plan_one(story: Story, text: ProjectText) -> Played:
    moments = story.moments(f"project {text.key}")
    ideas = story.of_project(text.key)
    played = Played(text, ideas, by=story.cast.coordinator(ideas[0].text.author))
    zone = story.cast.zone(played.by)
    decided = max(told.decided_at or told.submitted_at for told in ideas)
    created = max(moments.ago(7 * text.created, zone), decided + timedelta(hours=3))
    story.timeline.at(created, partial(_put_on_board, story, played, moments))
    if text.metric is None:
        return played
    defined = created + timedelta(days=1, hours=1)
    played.measured = measuring.measure(story, text, text.metric, defined)
    planned = defined + timedelta(days=2)
    story.timeline.at(planned, partial(_write_plan, story, played, moments))
    if text.stage != "plan":
        _plan_course(story, played, moments, planned)
    return played


def _put_on_board(story: Story, played: Played, moments: Moments) -> None:
    """The card: the one that came from the accepted idea, or a new one."""
    text, cast = played.text, story.cast
    suggestion = played.ideas[0].suggestion
    due = text.plan_due_in_days
    data = ProjectData(
        title=text.title,
        problem=text.problem,
        unit_id=suggestion.unit_id,
        owner_id=cast.person_id(text.owner) if text.owner else None,
        plan_due_on=None if due is None else moments.day(-due, company.TIME_ZONE),
        idea_ids=tuple(told.suggestion.id for told in played.ideas),
    )
    by = cast.actor(played.by)
    card = db.session.scalar(open_for_suggestion(suggestion.id).limit(1))
    if card is None:
        played.row = service.create(data, by=by)
    else:
        played.row = db.session.get_one(Project, card)
        service.edit(played.row, data, by=by)


def _write_plan(story: Story, played: Played, moments: Moments) -> None:
    text, measured = played.text, played.measured
    if measured is None:
        raise LookupError(f"nothing to measure: {text.key}")
    review = text.review_in_days
    starts = measuring.starts_on(story, text, measured.kind)
    reviewed = after(measured.kind, starts, 10) if review is None else moments.day(-review, company.TIME_ZONE)
    lacks = text.plan_lacks
    data = PlanData(
        owner_id=story.cast.person_id(text.owner or ""),
        metric_id=measured.metric.id,
        direction=measured.text.direction,
        smallest_useful=None if "smallest_useful" in lacks else text.smallest_useful,
        useful_as=text.useful_as,
        baseline_from=measured.first,
        starts_on=None if "starts_on" in lacks else starts,
        settle_in=text.settle_in,
        review_on=None if "review_on" in lacks else workday(reviewed),
        also_ids=tuple(db.session.scalars(select(Metric.id).where(Metric.code.in_(text.also)))),
        pilot=text.pilot,
    )
    service.plan(played.project, data, by=_owner(story, played))


def _plan_course(story: Story, played: Played, moments: Moments, planned: datetime) -> None:
    """From Plan to where the project stands; each step by its owner."""
    text, measured = played.text, played.measured
    if measured is None:
        return
    zone = story.cast.zone(text.owner or played.by)
    starts = measuring.starts_on(story, text, measured.kind)
    latest = min(_at(starts, zone) - timedelta(days=4), story.now - timedelta(days=1))
    begun = max(planned + timedelta(hours=2), latest)
    story.timeline.at(begun, partial(_move, story, played, Stage.DO))
    plan_work(story, played, begun)
    for told in played.ideas:
        told.tried_at = min(_at(starts, zone), story.now - timedelta(days=1))
    if text.stage == "do":
        return
    checked = _at(after(measured.kind, starts, min(UNTIL_CHECK, max(text.starts - 1, 1))), zone)
    story.timeline.at(checked, partial(_move, story, played, Stage.CHECK))
    if text.decided is not None:
        at = moments.at(workday(moments.day(7 * text.decided, zone)), zone, hour=14)
        story.timeline.at(at, partial(_decide, story, played))
        if text.decision == "adopt":
            plan_follow_up(story, played, at)
        for told in played.ideas:
            told.closed_at = at
    if text.closed is not None:
        at = moments.at(workday(moments.day(7 * text.closed, zone)), zone, hour=15)
        story.timeline.at(at, partial(_close, story, played))


def _at(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(10, 20), tzinfo=ZoneInfo(zone))


def _owner(story: Story, played: Played) -> Actor:
    return story.cast.actor(played.text.owner or played.by)


def _move(story: Story, played: Played, to: Stage) -> None:
    service.move(played.project, to, by=_owner(story, played))


def _decide(story: Story, played: Played) -> None:
    text = played.text
    data = DecisionData(decision=text.decision or "", reason=text.reason)
    service.decide(played.project, data, by=_owner(story, played))


def _close(story: Story, played: Played) -> None:
    """What was adopted goes on being measured; what was given up does not."""
    _move(story, played, Stage.CLOSED)
    if played.text.decision == "abandon" and played.measured is not None:
        measuring.close(story, played.measured)

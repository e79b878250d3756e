"""Working on projects: causes, rollout and actions; and after an adoption approval, standard, places and checks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from improve.core import clock
from improve.core.policy import Actor
from improve.demo.content import company
from improve.demo.content.work import WORK, ActionText, WorkText
from improve.demo.scenes.played import Played
from improve.demo.story import Story
from improve.metrics.queries import company_day
from improve.projects.service.parts import (
    DAYS,
    ActionData,
    AnalysisData,
    ApprovalData,
    BlockerData,
    CriteriaData,
    Did,
    FollowUpData,
    ProofData,
    SpreadData,
    Step,
    acting,
    actions,
    analysis,
    rollout,
    sustaining,
)

HOUR = timedelta(hours=1)


def plan_work(story: Story, played: Played, begun: datetime) -> None:
    """What happens between the plan and the decision; the card is in Do from `begun` on."""
    text = WORK.get(played.text.key)
    if text is None:
        return
    story.timeline.at(begun - HOUR, partial(_analyze, story, played, text))
    story.timeline.at(begun + HOUR, partial(_roll_out, story, played, text))
    for action in text.actions:
        _plan_action(story, played, action, begun)


def plan_follow_up(story: Story, played: Played, decided: datetime) -> None:
    """What happens after an adoption: approval two days later, and the checks on their days."""
    text = WORK.get(played.text.key, WorkText())
    story.timeline.at(decided + timedelta(days=2), partial(_follow_up, story, played, text))
    for days in DAYS:
        due = decided + timedelta(days=days, hours=12)
        if due < story.now:
            story.timeline.at(due, _check)


def _owner(story: Story, played: Played) -> Actor:
    return story.cast.actor(played.text.owner or played.by)


def _analyze(story: Story, played: Played, text: WorkText) -> None:
    if not text.root_cause:
        return
    data = AnalysisData(
        evidence=text.evidence,
        counted=text.counted,
        counts=text.counts,
        root_cause=text.root_cause,
        **{f"why_{n}": why for n, why in enumerate(text.whys, 1)},
        **dict(text.bones),
    )
    analysis.write(played.project, data, by=_owner(story, played))


def _roll_out(story: Story, played: Played, text: WorkText) -> None:
    if not text.steps:
        return
    by = _owner(story, played)
    words: dict[str, str] = {}
    for step, enter, leave, _entered, _left in text.steps:
        words |= {f"{step}_enter": enter, f"{step}_leave": leave}
    rollout.write_criteria(played.project, CriteriaData(**words), by=by)
    for step, _enter, _leave, entered, left in text.steps:
        if entered:
            rollout.enter(played.project, Step(step), ProofData(entered), by=by)
        if left:
            rollout.leave(played.project, Step(step), ProofData(left), by=by)


def _plan_action(story: Story, played: Played, text: ActionText, begun: datetime) -> None:
    zone = story.cast.zone(text.who)
    added = story.moments(f"action {text.title}").ago(text.added, zone, hour=9)
    story.timeline.at(max(added, begun + 2 * HOUR), partial(_add, story, played, text))


def _add(story: Story, played: Played, text: ActionText) -> None:
    """The whole life of an action: what lies ahead of the moment is played when its time has come."""
    by = _owner(story, played)
    today = story.now.astimezone(ZoneInfo(company.TIME_ZONE)).date()
    due = max(today - timedelta(days=text.due), company_day())
    action = actions.add(played.project, ActionData(text.title, story.cast.person_id(text.who), due), by=by)
    who = story.cast.actor(text.who)
    if text.done is not None:
        at = max(_noon(today - timedelta(days=text.done)), clock.now() + HOUR)
        story.timeline.at(at, partial(actions.say, action, Did.DONE, by=who))
    if text.blocker:
        at = max(_noon(today - timedelta(days=1)), clock.now() + HOUR)
        story.timeline.at(at, partial(actions.block, action, BlockerData(text.blocker), by=who))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(company.TIME_ZONE))


def _follow_up(story: Story, played: Played, text: WorkText) -> None:
    coordinator = story.cast.coordinator(played.text.owner or played.by)
    acting.approve(played.project, ApprovalData(is_approved=True), by=story.cast.actor(coordinator))
    by = _owner(story, played)
    if text.standard:
        acting.write_standard(
            played.project, FollowUpData(standard=text.standard, training=text.training), by=by
        )
    for code, name, days, has_arrived in text.spread:
        due = story.now.astimezone(ZoneInfo(company.TIME_ZONE)).date() - timedelta(days=days)
        data = SpreadData(story.cast.units[code].id, story.cast.person_id(name), max(due, company_day()))
        row = acting.spread(played.project, data, by=by)
        if has_arrived:
            acting.arrived(row, by=story.cast.actor(name))


def _check() -> None:
    sustaining.run_due(company_day())

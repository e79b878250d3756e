"""How ideas are looked after: routes, questions, parking, the local lane, and what a late answer leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from improve.accounts import service as accounts
from improve.accounts.values import SpecialDaysData
from improve.core.policy import SYSTEM, Actor
from improve.demo.content import company, desk
from improve.demo.story import Story, Told
from improve.demo.timeline import Moments
from improve.suggestions import service
from improve.suggestions.models import Category, Suggestion

A_DAY = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# An answer comes within so long after its question, and within so long nobody asks again.
SOON = timedelta(hours=20)
LATEST = timedelta(hours=2)


def set_up(story: Story, categories: dict[str, Category]) -> None:
    """The company's days, and who triages what."""
    for days in desk.SPECIAL_DAYS:
        data = SpecialDaysData(
            name=days.name,
            first_day=date.fromisoformat(days.first),
            last_day=date.fromisoformat(days.last),
            is_working=days.is_working,
        )
        accounts.add_special_days(data, by=SYSTEM)
    for category, unit, person in desk.ROUTES:
        route = service.RouteData(
            handler="person",
            category_id=categories[category].id,
            unit_id=story.cast.units[unit].id if unit else None,
            person=story.cast.texts[person].login,
        )
        service.make_route(route, by=SYSTEM)


def plan(story: Story) -> None:
    """Plan what handlers do with ideas that wait, and what the clock does with late ones."""
    moments = story.moments("triage")
    for title, days in desk.TAKEN_UP:
        _plan(story, moments, title, days, service.take_up)
    for title, days in desk.TO_LOCAL_LEAD:
        _plan(story, moments, title, days, service.to_local_lead)
    for title, days, rest, reason in desk.PARKED:
        until = moments.day(-rest, company.TIME_ZONE)
        _plan(story, moments, title, days, partial(_park, until, reason))
    for title, days, reason in desk.RAISED:
        _plan(story, moments, title, days, partial(_escalate, reason))
    for asked in desk.ASKED:
        _plan(story, moments, asked.title, asked.days_ago, partial(_ask, story, asked))
    for title, days, text in desk.REPLIED:
        told = story.ideas[title]
        story.timeline.at(
            moments.ago(days, story.cast.zone(told.text.author)), partial(_reply, story, told, text)
        )
    for title, days, found in desk.SUSTAINED:
        _plan(story, moments, title, days, partial(_sustain, found))
    _plan_merging(story, moments)
    _plan_clock(story, moments)


def _plan_merging(story: Story, moments: Moments) -> None:
    """Duplicates become one idea; the crowd has voted for both until then, as its ballots are written at once."""
    for title, other, days, reason in desk.MERGED:
        source, target = story.ideas[title], story.ideas[other]
        source.closed_at = target.closed_at = _plan(
            story, moments, title, days, partial(_merge, target, reason), after=target.submitted_at
        )
    for title, choice, other, days in desk.LINKED:
        linked = story.ideas[other]
        _plan(story, moments, title, days, partial(_link, choice, linked), after=linked.submitted_at)


def _merge(target: Told, reason: str, suggestion: Suggestion, *, by: Actor) -> None:
    service.merge(suggestion, target.suggestion, service.MergeData(reason), by=by)


def _link(choice: str, other: Told, suggestion: Suggestion, *, by: Actor) -> None:
    service.link(suggestion, choice, other.suggestion, by=by)


def _plan(
    story: Story,
    moments: Moments,
    title: str,
    days: int,
    act: Callable[..., None],
    *,
    after: datetime = LONG_AGO,
) -> datetime:
    """An act of the idea's handler, so many days ago but not before the idea came in, nor before `after`; when."""
    told = story.ideas[title]
    at = moments.ago(days, story.cast.zone(told.text.author), hour=10)
    at = min(max(at, told.submitted_at + SOON, after), story.now - LATEST)
    story.timeline.at(at, lambda: act(told.suggestion, by=_handler(story, told)))
    return at


def _park(until: date, reason: str, suggestion: Suggestion, *, by: Actor) -> None:
    service.park(suggestion, until, reason, by=by)


def _escalate(reason: str, suggestion: Suggestion, *, by: Actor) -> None:
    service.escalate(suggestion, reason, by=by)


def _sustain(found: str, suggestion: Suggestion, *, by: Actor) -> None:
    service.sustain(suggestion, found, by=by)


def _ask(story: Story, asked: desk.Asked, suggestion: Suggestion, *, by: Actor) -> None:
    told = story.ideas[asked.title]
    service.ask(told.suggestion, asked.question, by=by)
    if asked.answer:
        author = story.cast.actor(told.text.author)
        at = told.suggestion.changed_at + SOON
        story.timeline.at(at, lambda: service.answer_question(told.suggestion, asked.answer, by=author))


def _reply(story: Story, told: Told, text: str) -> None:
    service.reply(told.suggestion, text, by=story.cast.actor(told.text.author))


def _plan_clock(story: Story, moments: Moments) -> None:
    """Every morning the clock raises what is late, as it does in a company at work."""
    first = min(told.submitted_at for told in story.ideas.values())
    for days in range((story.now - first).days, -1, -1):
        story.timeline.at(moments.ago(days, company.TIME_ZONE, hour=7), _raise_late)


def _raise_late() -> None:
    service.escalate_broken()


def _handler(story: Story, told: Told) -> Actor:
    """The coordinator of the author's site, never the author."""
    return story.cast.actor(story.cast.coordinator(told.text.author))

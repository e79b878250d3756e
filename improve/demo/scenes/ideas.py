"""Ideas: handed in, answered at once, put into practice, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core.db import db
from improve.core.policy import SYSTEM, Actor
from improve.demo import schedule
from improve.demo.content import company, desk, ideas, writing
from improve.demo.content.writing import Idea, Step
from improve.demo.story import Story, Told
from improve.demo.timeline import Moments
from improve.suggestions import service
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import (
    Answer,
    CategoryData,
    IdeaText,
    Outcome,
    Visibility,
    Voting,
    VotingData,
)

# Put into practice within so long after it was accepted.
LONGEST_WORK = timedelta(days=65)
SHARE_LATE = 0.06
VOTES_PER_QUARTER = 5
DAYS_HIDDEN = 12


def set_up() -> dict[str, Category]:
    """The categories, by code. One can vote against ideas in all of them at first."""
    made = {
        code: service.create_category(
            CategoryData(
                name=name,
                code=code,
                order=10 * place,
                promise_days=days,
                visibility=Visibility.HANDLERS if code in desk.CONFIDENTIAL else Visibility.EVERYONE,
                has_local_lane=code in desk.LOCAL_LANES,
            ),
            by=SYSTEM,
        )
        for place, (code, name, days) in enumerate(company.CATEGORIES, 1)
    }
    for category in made.values():
        service.change_voting_rule(category, VotingData(kind=Voting.BOTH), by=SYSTEM)
    return made


def plan_voting(story: Story, categories: dict[str, Category]) -> None:
    """Lately votes are rationed in one category, and in another counted at the end."""
    closes_on = (story.now + timedelta(days=DAYS_HIDDEN)).date()
    rules = {
        "office": VotingData(kind=Voting.BUDGET, votes_per_quarter=VOTES_PER_QUARTER),
        "people": VotingData(kind=Voting.BOTH, closes_on=closes_on, counts_hidden=True),
    }
    for code, rule in rules.items():
        story.timeline.at(story.now, partial(service.change_voting_rule, categories[code], rule, by=SYSTEM))


def plan(story: Story, categories: dict[str, Category]) -> None:
    """Plan the life of every idea, but for what committees and projects do."""
    moments = story.moments("ideas")
    for text in writing.read(ideas.TEXTS):
        told = Told(text, submitted_at=_submitted_at(story, text, moments), closed_at=story.now)
        story.ideas[text.title] = told
        story.timeline.at(told.submitted_at, partial(_submit, story, told, categories[text.category]))
        _plan_answers(story, told, moments)


def _submitted_at(story: Story, text: Idea, moments: Moments) -> datetime:
    """In the week that the text names; an idea of a round in the weeks before it opened."""
    dice = moments.dice
    if text.rounds:
        days = schedule.ROUNDS[text.rounds[0]].opened + 3 + dice.randrange(schedule.COLLECTING)
    else:
        days = max(7 * text.weeks_ago - dice.randrange(7), 1)
    return moments.ago(days, story.cast.zone(text.author), hour=dice.randint(7, 20))


def _submit(story: Story, told: Told, category: Category) -> None:
    text = told.text
    told.row = service.submit(
        IdeaText(
            title=text.title,
            problem=text.problem,
            idea=text.idea,
            expected_result=text.expected,
            category_id=category.id,
            co_authors=tuple(story.cast.texts[name].login for name in text.co_authors),
        ),
        by=story.cast.actor(text.author),
    )


def _plan_answers(story: Story, told: Told, moments: Moments) -> None:
    reached = told.submitted_at
    for step in told.text.steps:
        if step.how == "answered":
            reached = _answered_at(story, told, moments)
            _answer(story, told, step, reached)
        elif step.outcome is not None:
            reached = schedule.published_at(moments, step.round or 0)
        elif step.how == "withdrawn":
            _withdraw(story, told, moments, reached)
        if step.outcome in ("accept", "decline"):
            told.decided_at = told.tried_at = reached
        if step.outcome == "decline":
            told.closed_at = reached
        if step.done:
            _finish(story, told, step, moments, reached)


def _answered_at(story: Story, told: Told, moments: Moments) -> datetime:
    """Most ideas are answered in time, those about safety within days, a few late."""
    dice = moments.dice
    days = dice.randint(1, 6) if told.text.category == "safety" else dice.randint(4, 26)
    if told.text.project is None and dice.random() < SHARE_LATE:
        days = 3 * days + 25
    after = moments.at(told.submitted_at.date() + timedelta(days=days), story.cast.zone(told.text.author))
    return min(after, story.now - timedelta(days=dice.randint(2, 9)))


def _answer(story: Story, told: Told, step: Step, at: datetime) -> None:
    """A handler answers; what is small goes to the local lead, who answers and does it."""
    outcome = Outcome.ACCEPTED if step.outcome == "accept" else Outcome.DECLINED

    def act() -> None:
        suggestion = told.suggestion
        by = _handler(story, told)
        if step.done and told.text.category in desk.LOCAL_LANES:
            service.to_local_lead(suggestion, by=by)
            by = _responsible(suggestion)
        service.answer(suggestion, Answer(outcome, step.reason), by=by)

    story.timeline.at(at, act)


def _responsible(suggestion: Suggestion) -> Actor:
    if suggestion.assignee_id is None:
        raise LookupError(f"nobody is responsible for {suggestion.title}")
    return actor_of(db.session.get_one(Person, suggestion.assignee_id))


def _finish(story: Story, told: Told, step: Step, moments: Moments, accepted: datetime) -> None:
    latest = min(accepted + LONGEST_WORK, story.now - timedelta(days=2))
    told.closed_at = told.tried_at = moments.between(accepted + (latest - accepted) / 3, latest)

    def act() -> None:
        service.practice(told.suggestion, step.result, by=_handler(story, told))

    story.timeline.at(told.closed_at, act)


def _withdraw(story: Story, told: Told, moments: Moments, after: datetime) -> None:
    wanted = after + timedelta(days=moments.dice.randint(12, 20))
    told.closed_at = min(wanted, story.now - timedelta(days=1))

    def act() -> None:
        service.withdraw(told.suggestion, by=story.cast.actor(told.text.author))

    story.timeline.at(told.closed_at, act)


def _handler(story: Story, told: Told) -> Actor:
    """Who answers the idea: the coordinator of its site, never its author."""
    return story.cast.actor(story.cast.coordinator(told.text.author))

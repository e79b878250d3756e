"""What colleagues do with ideas: they back them, a few oppose, and they talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import insert, update

from improve.core.db import db
from improve.core.policy import Actor
from improve.demo.content.company import COMMITTEE
from improve.demo.content.writing import Remark
from improve.demo.story import Story, Told
from improve.demo.timeline import Moments
from improve.suggestions import service
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.values import AGAINST, FOR, CommentText

VOTING = timedelta(days=35)
TALKING = timedelta(days=12)
LATE_TALK = timedelta(days=30)
LAST_WORDS = timedelta(days=3)
A_MOMENT = timedelta(minutes=25)
MOST_VOTES = 52
# How many colleagues back an idea, by what becomes of it, and how far that spreads.
POPULARITY = {"project": 22, "done": 14, "accept": 12, "decline": 6, "open": 8}
SPREAD = 0.3
# What the committee finds as good as this is backed as usual, what it finds better by more.
USUAL = 66.0
# How much more likely somebody votes for an idea of the own site than of another.
OWN_SITE = 6
SHARE_FOLLOWING = 0.4


def plan(story: Story) -> None:
    """Plan votes and comments; everything else that happens to the ideas is planned by now."""
    moments, dice = story.moments("crowd"), story.dice("crowd")
    for told in story.ideas.values():
        _plan_votes(story, told, moments, dice)
        _plan_talk(story, told, moments)


def _plan_votes(story: Story, told: Told, moments: Moments, dice: Random) -> None:
    last = min(told.submitted_at + VOTING, told.closed_at - A_MOMENT, story.now)
    voters = _voters(story, told, dice)
    instants = sorted(moments.between(told.submitted_at + A_MOMENT, last, early=True) for _v in voters)
    against = _opponents(told, len(voters) - 1, dice)
    values = [AGAINST] * against + [FOR] * (len(voters) - 1 - against)
    dice.shuffle(values)
    if not voters:
        return
    ballots = [
        {"person_id": story.cast.person_id(name), "value": value, "at": at}
        for name, value, at in zip(voters, values, instants, strict=False)
    ]
    actor = story.cast.actor(voters[-1])
    story.timeline.at(instants[-1], partial(_cast, told, ballots, actor))


def _cast(told: Told, ballots: list[dict[str, Any]], last: Actor) -> None:
    """All ballots of an idea at once, the last one through the service.

    Two thousand calls would take most of the time that loading may take. The service's own vote counts on from
    these and computes the rank; the trail has one entry for the ballots of an idea.
    """
    suggestion = told.suggestion
    if ballots:
        db.session.execute(insert(Vote), [{"suggestion_id": suggestion.id, **ballot} for ballot in ballots])
        votes_for = sum(ballot["value"] == FOR for ballot in ballots)
        db.session.execute(
            update(Suggestion)
            .where(Suggestion.id == suggestion.id)
            .values(votes_for=votes_for, votes=votes_for, votes_against=len(ballots) - votes_for)
            .execution_options(synchronize_session=False)
        )
    service.back(suggestion, by=last)


def _voters(story: Story, told: Told, dice: Random) -> list[str]:
    """Who votes: colleagues of the same site first; not the authors, and not who will have to judge it."""
    text = told.text
    days_open = max((story.now - told.submitted_at).days, 1)
    liking = max((step.quality for step in text.steps), default=0.0) or USUAL
    wanted = dice.lognormvariate(0, SPREAD) * POPULARITY[_fate(told)] * (liking / USUAL) ** 2
    wanted *= min(days_open / 14, 1)
    out = {text.author, *text.co_authors, *(COMMITTEE if text.rounds else ())}
    site = story.cast.site(text.author)
    weighted = [
        (dice.random() ** (1 / (OWN_SITE if story.cast.site(name) == site else 1)), name)
        for name in story.cast.people
        if name not in out
    ]
    found = [name for _weight, name in sorted(weighted, reverse=True)[: min(round(wanted), MOST_VOTES)]]
    dice.shuffle(found)
    return found


def _fate(told: Told) -> str:
    text = told.text
    if text.project is not None:
        return "project"
    if any(step.done for step in text.steps):
        return "done"
    outcome = text.steps[-1].outcome
    return outcome if outcome in POPULARITY else "open"


def _opponents(told: Told, votes: int, dice: Random) -> int:
    """How many vote against it: more where it was declined."""
    share = 0.22 if _fate(told) == "decline" else 0.03
    return sum(dice.random() < share for _vote in range(votes))


def _plan_talk(story: Story, told: Told, moments: Moments) -> None:
    """Early remarks before the decision, late ones when people see it at work; in the order of the text."""
    early = [remark for remark in told.text.comments if not remark.late]
    late = [remark for remark in told.text.comments if remark.late]
    decided = told.decided_at or told.closed_at
    window = told.submitted_at, min(told.submitted_at + TALKING, decided)
    _plan_remarks(story, told, early, moments, window)
    if told.tried_at is None:  # taken back by its author, who says why
        window = told.closed_at - LAST_WORDS, told.closed_at
    else:
        window = told.tried_at, min(told.tried_at + LATE_TALK, story.now)
    _plan_remarks(story, told, late, moments, window)


def _plan_remarks(
    story: Story,
    told: Told,
    remarks: Sequence[Remark],
    moments: Moments,
    window: tuple[datetime, datetime],
) -> None:
    first, last = window
    last = max(last - A_MOMENT, first)
    instants = sorted(moments.between(first + (last - first) / 20, last, early=True) for _r in remarks)
    for at, remark in zip(instants, remarks, strict=True):
        follows = moments.dice.random() < SHARE_FOLLOWING
        story.timeline.at(at, partial(_comment, told, remark, story.cast.actor(remark.author), follows))


def _comment(told: Told, remark: Remark, actor: Actor, follows: bool) -> None:
    service.comment(told.suggestion, CommentText(remark.body), by=actor)
    if follows and remark.author not in (told.text.author, *told.text.co_authors):
        service.follow(told.suggestion, by=actor)

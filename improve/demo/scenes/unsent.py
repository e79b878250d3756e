"""Forms that were begun and never sent in: some see the second page and put the phone away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from improve.demo.content import company
from improve.demo.scenes.held import Given, Running
from improve.demo.story import Story
from improve.surveys import service

# Of a hundred who have sent the first page, so many stop there: those with something to complain about more often.
STOPS = {"high": 0.06, "middle": 0.08, "low": 0.14}


def plan(story: Story, running: Running, code: str, answers: Sequence[Given]) -> None:
    """Beside those who answered, plan those of the same days who did not finish; what they typed is forgotten
    after 30 days, that they were there is not."""
    dice = story.dice(f"unsent {code}")
    begun = [one for one in answers if one.score is not None and dice.random() < STOPS[one.group]]
    days: dict[int, list[Given]] = {}
    for given in begun:
        days.setdefault(given.days_ago, []).append(given)
    moments = story.moments(f"unsent {code}")
    for days_ago, forms in days.items():
        at = moments.ago(days_ago, company.TIME_ZONE, hour=20)
        story.timeline.at(at, partial(_begin, running, code, forms))
    at = moments.ago(1, company.TIME_ZONE, hour=23)
    story.timeline.at(at, _forget)


def _forget() -> None:
    service.forget_begun()


def _begin(running: Running, code: str, forms: Sequence[Given]) -> None:
    for given in forms:
        answers = {code: str(given.score)} | dict([given.hidden] if given.hidden is not None else [])
        service.keep_begun(
            running.survey, running.wording, "", language=given.language, page=1, answers=answers
        )

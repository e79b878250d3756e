"""Authors answer what members wrote to them, before the committee decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from improve.core.db import db
from improve.core.text import is_cjk
from improve.demo.content import rounds
from improve.demo.story import Story
from improve.reviews import service
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import unanswered_in
from improve.reviews.values import ResponseData

ANSWERS = 3  # of a round


def plan(story: Story, held: Callable[[], Round], at: datetime) -> None:
    """A few answer; the others read the notes and say nothing."""
    story.timeline.at(at, partial(_answer, story, held))


def _answer(story: Story, held: Callable[[], Round]) -> None:
    numbers = {number: item for item, number, _title in unanswered_in(held().id)}
    left = ANSWERS
    for told in story.ideas.values():
        idea = told.row
        if not left or idea is None or idea.id not in numbers or idea.author_id is None:
            continue
        language = "zh_Hans" if is_cjk(told.text.title) else "en"
        item = db.session.get_one(RoundItem, numbers[idea.id])
        data = ResponseData(rounds.ANSWERS[language])
        service.answer_notes(item, data, by=story.cast.actor(told.text.author))
        left -= 1

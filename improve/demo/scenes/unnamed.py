"""Ideas without a name: put into the box, delivered the next morning, asked about and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from improve.core.db import db
from improve.core.policy import SYSTEM
from improve.demo.content import unnamed
from improve.demo.content.unnamed import UnnamedText
from improve.demo.story import Story
from improve.suggestions import service
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import Answer, IdeaText, Outcome

OFFERED = 120  # days ago
A_DAY = timedelta(days=1)


@dataclass
class _Told:
    """An idea in the telling. Only this story knows its code; nobody in the company does."""

    text: UnnamedText
    code: str = ""

    @property
    def row(self) -> Suggestion:
        return db.session.scalars(select(Suggestion).where(Suggestion.title == self.text.title)).one()


def plan(story: Story, categories: dict[str, Category]) -> None:
    """Plan the days on which something lies in the box, and the mornings after."""
    moments = story.moments("unnamed")
    offered = moments.ago(OFFERED, "Asia/Shanghai", hour=9)
    story.timeline.at(offered, partial(service.offer_unnamed, for_members=True, at_places=True, by=SYSTEM))
    for text in unnamed.TEXTS:
        told = _Told(text)
        put_in = moments.ago(text.days_ago, "Asia/Shanghai", hour=13)
        story.timeline.at(put_in, partial(_put_in, told, categories[text.category]))
        story.timeline.at(put_in + A_DAY, _empty_box)
        if text.question:
            story.timeline.at(put_in + 2 * A_DAY, partial(_ask, story, told))
            story.timeline.at(put_in + 3 * A_DAY, partial(_reply, told))
            story.timeline.at(put_in + 4 * A_DAY, _empty_box)
        if text.decision:
            story.timeline.at(put_in + 9 * A_DAY, partial(_decide, story, told))


def _empty_box() -> None:
    service.empty_box()


def _put_in(told: _Told, category: Category) -> None:
    text = told.text
    told.code = service.hand_in_unnamed(
        IdeaText(text.title, text.problem, text.idea, category_id=category.id)
    )


def _ask(story: Story, told: _Told) -> None:
    service.ask(told.row, told.text.question, by=story.cast.actor(unnamed.HANDLER))


def _reply(told: _Told) -> None:
    service.answer_unnamed(told.code, told.text.answer)


def _decide(story: Story, told: _Told) -> None:
    handler = story.cast.actor(unnamed.HANDLER)
    service.answer(told.row, Answer(Outcome.ACCEPTED, told.text.decision), by=handler)

"""Showing authors the notes to them before the decision, and taking their answer: once for each idea, until a day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ResponseWritten
from improve.reviews.models import AuthorResponse, Round, RoundItem
from improve.reviews.queries import inputs_of, responses_among, reviews_of
from improve.reviews.rules import lifecycle
from improve.reviews.values import RESPONSE, ResponseData
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import is_author
from improve.suggestions.values import Status


def ask_authors(held: Round) -> None:
    """Scoring ends: keep what the authors of each idea are shown; the caller has locked the round.

    Ideas to whose authors nobody wrote are left out. After a reopening an answer that was given stays, with what it
    answers; where there is none the notes are those of now.
    """
    held.responses_until = None
    if held.response_days is None:
        return
    notes = _notes(held)
    known = responses_among(notes)
    for item_id, texts in notes.items():
        found = known.get(item_id)
        if found is None:
            db.session.add(AuthorResponse(item_id=item_id, notes=texts, asked_at=clock.now()))
        elif not found.answer:
            found.notes, found.asked_at = texts, clock.now()
    if notes:
        held.responses_until = company_today() + timedelta(days=held.response_days)
    db.session.flush()


def _notes(held: Round) -> dict[int, list[str]]:
    """Item id -> what members without a conflict wrote to the author, in an order that tells nothing."""
    items = db.session.scalars(
        select(RoundItem.id)
        .join(RoundItem.suggestion)
        .where(RoundItem.round_id == held.id, Suggestion.status == Status.IN_REVIEW)
    ).all()
    recused = inputs_of(held).recused
    found: dict[int, list[str]] = {}
    for review in reviews_of(items):
        if review.note_to_author and (review.item_id, review.reviewer_id or 0) not in recused:
            found.setdefault(review.item_id, []).append(review.note_to_author)
    return {item_id: sorted(texts) for item_id, texts in found.items()}


def answer_notes(item: RoundItem, data: ResponseData, *, by: Actor) -> None:
    """An author or co-author answers for all of them; the first answer counts."""
    if not is_author(item.suggestion, by.actor_id):
        raise Missing()
    _answer(item, data.text, company_today(), by.actor_id)


def may_answer(found: AuthorResponse) -> bool:
    """Is it the time, and has nobody answered?"""
    held = found.item.round
    return (
        not found.answer
        and found.item.suggestion.state is Status.IN_REVIEW
        and lifecycle.is_responding(held.phase, held.responses_until, company_today())
    )


def answer_unnamed(item: RoundItem, text: str, day: date) -> None:
    """The same by an author without a name; `day`: when it was put into the box."""
    _answer(item, text, day, None)


def _answer(item: RoundItem, text: str, day: date, person_id: int | None) -> None:
    store.lock_for_scoring(item)
    found = store.lock_response(item.id)
    if found is None:
        raise Missing()
    if found.answer:
        raise Refused(_l("This idea has an answer already; there is one for each idea."))
    lifecycle.check_responding(item.round.phase, item.round.responses_until, day)
    if item.suggestion.state is not Status.IN_REVIEW:
        raise Refused(_l("The committee no longer judges this idea."))
    check_response(text)
    found.answer = text.strip()
    found.answered_at = clock.now()
    found.answered_by_id = person_id
    publish(ResponseWritten(actor_id=person_id, subject_id=item.id))


def check_response(text: str) -> None:
    """Is it there, and short enough?"""
    if not text.strip():
        raise Invalid.field("text", _l("Please write your answer."))
    if len(text.strip()) > RESPONSE.longest:
        raise Invalid.field(
            "text",
            _l("Your answer has more than %(most)s characters. Please shorten it.", most=RESPONSE.longest),
        )

"""Hiding what names an author of a blind idea, beyond what is found by itself."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows
from improve.reviews import store
from improve.reviews.events import NamesChanged
from improve.reviews.models import Mask, Round, RoundItem
from improve.reviews.policy import Permission, in_office
from improve.reviews.queries import is_clear, texts_of
from improve.reviews.queries.reading import marks_of
from improve.reviews.rules.masking import places_of
from improve.reviews.values import HiddenWords, MaskKind, Part
from improve.suggestions.queries.judged import files_of

MOST_MARKS = 100


def may_mask(by: Actor, held: Round) -> bool:
    """Who looks after a blind round reads its ideas with their names, unless they judge them."""
    return held.author_hidden and allows(by, Permission.MANAGE, held) and not in_office(by, held)


def check_may_mask(by: Actor, held: Round) -> None:
    """Refuse everybody else."""
    if not may_mask(by, held):
        raise Forbidden(
            _l(
                "Only who looks after the round, and scores nothing in it, sees its ideas with the hidden names."
            )
        )


def hide_words(item: RoundItem, data: HiddenWords, *, by: Actor) -> None:
    """Hide a passage wherever it stands in the idea. Words that were left as they are are hidden again."""
    _check(item, by)
    parts = [
        part
        for part, texts in texts_of(item.suggestion).items()
        if any(places_of(text, data.passage) for text in texts)
    ]
    if not parts:
        raise Invalid.field(
            "passage", _l("These words do not stand in the idea. Copy them as they stand there.")
        )
    for mark in marks_of([item.suggestion_id]).get(item.suggestion_id, ()):
        if mark.kind == MaskKind.SHOW and mark.passage.casefold() == data.passage.casefold():
            db.session.delete(mark)
    _mark(item, MaskKind.HIDE, parts[0], data.passage, by)


def show_words(item: RoundItem, data: HiddenWords, *, by: Actor) -> None:
    """Leave words that were taken for a name, and are none, as they are."""
    _check(item, by)
    _mark(item, MaskKind.SHOW, Part.IDEA, data.passage, by)


def hide_picture(item: RoundItem, attachment_id: int, *, by: Actor) -> None:
    """Hide a picture on which somebody can be told."""
    _check(item, by)
    if attachment_id not in [one.id for one in files_of(item.suggestion_id) if one.is_picture]:
        raise Missing()
    _mark(item, MaskKind.PICTURE, Part.FILES, str(attachment_id), by)


def lift_mark(item: RoundItem, mark_id: int, *, by: Actor) -> None:
    """Take back what somebody marked; what is gone already stays gone."""
    _check(item, by)
    for mark in marks_of([item.suggestion_id]).get(item.suggestion_id, ()):
        if mark.id == mark_id:
            db.session.delete(mark)
            publish(NamesChanged(actor_id=by.actor_id, subject_id=item.id))


def _check(item: RoundItem, by: Actor) -> None:
    check_may_mask(by, item.round)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    store.lock_for_scoring(item)
    if not item.round.is_blind:
        raise Refused(_l("The decisions are published, and with them the names."))


def _mark(item: RoundItem, kind: MaskKind, part: Part, passage: str, by: Actor) -> None:
    known = marks_of([item.suggestion_id]).get(item.suggestion_id, [])
    if any(mark.kind == kind and mark.passage == passage for mark in known):
        return
    if len(known) >= MOST_MARKS:
        raise Refused(_l("At most %(most)s places of an idea can be marked.", most=MOST_MARKS))
    db.session.add(
        Mask(
            suggestion_id=item.suggestion_id,
            kind=kind,
            part=part,
            passage=passage,
            made_by_id=by.actor_id,
            made_at=clock.now(),
        )
    )
    publish(NamesChanged(actor_id=by.actor_id, subject_id=item.id))

"""Keeping what a member has begun to fill in."""

from __future__ import annotations

from collections.abc import Mapping

from improve.core import clock
from improve.core.errors import Missing
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.models import RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import asked_in, seat_of
from improve.reviews.rules import lifecycle
from improve.reviews.rules.scoring import cannot_judge_of, field_of
from improve.reviews.service.scoring import identity_of

NOTES = ("note_to_author", "private_note", "proposal", "confidence", "merge_with")
LONGEST = 4_000


def keep_draft(item: RoundItem, fields: Mapping[str, str], *, by: Actor) -> None:
    """As `keep_fields`, for those who have the row at hand."""
    keep_fields(identity_of(item), fields, by=by)


def keep_fields(item_id: int, fields: Mapping[str, str], *, by: Actor) -> None:
    """Keep the fields of the scoring form; whatever else was sent is left out, nothing is judged yet."""
    seat = seat_of(by, item_id)
    if seat is None:
        raise Missing()
    authorize(by, Permission.SCORE, seat)
    lifecycle.check_scoring(seat.phase, seat.opens_on, seat.closes_on, company_today())
    if not seat.is_clear:
        raise Missing()
    numbers = [criterion.id for criterion in asked_in(seat.version_id).asked_of(seat.category_id)]
    known = {*NOTES, *map(field_of, numbers), *map(cannot_judge_of, numbers)}
    kept = {
        name: text.replace("\x00", "")[:LONGEST] for name, text in fields.items() if name in known and text
    }
    store.keep_draft(item_id, by.person_id, _storable(kept), clock.now())


def drop_draft(item: RoundItem, *, by: Actor) -> None:
    """Throw away what one has begun."""
    store.forget_draft(item.id, by.person_id)


def _storable(fields: Mapping[str, str]) -> dict[str, str]:
    """Without what no database takes: a half of a character."""
    return {name: text.encode("utf-8", "ignore").decode() for name, text in fields.items()}

"""Keeping every idea led: who has a conflict by now, or left the committee, is replaced."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import SYSTEM, Actor
from improve.reviews import store
from improve.reviews.events import LeadReplaced
from improve.reviews.models import Lead, Round, RoundItem
from improve.reviews.queries import able_to_lead, assigned_pairs, item_numbers, leads_in, scored_pairs
from improve.reviews.rules import leading
from improve.reviews.values import NamedBy, State

LEADABLE = frozenset(State) - {State.PUBLISHED}


def replace_leads(held: Round, *, only: int | None = None) -> int:
    """Put somebody else in the place of leads who have a conflict by now or left the committee; how many had to go.
    `only`: of this idea alone, which the caller has locked; without it the caller has locked the round.
    """
    before = leads_in(held.id)
    numbers = {item: number for item, number in item_numbers(held.id).items() if item in before}
    wanted = {item: number for item, number in numbers.items() if only in (None, number)}
    able = able_to_lead(held, wanted)
    gone = [item for item in wanted if before[item].person_id not in able[item]]
    loads = Counter(before[item].person_id for item in numbers if item not in gone)
    rather = scored_pairs(held.id) | assigned_pairs(held.id) if gone else set()
    found = leading.spread({item: able[item] for item in gone}, loads, rather=rather)
    for item in gone:
        store.drop_lead(item)
        if item in found:
            keep_lead(item, found[item], NamedBy.INSTEAD, SYSTEM)
        publish(LeadReplaced(actor_id=None, subject_id=item, person_id=found.get(item)))
    return len(gone)


def step_back_from_leading(suggestion_id: int, person_id: int) -> None:
    """Somebody has a conflict with an idea now: where they lead it somebody else takes over, in every running round."""
    rounds = db.session.scalars(
        select(Round)
        .join(RoundItem, RoundItem.round_id == Round.id)
        .join(Lead, Lead.item_id == RoundItem.id)
        .where(
            RoundItem.suggestion_id == suggestion_id,
            Lead.person_id == person_id,
            Round.state.in_(sorted(LEADABLE)),
        )
    ).all()
    for held in rounds:
        replace_leads(held, only=suggestion_id)


def keep_lead(item_id: int, person_id: int, source: NamedBy, by: Actor) -> None:
    """A row; the caller has locked the round and checked that nobody leads the idea and who may."""
    db.session.add(
        Lead(
            item_id=item_id,
            person_id=person_id,
            source=source,
            named_at=clock.now(),
            named_by_id=by.actor_id,
        )
    )
    db.session.flush()

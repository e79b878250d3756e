"""Naming who leads the discussion of an idea, and the summary that the lead writes of its reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.events import LeadsNamed, SummaryWritten
from improve.reviews.models import Round, RoundItem, Summary
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    able_to_lead,
    assigned_pairs,
    conflicts_between,
    current_review,
    ids_of,
    is_clear,
    item_numbers,
    key_of_person,
    lead_of,
    leads_in,
    scored_pairs,
    summaries_of,
)
from improve.reviews.rules import leading, lifecycle
from improve.reviews.service.lead_keeping import LEADABLE, keep_lead
from improve.reviews.service.recusal import may_record
from improve.reviews.values import NamedBy, OthersShown, State, SummaryData


def name_leads(held: Round, wanted: Mapping[int, int | None], *, by: Actor) -> int:
    """Say for these items who leads their discussion, None: nobody; how many changed.

    Items that the actor must not meet stay as they are. A member with a conflict, or out of office, is refused.
    """
    _check(held, by)
    mine = set(ids_of(by, held.id))
    numbers = {item: number for item, number in item_numbers(held.id).items() if item in mine}
    before = leads_in(held.id)
    changed = {
        item: person
        for item, person in wanted.items()
        if item in numbers and person != (before[item].person_id if item in before else None)
    }
    able = able_to_lead(held, {item: numbers[item] for item in changed})
    bad = [item for item, person in changed.items() if person is not None and person not in able[item]]
    if bad:
        raise Invalid(
            {
                lead_field(item): [_l("This member has a conflict with the idea, or is not in office.")]
                for item in bad
            }
        )
    for item, person in changed.items():
        store.drop_lead(item)
        if person is not None:
            keep_lead(item, person, NamedBy.HAND, by)
    _tell(held, changed, by)
    return len(changed)


def lead_field(item_id: int) -> str:
    """The field that names the lead of an idea."""
    return f"l{item_id}"


def spread_leads(held: Round, *, by: Actor) -> int:
    """Give every idea without a lead one, as evenly as conflicts allow, rather to who scores it.

    Who was named before stays. The answer counts the ideas that got one, without those that the actor must not meet:
    a number would tell that they exist.
    """
    _check(held, by)
    before = leads_in(held.id)
    numbers = {item: number for item, number in item_numbers(held.id).items() if item not in before}
    found = leading.spread(
        able_to_lead(held, numbers),
        Counter(one.person_id for one in before.values()),
        rather=scored_pairs(held.id) | assigned_pairs(held.id),
    )
    for item, person in found.items():
        keep_lead(item, person, NamedBy.SPREAD, by)
    _tell(held, found, by)
    away = conflicts_between(numbers, [by.person_id])
    return sum((item, by.person_id) not in away for item in found)


def write_summary(item: RoundItem, data: SummaryData, *, by: Actor) -> Summary:
    """Sum up the reviews. Only who leads the idea does so, and not before they may see what the others gave."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    lead = lead_of(item.id)
    if not is_clear(by, item.suggestion_id) or lead is None or lead.person_id != by.person_id:
        raise Missing()
    if not sees_summary(item, has_scored=has_scored(item, by)):
        raise Refused(too_early(item.round))
    if item.round.phase not in lifecycle.RUNNING:
        raise Refused(_l("The decisions of this round are published; they stay as they are."))
    if not data.strengths and not data.concerns:
        raise Invalid.field("strengths", _l("Write what speaks for the idea, or what against it."))
    before = summaries_of([item]).get(item.id)
    if before is not None and told(before) == told(data) and before.person_id == by.person_id:
        return before
    store.supersede_summary(item.id)
    made = Summary(
        item_id=item.id,
        person_id=by.person_id,
        is_current=True,
        strengths=data.strengths,
        concerns=data.concerns,
        proposal=data.proposal,
        written_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    publish(SummaryWritten(actor_id=by.actor_id, subject_id=item.id))
    return made


def told(summary: Summary | SummaryData) -> tuple[str, str, str]:
    """Everything that a summary says."""
    return summary.strengths, summary.concerns, summary.proposal


def has_scored(item: RoundItem, by: Actor) -> bool:
    """Has the actor scored it, or abstained?"""
    return current_review(item.id, key_of_person(by.person_id)) is not None


def sees_summary(item: RoundItem, *, has_scored: bool) -> bool:
    """May a member read a summary of the reviews now, and its lead write one? Not before their own score, and while
    scores come in only where the round shows the others’.
    """
    held = item.round
    if held.phase in lifecycle.WITH_RESULTS:
        return True
    return held.phase is State.OPEN and held.others_shown != OthersShown.NEVER and has_scored


def too_early(held: Round) -> LazyText:
    """Why a lead cannot write yet."""
    if held.others_shown == OthersShown.NEVER:
        return _l("You can sum up the reviews when scoring is over.")
    return _l(
        "First score the idea yourself, or wait until scoring is over: then you see what the others gave."
    )


def _check(held: Round, by: Actor) -> None:
    if not may_record(by, held):
        raise Forbidden(_l("Only the chair or whoever looks after the round names who leads an idea."))
    store.lock_round(held)
    if held.phase not in LEADABLE:
        raise Refused(_l("The decisions of this round are published; they stay as they are."))


def _tell(held: Round, changed: Mapping[int, int | None] | Mapping[int, int], by: Actor) -> None:
    if not changed:
        return
    people = {person for person in changed.values() if person is not None}
    publish(
        LeadsNamed(actor_id=by.actor_id, subject_id=held.id, people=tuple(sorted(people)), count=len(changed))
    )

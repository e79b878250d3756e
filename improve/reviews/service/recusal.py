"""Stepping back from an idea, and recording that a member must."""

from __future__ import annotations

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ConflictDeclared, ConflictLifted, ConflictRecorded
from improve.reviews.models import Declaration, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import declaration_of, is_clear, members_on
from improve.reviews.rules import lifecycle
from improve.reviews.service.lead_keeping import step_back_from_leading
from improve.reviews.values import DeclarationData, RecordedConflict


def declare_conflict(item: RoundItem, data: DeclarationData, *, by: Actor) -> None:
    """Step back from an idea: it leaves the member's queue, and a score already given no longer counts."""
    authorize(by, Permission.SCORE, item)
    store.lock_for_scoring(item)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    lifecycle.check_declarable(item.round.phase)
    db.session.add(
        Declaration(
            suggestion_id=item.suggestion_id,
            person_id=by.person_id,
            kind=data.kind,
            declared_at=clock.now(),
        )
    )
    store.unassign(item.suggestion_id, by.person_id)
    step_back_from_leading(item.suggestion_id, by.person_id)
    publish(ConflictDeclared(actor_id=by.actor_id, subject_id=item.id))


def may_record(by: Actor, held: Round) -> bool:
    """May the actor record conflicts of members in this round? The chair, and who looks after it."""
    return allows(by, Permission.DECIDE, held) or allows(by, Permission.MANAGE, held)


def record_conflict(item: RoundItem, data: RecordedConflict, *, by: Actor) -> None:
    """Recuse a member from an idea: as if they had declared it, but only a chair can lift it again."""
    _check(item, by)
    store.lock_for_scoring(item)
    lifecycle.check_declarable(item.round.phase)
    member = _member(item, data.person_id)
    if not is_clear(actor_of(member), item.suggestion_id):
        raise Invalid.field(
            "person_id", _l("%(name)s has a conflict with this idea already.", name=member.name)
        )
    db.session.add(
        Declaration(
            suggestion_id=item.suggestion_id,
            person_id=member.id,
            kind=data.kind,
            declared_at=clock.now(),
            recorded_by_id=by.person_id,
        )
    )
    store.unassign(item.suggestion_id, member.id)
    step_back_from_leading(item.suggestion_id, member.id)
    publish(ConflictRecorded(actor_id=by.actor_id, subject_id=item.id, person_id=member.id))


def lift_conflict(item: RoundItem, person_id: int, *, by: Actor) -> None:
    """Take back what a chair recorded. What a member declared stays, and nobody lifts their own."""
    _check(item, by)
    store.lock_for_scoring(item)
    lifecycle.check_declarable(item.round.phase)
    found = declaration_of(item.suggestion_id, person_id)
    if found is None:
        raise Missing()
    if found.recorded_by_id is None:
        raise Refused(_l("The member declared this conflict. It cannot be taken back."))
    db.session.delete(found)
    publish(ConflictLifted(actor_id=by.actor_id, subject_id=item.id, person_id=person_id))


def _check(item: RoundItem, by: Actor) -> None:
    if not may_record(by, item.round):
        raise Forbidden(_l("Only the chair or whoever looks after the round records conflicts."))
    if not is_clear(by, item.suggestion_id):
        raise Missing()


def _member(item: RoundItem, person_id: int) -> Person:
    day = max(company_today(), item.round.opens_on)
    for member in members_on(item.round.committee_id, day):
        if member.person_id == person_id:
            return member.person
    raise Invalid.field("person_id", _l("Choose a member in office."))

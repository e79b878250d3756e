"""Who looks after rounds, who scores, who decides.

Roles open the door; what a person does inside follows from their membership: the committee's members in office
score, its chair decides. An administrator may decide where no chair can. Nobody deals with an idea that they
have a conflict with (`rules.conflicts`), whatever their role: `queries.visible_items` leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from improve.core.db import db
from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows
from improve.reviews.days import company_today
from improve.reviews.models import Committee, Membership, Round, RoundItem
from improve.reviews.values.seats import Seat


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "reviews:read"
    SCORE = "reviews:score"
    DECIDE = "reviews:decide"
    MANAGE = "reviews:manage"
    READ_RECORD = "reviews:read_record"


BY_ROLE = {
    Role.COMMITTEE: (Permission.READ,),
    Role.COORDINATOR: (Permission.READ, Permission.MANAGE),
    Role.AUDITOR: (Permission.READ, Permission.READ_RECORD),
    Role.ADMINISTRATOR: (
        Permission.READ,
        Permission.MANAGE,
        Permission.DECIDE,
        Permission.READ_RECORD,
    ),
}


@dataclass(frozen=True)
class Place:
    """Somewhere in the tree; at the top it is the whole company."""

    unit_path: str = WHOLE_COMPANY


COMPANY = Place()


def manages(actor: Actor, subject: object = COMPANY) -> bool:
    """May the actor look after this committee or round (or, without one, those of the whole company)?"""
    return allows(actor, Permission.MANAGE, subject)


def in_office(actor: Actor, subject: Any, *, chair: bool = False) -> bool:
    """Is the actor a member (a chair) of the committee of this round or item today?"""
    if isinstance(subject, Seat) and not chair:
        return subject.serves and subject.person_id == actor.actor_id
    committee_id = _committee_of(subject)
    if actor.actor_id is None or committee_id is None:
        return False
    today = company_today()
    found = select(Membership.id).where(
        Membership.committee_id == committee_id,
        Membership.person_id == actor.actor_id,
        Membership.since <= today,
        or_(Membership.until.is_(None), Membership.until >= today),
    )
    if chair:
        found = found.where(Membership.is_chair)
    return db.session.scalar(found.limit(1)) is not None


def _committee_of(subject: Any) -> int | None:
    if isinstance(subject, Committee):
        return subject.id
    if isinstance(subject, Round):
        return subject.committee_id
    return subject.round.committee_id if isinstance(subject, RoundItem) else None


def _serves(actor: Actor, subject: Any) -> bool:
    return in_office(actor, subject)


def _chairs(actor: Actor, subject: Any) -> bool:
    return in_office(actor, subject, chair=True)


RELATIONS = {
    Permission.SCORE: _serves,
    Permission.DECIDE: _chairs,
    Permission.READ_RECORD: _chairs,
}

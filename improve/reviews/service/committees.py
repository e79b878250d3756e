"""Committees and terms of office."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from improve.accounts import service as accounts_service
from improve.accounts.models import Person, Unit
from improve.accounts.queries import assignments_of, person_by_login
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, Role, authorize
from improve.reviews import store
from improve.reviews.events import CommitteeChanged, CommitteeCreated, MemberAppointed, TermChanged
from improve.reviews.models import Committee, Membership
from improve.reviews.policy import COMPANY, Permission, Place
from improve.reviews.rules import lifecycle
from improve.reviews.values import CommitteeData, MemberData, TermData


def create_committee(data: CommitteeData, *, by: Actor) -> Committee:
    """Set up a committee, for a unit or the whole company."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.MANAGE, Place(unit.path) if unit is not None else COMPANY)
    committee = Committee(name=data.name, unit=unit, is_closed=data.is_closed, created_at=clock.now())
    db.session.add(committee)
    db.session.flush()
    publish(CommitteeCreated(actor_id=by.actor_id, subject_id=committee.id))
    return committee


def change_committee(committee: Committee, data: CommitteeData, *, by: Actor) -> None:
    """Rename, move, close or open it. Whoever moves it must look after both places."""
    authorize(by, Permission.MANAGE, committee)
    unit = _unit(data.unit_id)
    authorize(by, Permission.MANAGE, Place(unit.path) if unit is not None else COMPANY)
    changed = []
    if committee.name != data.name:
        committee.name = data.name
        changed.append("name")
    if committee.unit_id != (unit.id if unit is not None else None):
        committee.unit = unit
        changed.append("unit")
    if committee.is_closed != data.is_closed:
        committee.is_closed = data.is_closed
        changed.append("is_closed")
    if changed:
        publish(CommitteeChanged(actor_id=by.actor_id, subject_id=committee.id, changed=tuple(changed)))


def appoint(committee: Committee, data: MemberData, *, by: Actor) -> Membership:
    """Enter somebody's term of office. Who lacks the role gets it, if `by` may give roles."""
    authorize(by, Permission.MANAGE, committee)
    store.lock_committee(committee)
    person = person_by_login(data.login)
    if person is None or not person.is_active:
        raise Invalid.field(
            "login",
            _l(
                "Nobody signs in with “%(login)s”. Please use a staff number, phone or e-mail.",
                login=data.login,
            ),
        )
    lifecycle.check_term(data.since, data.until, _terms(committee, person.id))
    _give_role(person, committee, by)
    membership = Membership(
        committee=committee,
        person=person,
        is_chair=data.is_chair,
        since=data.since,
        until=data.until,
    )
    db.session.add(membership)
    db.session.flush()
    publish(MemberAppointed(actor_id=by.actor_id, subject_id=committee.id, person_id=person.id))
    return membership


def change_term(membership: Membership, data: TermData, *, by: Actor) -> None:
    """Let a term end on another day, or pass the chair. The past stays: a term never begins later."""
    committee = membership.committee
    authorize(by, Permission.MANAGE, committee)
    store.lock_committee(committee)
    others = _terms(committee, membership.person_id, besides=membership.id)
    lifecycle.check_term(membership.since, data.until, others)
    changed = [name for name in ("until", "is_chair") if getattr(membership, name) != getattr(data, name)]
    for name in changed:
        setattr(membership, name, getattr(data, name))
    if changed:
        publish(
            TermChanged(
                actor_id=by.actor_id,
                subject_id=committee.id,
                person_id=membership.person_id,
                changed=tuple(changed),
            )
        )


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.is_closed:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    return unit


def _terms(
    committee: Committee, person_id: int, *, besides: int | None = None
) -> list[tuple[date, date | None]]:
    rows = db.session.execute(
        select(Membership.since, Membership.until, Membership.id).where(
            Membership.committee_id == committee.id, Membership.person_id == person_id
        )
    )
    return [(since, until) for since, until, number in rows if number != besides]


def _give_role(person: Person, committee: Committee, by: Actor) -> None:
    held = assignments_of([person.id])[person.id]
    if any(assignment.role is Role.COMMITTEE for assignment in held):
        return
    try:
        accounts_service.give_role(person, Role.COMMITTEE, committee.unit, by=by)
    except Forbidden as error:
        raise Invalid.field(
            "login",
            _l(
                "%(name)s does not have the role “Committee member” yet. Ask an administrator to give it.",
                name=person.name,
            ),
        ) from error

"""Giving roles and taking them back."""

from __future__ import annotations

from improve.accounts import rules, store
from improve.accounts.events import RoleGiven, RoleTaken
from improve.accounts.models import Person, Unit
from improve.accounts.policy import Permission, place_of
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, Role, authorize


def give_role(person: Person, role: Role, unit: Unit | None, *, by: Actor) -> None:
    """Give a role in a unit (None: the whole company). Sessions end, so that no old rights live on."""
    authorize(by, Permission.GIVE_ROLES, place_of(unit))
    if role is Role.MEMBER:
        return
    if unit is not None and unit.is_closed:
        raise Refused(_l("This unit is closed. Choose an open one."))
    db.session.flush()
    if store.insert_role(person.id, role, unit.id if unit is not None else None):
        store.raise_epoch(person.id)
        publish(RoleGiven(actor_id=by.actor_id, subject_id=person.id, changed=(str(role),)))


def take_role(person: Person, role: Role, unit: Unit | None, *, by: Actor) -> None:
    """Take a role back; sessions end."""
    authorize(by, Permission.GIVE_ROLES, place_of(unit))
    if role is Role.ADMINISTRATOR and unit is None:
        administrators = store.lock_administrators()
        rules.check_remaining_administrators(len(administrators - {person.id}))
    if store.delete_role(person.id, role, unit.id if unit is not None else None):
        store.raise_epoch(person.id)
        publish(RoleTaken(actor_id=by.actor_id, subject_id=person.id, changed=(str(role),)))

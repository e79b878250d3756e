"""The company's settings and its tree of units."""

from __future__ import annotations

from secrets import token_hex

from improve.accounts.events import OrganizationChanged, UnitCreated
from improve.accounts.models import Organization, Unit
from improve.accounts.policy import Permission
from improve.accounts.values import UnitData
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.policy import Actor, authorize


def set_up_organization(name: Localized, *, by: Actor) -> Organization:
    """The one row of company settings, made or renamed."""
    authorize(by, Permission.CHANGE_SETTINGS)
    organization = db.session.get(Organization, 1)
    if organization is None:
        organization = Organization(id=1, name=name)
        db.session.add(organization)
    organization.name = name
    publish(OrganizationChanged(actor_id=by.actor_id, subject_id=1, changed=("name",)))
    return organization


def create_unit(data: UnitData, *, by: Actor) -> Unit:
    """Add a unit below its parent."""
    parent = db.session.get(Unit, data.parent_id) if data.parent_id is not None else None
    authorize(by, Permission.MANAGE_UNITS, parent)
    if data.parent_id is not None and parent is None:
        raise Invalid.field("parent_id", _l("This unit does not exist."))
    unit = Unit(
        name=data.name,
        kind=data.kind,
        code=data.code or f"U{token_hex(4)}",
        parent=parent,
        lead_id=data.lead_id,
        path="",
    )
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent is not None else '/'}{unit.id}/"
    publish(UnitCreated(actor_id=by.actor_id, subject_id=unit.id))
    return unit

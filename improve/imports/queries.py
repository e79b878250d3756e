"""Questions about imports."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor, Role
from improve.core.text import unreadable
from improve.imports.models import Profile, Run


def visible_to(actor: Actor) -> Select[tuple[Run]]:
    """One's own runs; administrators see all."""
    statement = select(Run).options(joinedload(Run.by)).order_by(Run.id.desc())
    if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
        return statement
    return statement.where(Run.by_id == actor.actor_id)


def profile(importer: str, name: str) -> Profile | None:
    """A saved mapping."""
    if unreadable(name) is not None:
        return None
    return db.session.scalar(select(Profile).where(Profile.importer == importer, Profile.name == name))


def profiles_of(importer: str) -> Select[tuple[Profile]]:
    """The saved mappings of an importer, by name."""
    return select(Profile).where(Profile.importer == importer).order_by(Profile.name)

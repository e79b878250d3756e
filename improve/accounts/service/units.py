"""The organization tree: adding, changing, moving and closing units."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from improve.accounts import rules, store
from improve.accounts.events import UnitChanged, UnitCreated
from improve.accounts.models import Person, Unit
from improve.accounts.policy import Permission, place_of
from improve.accounts.values import UnitData
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize


def create_unit(data: UnitData, *, by: Actor) -> Unit:
    """Add a unit below its parent, or at the top."""
    parent = _parent(data.parent_id)
    authorize(by, Permission.MANAGE_UNITS, place_of(parent))
    rules.check_nesting(data.kind, parent.kind if parent is not None else None, depth=_depth_below(parent))
    unit = Unit(
        name=data.name,
        kind=data.kind,
        code=data.code or f"U{token_hex(4)}",
        parent=parent,
        lead_id=_lead(data.lead_id),
        path="",
    )
    _store(unit)
    unit.path = f"{parent.path if parent is not None else '/'}{unit.id}/"
    publish(UnitCreated(actor_id=by.actor_id, subject_id=unit.id))
    return unit


def change_unit(unit: Unit, data: UnitData, *, by: Actor) -> tuple[str, ...]:
    """Change name, kind, code or lead; `parent_id` is not looked at. Answers the changed fields."""
    authorize(by, Permission.MANAGE_UNITS, unit)
    if data.kind != unit.kind:
        rules.check_nesting(data.kind, unit.parent.kind if unit.parent else None, depth=unit.depth)
        for kind in db.session.scalars(select(Unit.kind).where(Unit.parent_id == unit.id).distinct()):
            rules.check_nesting(kind, data.kind, depth=unit.depth + 1)
    wanted = {
        "name": data.name,
        "kind": data.kind,
        "code": data.code or unit.code,
        "lead_id": _lead(data.lead_id) if data.lead_id != unit.lead_id else unit.lead_id,
    }
    changed = tuple(name for name, value in wanted.items() if getattr(unit, name) != value)
    for name in changed:
        setattr(unit, name, wanted[name])
    if changed:
        _store(unit)
        publish(UnitChanged(actor_id=by.actor_id, subject_id=unit.id, changed=changed))
    return changed


def move_unit(unit: Unit, parent_id: int | None, *, by: Actor) -> None:
    """Put a unit, with everything below it, below another one or (None) at the top."""
    store.lock_tree()
    db.session.refresh(unit)
    parent = _parent(parent_id)
    authorize(by, Permission.MANAGE_UNITS, unit)
    authorize(by, Permission.MANAGE_UNITS, place_of(parent))
    if parent_id == unit.parent_id:
        return
    rules.check_move(unit.path, parent.path if parent is not None else None)
    deepest = max(path.count("/") for path in db.session.scalars(_paths_below(unit)))
    height = deepest - unit.path.count("/")
    rules.check_nesting(
        unit.kind, parent.kind if parent is not None else None, depth=_depth_below(parent) + height
    )
    new_path = f"{parent.path if parent is not None else '/'}{unit.id}/"
    old_path = unit.path
    unit.parent = parent
    store.move_paths(old_path, new_path)
    publish(UnitChanged(actor_id=by.actor_id, subject_id=unit.id, changed=("parent_id",)))


def close_unit(unit: Unit, *, by: Actor) -> None:
    """Close a unit that nobody belongs to any more. What happened in it stays."""
    authorize(by, Permission.MANAGE_UNITS, unit)
    if unit.is_closed:
        return
    open_units = select(func.count()).where(Unit.parent_id == unit.id, Unit.is_closed.is_(False))
    people = select(func.count()).where(Person.unit_id == unit.id, Person.disabled_at.is_(None))
    rules.check_close(db.session.scalar(open_units) or 0, db.session.scalar(people) or 0)
    unit.is_closed = True
    publish(UnitChanged(actor_id=by.actor_id, subject_id=unit.id, changed=("is_closed",)))


def reopen_unit(unit: Unit, *, by: Actor) -> None:
    """Open a closed unit again."""
    authorize(by, Permission.MANAGE_UNITS, unit)
    if not unit.is_closed:
        return
    if unit.parent is not None and unit.parent.is_closed:
        raise Refused(_l("The unit above is closed. Open that one first."))
    unit.is_closed = False
    publish(UnitChanged(actor_id=by.actor_id, subject_id=unit.id, changed=("is_closed",)))


def _parent(parent_id: int | None) -> Unit | None:
    if parent_id is None:
        return None
    parent = store.lock_unit(parent_id)
    if parent is None:
        raise Invalid.field("parent_id", _l("This unit does not exist."))
    if parent.is_closed:
        raise Invalid.field("parent_id", _l("This unit is closed. Choose an open one."))
    return parent


def _depth_below(parent: Unit | None) -> int:
    return parent.depth + 1 if parent is not None else 1


def _paths_below(unit: Unit) -> Select[tuple[str]]:
    return select(Unit.path).where(Unit.path.startswith(unit.path, autoescape=True))


def _lead(person_id: int | None) -> int | None:
    if person_id is None:
        return None
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active:
        raise Invalid.field("lead_id", _l("This person does not exist or can no longer sign in."))
    return person.id


def _store(unit: Unit) -> None:
    """Write it; a code that another unit has is told."""
    try:
        with db.session.begin_nested():
            db.session.add(unit)
            db.session.flush()
    except IntegrityError as error:
        raise Invalid.field("code", _l("Another unit has this code.")) from error

"""Questions about the organization tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person, Unit
from improve.core.db import LARGEST_ID, db
from improve.core.localized import Localized
from improve.core.settled import settled
from improve.core.text import unreadable

INDENT = "\u2003"  # an em space a level: options of a select keep it


def units() -> Select[tuple[Unit]]:
    """All open units, parents first."""
    return select(Unit).where(Unit.is_closed.is_(False)).order_by(Unit.path)


@dataclass(frozen=True)
class Place:
    """A unit as something to choose."""

    id: int
    name: Localized
    path: str

    @property
    def depth(self) -> int:
        """1 for a unit at the top."""
        return self.path.count("/") - 1


@settled(Unit)
def open_places() -> tuple[Place, ...]:
    """All open units, parents first, to choose from."""
    return tuple(Place(unit.id, unit.name, unit.path) for unit in db.session.scalars(units()))


def all_units() -> Select[tuple[Unit]]:
    """All units with their leads, closed ones too."""
    return select(Unit).options(joinedload(Unit.lead)).order_by(Unit.path)


def unit_meant(text: str) -> Unit | None:
    """The unit that somebody means by its code or its number."""
    if unreadable(text) is not None:
        return None
    found = db.session.scalar(select(Unit).where(Unit.code == text))
    if found is None and text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID:
        found = db.session.get(Unit, int(text))
    return found


def units_below(path: str) -> Select[tuple[int]]:
    """The ids of the unit at `path` and everything below it."""
    return select(Unit.id).where(Unit.path.startswith(path, autoescape=True))


def in_tree_order(found: Sequence[Unit]) -> list[Unit]:
    """Parents before children, siblings by name; a unit whose parent is not among them stands at the top."""
    known = {unit.id for unit in found}
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered: list[Unit] = []

    def add(parent_id: int | None) -> None:
        for unit in sorted(below.get(parent_id, ()), key=lambda unit: (str(unit.name), unit.id)):
            ordered.append(unit)
            add(unit.id)

    add(None)
    return ordered


def unit_choices(*, below: Iterable[str] = ("/",), besides: str | None = None) -> list[tuple[str, str]]:
    """Options of a select, as (id, indented name): open units under one of the paths `below`, and not
    under the path `besides`.
    """
    paths = tuple(below)
    found = [
        unit
        for unit in db.session.scalars(units())
        if unit.path.startswith(paths) and (besides is None or not unit.path.startswith(besides))
    ]
    highest = min((unit.depth for unit in found), default=1)
    return [(str(unit.id), INDENT * (unit.depth - highest) + str(unit.name)) for unit in in_tree_order(found)]


def unit_names(paths: Iterable[str]) -> dict[str, list[Localized]]:
    """The names from the top down to each unit, by path, in one statement."""
    wanted = set(paths)
    ids = {int(part) for path in wanted for part in path.split("/") if part}
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids))).all() if ids else []
    names: dict[int, Localized] = {row.id: row.name for row in rows}
    return {
        path: [names[int(part)] for part in path.split("/") if part and int(part) in names] for path in wanted
    }


def unit_at(names: Sequence[str], found: Iterable[Unit]) -> Unit | None:
    """The unit at a path of names, each in any language, among `found`; None when a part is missing."""
    here: Unit | None = None
    units_here = list(found)
    for name in names:
        parent_id = here.id if here is not None else None
        here = next(
            (
                unit
                for unit in units_here
                if unit.parent_id == parent_id
                and any(text.casefold() == name.casefold() for text in unit.name.values())
            ),
            None,
        )
        if here is None:
            return None
    return here


def units_led_by(person_id: int) -> Select[tuple[Unit]]:
    """The open units that a person leads."""
    return units().where(Unit.lead_id == person_id)


def leads_of(path: str) -> Select[tuple[Person]]:
    """The leads of the unit at `path` and of all above it, the nearest first."""
    ids = [int(part) for part in path.split("/") if part]
    return (
        select(Person)
        .join(Unit, Unit.lead_id == Person.id)
        .where(Unit.id.in_(ids), Person.disabled_at.is_(None))
        .order_by(Unit.path.desc())
    )

"""Units by their path of names: found, or made where they are missing."""

from __future__ import annotations

from sqlalchemy import select

from improve.accounts import rules
from improve.accounts.models import Unit
from improve.accounts.service.units import create_unit
from improve.accounts.values import UnitData
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.policy import Actor
from improve.core.text import fold, is_cjk


class Tree:
    """The units by name, as plain values; a name in any language fits."""

    def __init__(self, *, by: Actor) -> None:
        self.by = by
        self._ids: dict[tuple[int | None, str], int] = {}
        self._kinds: dict[int, str] = {}
        # Of two with one name the open one counts, then the older.
        for unit in db.session.scalars(select(Unit).order_by(Unit.is_closed.desc(), Unit.id.desc())):
            self._remember(unit)

    def along(self, names: tuple[str, ...]) -> int | None:
        """The id of the unit at the path, made where it is missing; None for the empty path."""
        here: int | None = None
        for name in names:
            here = self._ids.get((here, fold(name))) or self._make(name, here)
        return here

    def _make(self, name: str, parent_id: int | None) -> int:
        data = UnitData(
            name=Localized({"zh_Hans" if is_cjk(name) else "en": name}),
            kind=str(rules.kind_below(self._kinds[parent_id] if parent_id is not None else None)),
            parent_id=parent_id,
        )
        try:
            unit = create_unit(data, by=self.by)
        except Invalid as error:
            raise Invalid({"unit": [text for found in error.errors.values() for text in found]}) from error
        self._remember(unit)
        return unit.id

    def _remember(self, unit: Unit) -> None:
        self._kinds[unit.id] = unit.kind
        for text in unit.name.values():
            self._ids[unit.parent_id, fold(text)] = unit.id


def unit_along(names: tuple[str, ...], *, by: Actor) -> Unit | None:
    """The unit at a path of names, made where it is missing."""
    unit_id = Tree(by=by).along(names)
    return db.session.get(Unit, unit_id) if unit_id is not None else None

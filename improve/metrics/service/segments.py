"""Readings of single units: the unit that a text names, and the segment in which its readings are kept."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import select

from improve.accounts.models import Unit
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.text import fold
from improve.metrics.queries.units import WHOLE, segment_of


class Segments:
    """The units by name, read once for a batch."""

    def of(self, text: str | None) -> str:
        """The segment of the unit with this name, or at this path (`A > B`); of the whole without a text."""
        if not text:
            return WHOLE
        found = self._known.get(_folded(text))
        if not found:
            raise Invalid.field("unit", _l("There is no unit “%(name)s”.", name=text[:60]))
        if len(found) > 1:
            raise Invalid.field(
                "unit", _l("Several units have this name. Write its path: A > B.", name=text[:60])
            )
        return segment_of(found[0])

    def names(self, text: str) -> bool:
        """Is there such a unit, or several?"""
        return bool(self._known.get(_folded(text)))

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """Names and paths of names in every language -> ids; a unit counts once for each of its texts."""
        units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
        found: dict[str, list[int]] = {}
        for unit in units.values():
            above = [units[int(part)] for part in unit.path.split("/") if part and int(part) in units]
            texts = {_folded(str(name)) for name in unit.name.values()}
            for language in unit.name:
                names = [one.name.get(language) or str(one.name) for one in above]
                texts |= {_folded(" > ".join(names[first:])) for first in range(len(names))}
            for text in texts:
                found.setdefault(text, []).append(unit.id)
        return found


def _folded(text: str) -> str:
    return fold(" > ".join(part.strip() for part in text.split(">")))

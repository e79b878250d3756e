"""The line of the organization chart: who is whose manager."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Below:
    """Who reports to somebody: everybody of `units`, and those of `pairs` (unit id, person id) who lead theirs."""

    units: frozenset[int] = frozenset()
    pairs: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Chart:
    """Units by id: the ids from the top down to the unit itself, and the leads."""

    paths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    leads: Mapping[int, int] = field(default_factory=dict)

    def manager(self, person_id: int, unit_id: int | None) -> int | None:
        """The nearest lead above: of the person's own unit, or where they lead it or nobody does, of the next one
        upward. One level: who leads the whole company is not in line with each of its people.
        """
        for unit in reversed(self.paths.get(unit_id, ()) if unit_id is not None else ()):
            lead = self.leads.get(unit)
            if lead is not None and lead != person_id:
                return lead
        return None

    def below(self, person_id: int) -> Below:
        """Everybody whose manager this person is."""
        if person_id not in self.leads.values():
            return Below()
        units = {unit for unit in self.paths if self.manager(0, unit) == person_id}
        pairs = {
            (unit, lead)
            for unit, lead in self.leads.items()
            if lead != person_id and self.manager(lead, unit) == person_id
        }
        return Below(frozenset(units), frozenset(pairs))

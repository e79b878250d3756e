"""The importers of all features, and saved mappings; both for the command line and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from improve.core.dates import DateOrder
from improve.core.errors import Missing
from improve.core.importing.ports import Importer
from improve.web.features import contributed

SLOT = "importer"
FAMILIES = "importer.family"
PROFILES = "improve.import_profiles"


@dataclass(frozen=True)
class SavedMapping:
    """A mapping that is used again."""

    mapping: Mapping[str, str]
    sheet: str | None = None
    date_order: DateOrder | None = None


class Profiles(Protocol):
    """Where saved mappings are kept."""

    def find(self, importer: str, name: str) -> SavedMapping | None:
        """The saved mapping of that name."""

    def save(self, importer: str, name: str, saved: SavedMapping) -> None:
        """Keep it under that name, inside a transaction."""


def importers() -> list[Importer]:
    """All of them, in order."""
    found: list[Importer] = contributed(current_app, SLOT)
    return sorted(found, key=lambda importer: importer.order)


def importer_of(code: str) -> Importer:
    """The importer of that code; `Missing` when there is none."""
    for importer in importers():
        if importer.code == code:
            return importer
    for family in contributed(current_app, FAMILIES):
        found: Importer | None = family(code)
        if found is not None:
            return found
    raise Missing()


def profiles() -> Profiles:
    """The store of saved mappings."""
    store: Profiles = current_app.extensions[PROFILES]
    return store

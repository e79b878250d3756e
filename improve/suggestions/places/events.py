"""Facts about places and kiosks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutPlace(Event):
    """Any fact about a place; `subject_id` is its id."""

    subject_type: ClassVar[str] = "suggestion_place"


class PlaceAdded(AboutPlace):
    """A place got its link."""


class PlaceChanged(AboutPlace):
    """A place was renamed, moved, closed or opened; `changed` names the fields."""


@dataclass(frozen=True, kw_only=True)
class KioskIssued(AboutPlace):
    """A device was allowed to become a kiosk at the place."""

    kiosk_id: int


@dataclass(frozen=True, kw_only=True)
class KioskSetUp(AboutPlace):
    """A device became the kiosk."""

    kiosk_id: int


@dataclass(frozen=True, kw_only=True)
class KioskRevoked(AboutPlace):
    """A device is no kiosk any more."""

    kiosk_id: int


ALL = (PlaceAdded, PlaceChanged, KioskIssued, KioskSetUp, KioskRevoked)

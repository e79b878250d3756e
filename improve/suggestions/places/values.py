"""What places and kiosks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Line, Translated, Truth, Whole
from improve.suggestions.values import NAME, TEXT, TITLE

PLACE_NAME = Line(80)
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
CODE_LENGTH = 7
LABEL = Line(80)
LONGEST_KIOSK_DAYS = 366
SETUP_WORKS_FOR = timedelta(hours=24)
MOST_IDEAS_AN_HOUR = 60


@dataclass(frozen=True)
class PlaceData:
    """A place as an administrator writes it."""

    name: Annotated[Localized, Translated(PLACE_NAME)]
    unit_id: Annotated[int | None, Whole(1)] = None
    category_id: Annotated[int | None, Whole(1)] = None
    is_closed: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class NewKiosk:
    """A device that is to become a kiosk."""

    label: Annotated[str, LABEL]
    days: Annotated[int, Whole(1, LONGEST_KIOSK_DAYS)] = 90


@dataclass(frozen=True)
class KioskIdea:
    """What is written at a kiosk: one sentence is enough."""

    title: Annotated[str, TITLE]
    name: Annotated[str, NAME]
    idea: Annotated[str, TEXT] = ""
    unit_id: Annotated[int | None, Whole(1)] = None

"""What a saved view is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.values import Line, Truth, Whole

VIEW_NAME = Line(80)
MOST_VIEWS = 50  # of one person


@dataclass(frozen=True)
class ViewData:
    """A name, the unit it is shared with (None: with nobody), and whether its owner begins with it."""

    name: Annotated[str, VIEW_NAME]
    unit_id: Annotated[int | None, Whole(1)] = None
    is_default: Annotated[bool, Truth()] = False

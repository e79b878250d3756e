"""Facts about the board."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class LimitsChanged(Event):
    """A column of a place may hold more or fewer cards; `subject_id` is the unit, 0 for the company."""

    subject_type: ClassVar[str] = "project_limits"


ALL = (LimitsChanged,)

"""Facts about the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutDemonstration(Event):
    """Any fact about the demonstration; `subject_id` is the organization's."""

    subject_type: ClassVar[str] = "organization"


class DemonstrationLoaded(AboutDemonstration):
    """The demonstration organization was loaded."""


class DemonstrationRemoved(AboutDemonstration):
    """The demonstration organization was removed; a real company begins."""


ALL = (DemonstrationLoaded, DemonstrationRemoved)

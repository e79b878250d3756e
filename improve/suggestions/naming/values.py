"""What statuses may be called."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Line, Translated
from improve.suggestions.values import Status

Name = Annotated[Localized | None, Translated(Line(30))]


@dataclass(frozen=True)
class StatusNames:
    """The company's word for each status; None: the usual one."""

    received: Name = None
    in_triage: Name = None
    needs_information: Name = None
    local: Name = None
    in_review: Name = None
    accepted: Name = None
    in_pilot: Name = None
    done: Name = None
    sustained: Name = None
    declined: Name = None
    parked: Name = None
    withdrawn: Name = None
    merged: Name = None

    def chosen(self) -> dict[Status, Localized]:
        """Those that the company chose."""
        found = {Status(one.name): getattr(self, one.name) for one in fields(self)}
        return {status: name for status, name in found.items() if name}

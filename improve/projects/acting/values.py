"""Values of what follows a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.messages import _l
from improve.core.values import Day, Line, Prose, Truth, Whole

ADDRESS = Line(
    500,
    pattern=r"https?://[^\s/$.?#].[^\s]*",
    hint=_l("Please give an address that begins with http:// or https://."),
)


@dataclass(frozen=True)
class FollowUpData:
    """The standard, where it stands, and who has to be trained."""

    standard: Annotated[str, Prose(4_000)] = ""
    standard_url: Annotated[str, ADDRESS] = ""
    training: Annotated[str, Prose(4_000)] = ""
    review_on: Annotated[date | None, Day()] = None


@dataclass(frozen=True)
class ApprovalData:
    """Approved or given back, with the reason."""

    is_approved: Annotated[bool, Truth()]
    reason: Annotated[str, Prose(4_000)] = ""


@dataclass(frozen=True)
class SpreadData:
    """Where to, by whom, until when."""

    unit_id: Annotated[int, Whole(1)]
    person_id: Annotated[int, Whole(1)]
    due_on: Annotated[date, Day()]
    note: Annotated[str, Prose(1_000)] = ""

"""A row of an import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from improve.core.messages import _l
from improve.core.values import (
    Constraint,
    FieldError,
    Line,
    OneOf,
    Pairs,
    Whole,
)
from improve.suggestions.values.statuses import STOPPED, Status
from improve.suggestions.values.texts import EXTERNAL_ID, NAME, TEXT, TITLE
from improve.suggestions.values.voting import MOST_VOTES


@dataclass(frozen=True)
class Instant(Constraint):
    """A moment with its time zone, already read from its text."""

    def check(self, raw: Any) -> datetime:
        if not isinstance(raw, datetime) or raw.tzinfo is None:
            raise FieldError(_l("This must be a date and time."))
        return raw

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


MOST_IMPORTED_FIELDS = 1_000  # columns of one file
# A question and a day belong to the statuses in which the clock stands still, another idea to a merged one; a
# file has none of them.
IMPORTABLE = tuple(status for status in Status if status not in (*STOPPED, Status.MERGED))


@dataclass(frozen=True)
class ImportedSuggestion:
    """A row of an import. Only the title is needed; `category` is a code or a name, made when new.

    `votes_for` and `votes_against` are totals counted elsewhere; they never become ballots. `fields`: what stands in
    the columns of extra fields, by their codes.
    """

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT] = ""
    idea: Annotated[str, TEXT] = ""
    expected_result: Annotated[str, TEXT] = ""
    external_id: Annotated[str | None, EXTERNAL_ID] = None
    author: Annotated[str | None, NAME] = None
    submitted_at: Annotated[datetime | None, Instant()] = None
    category: Annotated[str | None, Line(80)] = None
    status: Annotated[str | None, OneOf(IMPORTABLE)] = None
    votes_for: Annotated[int, Whole(0, MOST_VOTES)] = 0
    votes_against: Annotated[int, Whole(0, MOST_VOTES)] = 0
    fields: Annotated[dict[str, Any], Pairs(MOST_IMPORTED_FIELDS)] = field(default_factory=dict)

"""What a list shows of an idea, read without making objects of it: a list of 25 takes a fifth of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from improve.accounts.models import Person, Unit
from improve.core.db import rows
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY
from improve.suggestions.models import Suggestion, SuggestionText
from improve.suggestions.queries.search import holds_any
from improve.suggestions.values import Status

TEXT_READ = 4_000  # characters in which a list looks for what was searched
COMMENT, REASON = "comment", "reason"


@dataclass(frozen=True, slots=True)
class Said:
    """What a list says of an idea, whoever reads it. `text` is the beginning of one of its texts."""

    id: int
    title: str
    submitted_at: datetime
    changed_at: datetime
    answered_on: date | None
    comment_count: int
    author_label: str
    unit_name: Localized | None
    text: str
    found_in: str = ""  # or COMMENT or REASON: where the text is from


@dataclass(frozen=True, slots=True)
class Row:
    """One idea of a list: what is said of it, and what decides where it stands and who may vote."""

    said: Said
    status: str
    category_id: int | None
    author_id: int | None
    assignee_id: int | None
    unit_path: str
    promised_on: date | None
    parked_until: date | None
    counts_hidden_until: date | None
    votes_for: int
    votes_against: int
    imported_for: int
    imported_against: int

    @property
    def id(self) -> int:
        return self.said.id

    @property
    def title(self) -> str:
        return self.said.title

    @property
    def state(self) -> Status:
        """The status as its enumeration."""
        return Status(self.status)


def _beginning(column: Any) -> Any:
    return func.substr(column, 1, bindparam("length"))


SAID, TEXTS = 8, 3  # columns
_ROWS = (
    select(
        Suggestion.id,
        Suggestion.title,
        Suggestion.submitted_at,
        Suggestion.changed_at,
        Suggestion.answered_on,
        Suggestion.comment_count,
        func.coalesce(Person.name, Suggestion.author_name, ""),
        Unit.name,
        _beginning(SuggestionText.problem),
        _beginning(SuggestionText.idea),
        _beginning(SuggestionText.expected_result),
        Suggestion.status,
        Suggestion.category_id,
        Suggestion.author_id,
        Suggestion.assignee_id,
        func.coalesce(Unit.path, WHOLE_COMPANY),
        Suggestion.promised_on,
        Suggestion.parked_until,
        Suggestion.counts_hidden_until,
        Suggestion.votes_for,
        Suggestion.votes_against,
        Suggestion.imported_for,
        Suggestion.imported_against,
    )
    .join(SuggestionText, SuggestionText.suggestion_id == Suggestion.id)
    .outerjoin(Person, Person.id == Suggestion.author_id)
    .outerjoin(Unit, Unit.id == Suggestion.unit_id)
    .where(Suggestion.id.in_(bindparam("ids", expanding=True)))
)


def rows_in_order(ids: Sequence[int], *, length: int = TEXT_READ, query: str = "") -> list[Row]:
    """These ideas in the order of the ids, with the first `length` characters of their text: the one that holds
    what is searched, or else the first there is.
    """
    read = rows(_ROWS, {"ids": list(ids), "length": length})
    found = {row[0]: _row(row, query) for row in read}
    return [found[suggestion_id] for suggestion_id in ids if suggestion_id in found]


def _row(row: Any, query: str) -> Row:
    texts = [text for text in row[SAID : SAID + TEXTS] if text]
    shown = next((text for text in texts if query and holds_any(text, query)), texts[0] if texts else "")
    said: tuple[Any, ...] = (*row[:SAID], shown)
    return Row(Said(*said), *row[SAID + TEXTS :])

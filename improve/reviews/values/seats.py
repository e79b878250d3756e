"""One idea in front of one member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from improve.reviews.values.kinds import State
from improve.suggestions.values import Status


@dataclass(frozen=True, slots=True)
class Writer:
    """What names the author of an idea who has an account."""

    name: str
    login: str
    email: str | None
    unit_id: int | None


@dataclass(frozen=True)
class Seat:
    """All that is asked before a member's score of an idea is taken, read in one statement.

    `serves`: they are in office in the committee of its round. `owes_practice`: the round has a practice idea without
    a score of theirs, which they may or may not meet. `review_id`: what they gave before. `is_shared`: the idea has more
    authors than `writer`.
    """

    person_id: int
    item_id: int
    suggestion_id: int
    round_id: int
    version_id: int
    state: str
    opens_on: date
    closes_on: date
    author_hidden: bool
    round_is_assigned: bool
    confidence_weighs: bool
    category_id: int | None
    status: str
    title: str
    author_name: str | None
    unit_id: int | None
    is_marked: bool
    serves: bool
    is_clear: bool
    is_assigned: bool
    owes_practice: bool
    has_draft: bool
    review_id: int | None
    is_shared: bool
    writer: Writer | None

    @property
    def phase(self) -> State:
        """The state of the round as its enumeration."""
        return State(self.state)

    @property
    def standing(self) -> Status:
        """The status of the idea as its enumeration."""
        return Status(self.status)

    @property
    def is_met(self) -> bool:
        """Does the member meet the idea in the round? (Others may, who look after it: see `visible_items`.)"""
        return (
            self.serves
            and self.is_clear
            and self.phase is not State.DRAFT
            and self.standing is not Status.WITHDRAWN
        )

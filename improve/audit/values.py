"""What the trail is asked for, and what verifying it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from improve.core.values import Day, Line, Whole


@dataclass(frozen=True)
class Filter:
    """Which entries to show; days are calendar days of the reader, both inclusive."""

    event: Annotated[str | None, Line(80)] = None
    subject_type: Annotated[str | None, Line(60)] = None
    subject_id: Annotated[int | None, Whole(1)] = None
    person: Annotated[str | None, Line(120)] = None
    since: Annotated[date | None, Day()] = None
    until: Annotated[date | None, Day()] = None

    @property
    def is_empty(self) -> bool:
        return self == Filter()


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written."""

    where: str
    what: str


@dataclass(frozen=True)
class Tail:
    """Entries that are written but not yet sealed."""

    count: int = 0
    first_id: int | None = None
    last_id: int | None = None
    oldest: datetime | None = None


@dataclass
class Report:
    """What verification found. `problems` holds the first of them, `problem_count` counts all."""

    entries: int = 0
    sealed: int = 0
    head: str = ""
    anchors: int = 0
    tail: Tail = field(default_factory=Tail)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    MOST_PROBLEMS = 100

    @property
    def ok(self) -> bool:
        return self.problem_count == 0

    def wrong(self, where: str, what: str) -> None:
        """Note a problem."""
        self.problem_count += 1
        if self.problem_count <= self.MOST_PROBLEMS:
            self.problems.append(Problem(where, what))

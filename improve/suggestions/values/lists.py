"""What a list of ideas is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.messages import _l
from improve.core.values import (
    Day,
    Line,
    OneOf,
    Whole,
)
from improve.suggestions.values.statuses import Status
from improve.suggestions.values.texts import NAME, QUERY
from improve.suggestions.values.voting import MOST_VOTES


class Sort(StrEnum):
    """Orders of the list. `RELEVANCE` is of a search; without one it is the newest first. `QUIET`: of what is still
    open, that for which nothing has happened for longest.
    """

    NEWEST = "newest"
    BEST = "best"
    VOTES = "votes"
    DISCUSSED = "discussed"
    QUIET = "quiet"
    RELEVANCE = "relevance"


class Scope(StrEnum):
    """Where a search looks."""

    TITLE = "title"
    ALL = "all"


class Mine(StrEnum):
    """Lists about the reader."""

    WRITTEN = "written"
    BACKED = "backed"


class Became(StrEnum):
    """What can become of an idea within a quarter. `IN_TIME` is a part of `DUE`; the verdicts are parts of
    `MEASURED`.
    """

    RECEIVED = "received"
    DUE = "due"
    IN_TIME = "in_time"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IMPLEMENTED = "implemented"
    MEASURED = "measured"
    IMPROVED = "improved"
    EARLY = "early"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    TOO_FEW = "too_few"


QUARTER = Line(7, pattern=r"(19|20|21)\d\d-Q[1-4]", hint=_l("A quarter is written like 2026-Q2."))


@dataclass(frozen=True)
class Filters:
    """What a list of ideas is asked for. `unit` includes everything below it, `until` the whole day; `person` is
    part of the author's name, or the whole login. `became` counts within `quarter`.
    """

    q: Annotated[str, QUERY] = ""
    scope: Annotated[str, OneOf(tuple(Scope))] = Scope.ALL
    status: Annotated[str | None, OneOf(tuple(Status))] = None
    category: Annotated[int | None, Whole(1)] = None
    unit: Annotated[int | None, Whole(1)] = None
    mine: Annotated[str | None, OneOf(tuple(Mine))] = None
    person: Annotated[str | None, NAME] = None
    since: Annotated[date | None, Day()] = None
    until: Annotated[date | None, Day()] = None
    least_votes: Annotated[int | None, Whole(1, MOST_VOTES)] = None
    became: Annotated[str | None, OneOf(tuple(Became))] = None
    quarter: Annotated[str | None, QUARTER] = None
    sort: Annotated[str, OneOf(tuple(Sort))] = Sort.NEWEST

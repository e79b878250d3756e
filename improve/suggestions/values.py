"""What ideas are made of, with their limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _ln, _pl
from improve.core.values import (
    Constraint,
    Day,
    FieldError,
    Line,
    Many,
    OneOf,
    Pairs,
    Prose,
    Translated,
    Truth,
    Whole,
)
from improve.suggestions.naming.words import StatusWord

TITLE = Line(200)
TEXT = Prose(10_000)
COMMENT = Prose(4_000)
REASON = Prose(4_000)
EXTERNAL_ID = Line(120)
NAME = Line(120)
CODE = Line(
    60,
    pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    hint=_l("A code has letters, figures, points, hyphens and underscores only."),
)
QUERY = Line(200)
MOST_CO_AUTHORS = 10
MOST_VOTES = 1_000_000_000  # so that ballots added to it still fit a column
# Working days.
DEFAULT_PROMISE_DAYS = 20
LONGEST_PROMISE_DAYS = 260


class Status(StrEnum):
    """Where an idea stands."""

    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    NEEDS_INFORMATION = "needs_information"
    LOCAL = "local"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    IN_PILOT = "in_pilot"
    DONE = "done"
    SUSTAINED = "sustained"
    DECLINED = "declined"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    @property
    def word(self) -> StatusWord:
        """The word on the badge."""
        return STATUS_WORDS[self]


STATUS_WORDS: dict[Status, StatusWord] = {
    status: StatusWord(status, usual)
    for status, usual in (
        (Status.RECEIVED, _l("Received")),
        (Status.IN_TRIAGE, _l("In triage")),
        (Status.NEEDS_INFORMATION, _l("Needs information")),
        (Status.LOCAL, _l("With the local lead")),
        (Status.IN_REVIEW, _l("In review")),
        (Status.ACCEPTED, _l("Accepted")),
        (Status.IN_PILOT, _l("In pilot")),
        (Status.DONE, _pl("idea", "Done")),
        (Status.SUSTAINED, _pl("idea", "Sustained")),
        (Status.DECLINED, _l("Declined")),
        (Status.PARKED, _pl("idea", "Parked")),
        (Status.WITHDRAWN, _l("Withdrawn")),
        (Status.MERGED, _pl("idea", "Merged")),
    )
}

# The statuses in which the clock of a promised answer runs, and those in which it stands still.
RUNNING = (Status.RECEIVED, Status.IN_TRIAGE, Status.LOCAL, Status.IN_REVIEW)
STOPPED = (Status.NEEDS_INFORMATION, Status.PARKED)
# Left out of lists, counts, offers and rounds: taken back by their author, or part of another idea.
UNLISTED = frozenset({Status.WITHDRAWN, Status.MERGED})
# New for whoever triages; a committee may take it up from there.
NEW = frozenset({Status.RECEIVED, Status.IN_TRIAGE})
# In practice, with or without the later check that it stays so.
FINISHED = frozenset({Status.DONE, Status.SUSTAINED})


class Visibility(StrEnum):
    """Who reads the ideas of a category: everybody; the unit and its line; only the authors and the handlers."""

    EVERYONE = "everyone"
    UNIT = "unit"
    HANDLERS = "handlers"


VISIBILITY_LINES: dict[Visibility, LazyText] = {
    Visibility.EVERYONE: _l("Everyone in the company"),
    Visibility.UNIT: _l("The people of the unit it applies to, the leads above, and the handlers"),
    Visibility.HANDLERS: _l("Only the author and the handlers"),
}


class Outcome(StrEnum):
    """What a decision can be."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class CommentKind(StrEnum):
    """What a comment is: for everybody who reads the idea, or a note for those alone who handle it."""

    COMMENT = "comment"
    NOTE = "note"


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


FOR = 1
AGAINST = -1


@dataclass(frozen=True)
class Instant(Constraint):
    """A moment with its time zone, already read from its text."""

    def check(self, raw: Any) -> datetime:
        if not isinstance(raw, datetime) or raw.tzinfo is None:
            raise FieldError(_l("This must be a date and time."))
        return raw

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class IdeaText:
    """What an author writes. Co-authors are logins, ids of people, and names of colleagues without an account."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT]
    idea: Annotated[str, TEXT]
    expected_result: Annotated[str, TEXT] = ""
    category_id: Annotated[int | None, Whole(1)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    co_authors: Annotated[tuple[str, ...], Many(NAME, most=MOST_CO_AUTHORS)] = ()
    co_author_ids: Annotated[tuple[int, ...], Many(Whole(1), most=MOST_CO_AUTHORS)] = ()
    co_author_names: Annotated[tuple[str, ...], Many(NAME, most=MOST_CO_AUTHORS)] = ()
    # The author, where that is a colleague without an account; who hands it in is the recorder then.
    credit_name: Annotated[str | None, NAME] = None
    credit_unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class CommentText:
    """A comment. `reply_to`: the id of another one that it replies to."""

    body: Annotated[str, COMMENT]
    reply_to: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class Answer:
    """A decision with its reason."""

    outcome: Annotated[str, OneOf(tuple(Outcome))]
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Withdrawal:
    """Why an author takes an idea back."""

    reason: Annotated[str, REASON] = ""


@dataclass(frozen=True)
class CategoryData:
    """A category of ideas."""

    name: Annotated[Localized, Translated(Line(80))]
    code: Annotated[str | None, CODE] = None
    order: Annotated[int, Whole(0, 9_999)] = 0
    promise_days: Annotated[int | None, Whole(1, LONGEST_PROMISE_DAYS)] = None
    visibility: Annotated[str, OneOf(tuple(Visibility))] = Visibility.EVERYONE
    has_local_lane: Annotated[bool, Truth()] = False
    holds_new: Annotated[bool, Truth()] = False
    is_compared: Annotated[bool, Truth()] = False
    is_closed: Annotated[bool, Truth()] = False


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


MOST_PER_QUARTER = 100


class Voting(StrEnum):
    """What a ballot can be."""

    SUPPORT = "support"
    BOTH = "both"
    BUDGET = "budget"

    @property
    def word(self) -> LazyText:
        """The rule in a few words."""
        return VOTING_WORDS[self]


VOTING_WORDS: dict[Voting, LazyText] = {
    Voting.SUPPORT: _l("Support only"),
    Voting.BOTH: _l("For and against"),
    Voting.BUDGET: _l("A number of votes per quarter"),
}


@dataclass(frozen=True)
class VotingData:
    """The voting rule of a category.

    Days are the company's, both included. `counts_hidden`: nobody sees a count until the last day is over, but
    for handlers where `handlers_see_counts`.
    """

    kind: Annotated[str, OneOf(tuple(Voting))] = Voting.SUPPORT
    votes_per_quarter: Annotated[int | None, Whole(1, MOST_PER_QUARTER)] = None
    opens_on: Annotated[date | None, Day()] = None
    closes_on: Annotated[date | None, Day()] = None
    counts_hidden: Annotated[bool, Truth()] = False
    handlers_see_counts: Annotated[bool, Truth()] = False

    @property
    def word(self) -> LazyText:
        """The rule in a few words."""
        if self.kind == Voting.BUDGET:
            return _ln("%(n)s vote per quarter", "%(n)s votes per quarter", self.votes_per_quarter or 0)
        return Voting(self.kind).word


SUPPORT_ONLY = VotingData()

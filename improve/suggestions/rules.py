"""What an idea may become, when, and how it ranks: plain values in, a verdict out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import sqrt

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.suggestions.values import DEFAULT_PROMISE_DAYS, STATUS_WORDS, Status

Z = 1.959964  # 95 %, two-sided
COMMENT_REMOVABLE = timedelta(hours=24)

S = Status
LIFECYCLE: dict[Status, frozenset[Status]] = {
    S.RECEIVED: frozenset({S.IN_REVIEW, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.IN_REVIEW: frozenset({S.RECEIVED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.IN_PILOT, S.DONE, S.DECLINED}),
    S.IN_PILOT: frozenset({S.ACCEPTED, S.DONE, S.DECLINED}),
    S.DONE: frozenset({S.IN_PILOT, S.ACCEPTED}),
    S.DECLINED: frozenset({S.IN_REVIEW, S.ACCEPTED}),
    S.WITHDRAWN: frozenset({S.RECEIVED}),
}
# Where a closed idea stands after it was opened again.
REOPENED: dict[Status, Status] = {
    S.DONE: S.IN_PILOT,
    S.DECLINED: S.IN_REVIEW,
    S.WITHDRAWN: S.RECEIVED,
}
VOTABLE = frozenset({S.RECEIVED, S.IN_REVIEW, S.ACCEPTED, S.IN_PILOT})
UNANSWERED = frozenset({S.RECEIVED, S.IN_REVIEW})
DECIDED = frozenset({S.ACCEPTED, S.DECLINED})


def check_step(before: Status, after: Status) -> None:
    """Refuse a step that the lifecycle does not have."""
    if after not in LIFECYCLE[before]:
        raise Refused(
            _l(
                "This idea is “%(before)s” and cannot become “%(after)s” from there.",
                before=STATUS_WORDS[before],
                after=STATUS_WORDS[after],
            )
        )


def reopened(status: Status) -> Status:
    """Where an idea that is opened again stands; refuses one that is not closed."""
    if status not in REOPENED:
        raise Refused(_l("This idea is still open."))
    return REOPENED[status]


def check_vote(status: Status, *, is_own: bool) -> None:
    """Who thought of an idea does not vote for it, and a closed idea takes no votes."""
    if is_own:
        raise Refused(_l("This is your own idea. Only others can back it."))
    if status not in VOTABLE:
        raise Refused(_l("This idea is closed; votes are no longer counted."))


def check_edit(status: Status) -> None:
    """The text is the author's until somebody judges it."""
    if status is not Status.RECEIVED:
        raise Refused(
            _l("This idea is being handled, so its text stays as it is. Write what is new in a comment.")
        )


def check_comment(status: Status) -> None:
    """A withdrawn idea is closed to comments."""
    if status is Status.WITHDRAWN:
        raise Refused(_l("This idea was withdrawn; it takes no comments any more."))


def check_comment_removal(created_at: datetime, now: datetime) -> None:
    """One's own words can be taken back for a day; then others have built on them."""
    if now - created_at > COMMENT_REMOVABLE:
        raise Refused(_l("A comment can be removed for 24 hours. Ask a coordinator if it must go."))


def check_answer(status: Status, *, is_own: bool) -> None:
    """Nobody answers their own idea, and what a committee has taken up is decided there."""
    if is_own:
        raise Refused(_l("This is your own idea. Somebody else has to answer it."))
    if status is not Status.RECEIVED:
        raise Refused(_l("This idea no longer waits for a first answer."))


def promise(submitted_on: date, promise_days: int | None) -> date:
    """The day by which an answer is promised."""
    return submitted_on + timedelta(days=promise_days or DEFAULT_PROMISE_DAYS)


def best(votes_for: int, votes_against: int) -> float:
    """The lower end of the Wilson interval of the share of votes for an idea; 0 without votes.

    Two votes of two rank below ninety of a hundred: few votes say little (Wilson, JASA 22, 1927).
    """
    n = votes_for + votes_against
    if n == 0:
        return 0.0
    share = votes_for / n
    z2 = Z * Z
    return (share + z2 / (2 * n) - Z * sqrt((share * (1 - share) + z2 / (4 * n)) / n)) / (1 + z2 / n)

"""What an idea may become, when, and how it ranks: plain values in, a verdict out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import sqrt

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.core.workdays import WorkCalendar
from improve.suggestions.values import DEFAULT_PROMISE_DAYS, RUNNING, STOPPED, UNLISTED, Status

Z = 1.959964  # 95 %, two-sided
# Working days that each level up the line has for a broken promise before the next one is told.
ESCALATION_DAYS = 3
LONGEST_PARKING = timedelta(days=366)

S = Status
LIFECYCLE: dict[Status, frozenset[Status]] = {
    S.RECEIVED: frozenset(
        {
            S.IN_TRIAGE,
            S.NEEDS_INFORMATION,
            S.LOCAL,
            S.IN_REVIEW,
            S.ACCEPTED,
            S.DECLINED,
            S.PARKED,
            S.WITHDRAWN,
            S.MERGED,
        }
    ),
    S.IN_TRIAGE: frozenset(
        {S.NEEDS_INFORMATION, S.LOCAL, S.IN_REVIEW, S.ACCEPTED, S.DECLINED, S.PARKED, S.WITHDRAWN, S.MERGED}
    ),
    S.NEEDS_INFORMATION: frozenset({S.IN_TRIAGE, S.LOCAL, S.DECLINED, S.PARKED, S.WITHDRAWN, S.MERGED}),
    S.LOCAL: frozenset(
        {
            S.IN_TRIAGE,
            S.NEEDS_INFORMATION,
            S.IN_REVIEW,
            S.ACCEPTED,
            S.DONE,
            S.DECLINED,
            S.PARKED,
            S.WITHDRAWN,
            S.MERGED,
        }
    ),
    S.IN_REVIEW: frozenset({S.RECEIVED, S.IN_TRIAGE, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.IN_PILOT, S.DONE, S.DECLINED, S.MERGED}),
    S.IN_PILOT: frozenset({S.ACCEPTED, S.DONE, S.DECLINED}),
    S.DONE: frozenset({S.SUSTAINED, S.IN_PILOT, S.ACCEPTED}),
    S.SUSTAINED: frozenset({S.DONE, S.IN_PILOT}),
    S.DECLINED: frozenset({S.IN_TRIAGE, S.IN_REVIEW, S.ACCEPTED}),
    S.PARKED: frozenset({S.IN_TRIAGE, S.WITHDRAWN, S.MERGED}),
    S.WITHDRAWN: frozenset({S.RECEIVED}),
    S.MERGED: frozenset(),  # `merging` alone ends it, and brings back what stood before
}
# Where a closed idea stands after it was opened again.
REOPENED: dict[Status, Status] = {
    S.DONE: S.IN_PILOT,
    S.SUSTAINED: S.IN_PILOT,
    S.DECLINED: S.IN_REVIEW,
    S.WITHDRAWN: S.RECEIVED,
}
# The clock of the promise runs in some of these and stands still in the others.
UNANSWERED = frozenset({*RUNNING, *STOPPED})
VOTABLE = UNANSWERED | {S.ACCEPTED, S.IN_PILOT}
DECIDED = frozenset({S.ACCEPTED, S.DECLINED})
# What a handler may answer at once; a committee's ideas are decided there.
ANSWERABLE = frozenset({S.RECEIVED, S.IN_TRIAGE, S.LOCAL})
OPEN_TO_COMMENTS = frozenset(S) - UNLISTED


def check_step(before: Status, after: Status) -> None:
    """Refuse a step that the lifecycle does not have."""
    if after not in LIFECYCLE[before]:
        raise Refused(
            _l(
                "This idea is “%(before)s” and cannot become “%(after)s” from there.",
                before=before.word,
                after=after.word,
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
    """A withdrawn idea is closed to comments, and one that was merged goes on elsewhere."""
    if status is Status.WITHDRAWN:
        raise Refused(_l("This idea was withdrawn; it takes no comments any more."))
    if status is Status.MERGED:
        raise Refused(_l("This idea is part of another one now. Please comment there."))


def check_following(status: Status) -> None:
    """Nothing happens any more to an idea that was merged; who followed it follows the other one."""
    if status is Status.MERGED:
        raise Refused(
            _l("This idea is part of another one now. Please follow that one, or stop following it.")
        )


def check_answer(status: Status, *, is_own: bool) -> None:
    """Nobody answers their own idea, and what a committee has taken up is decided there."""
    if is_own:
        raise Refused(_l("This is your own idea. Somebody else has to answer it."))
    if status not in ANSWERABLE:
        raise Refused(_l("This idea no longer waits for a first answer."))


def check_practice(status: Status, *, is_own: bool) -> None:
    """Without a project: an accepted idea, or one in the local lane; nobody closes their own."""
    if is_own:
        raise Refused(_l("This is your own idea. Somebody else has to say that it is done."))
    if status not in (Status.ACCEPTED, Status.LOCAL):
        raise Refused(
            _l(
                "Only an accepted idea, or one with the local lead, can be put into practice without a project."
            )
        )


def check_triage(status: Status, *, is_own: bool) -> None:
    """Nobody handles their own idea, and a decided one needs no handling."""
    if is_own:
        raise Refused(_l("This is your own idea. Somebody else has to handle it."))
    if status not in UNANSWERED:
        raise Refused(_l("This idea is decided; there is nothing to triage."))


def check_local(*, is_open: bool) -> None:
    """The local lane is for categories that opened it."""
    if not is_open:
        raise Refused(_l("This category has no local lane. Its ideas are answered here or by the committee."))


def check_parking(until: date, today: date) -> None:
    """A day to come, not too far away."""
    if not today < until <= today + LONGEST_PARKING:
        raise Invalid.field("until", _l("Choose a day from tomorrow on, within a year."))


def check_reply(status: Status, replied_at: datetime | None) -> None:
    """The author of a declined idea answers once."""
    if status is not Status.DECLINED:
        raise Refused(_l("Only a declined idea can be answered by its author."))
    if replied_at is not None:
        raise Refused(_l("You have answered to this decision already. Write a comment if something is new."))


def promise(submitted_on: date, promise_days: int | None, calendar: WorkCalendar) -> date:
    """The day by which an answer is promised; `promise_days` are working days."""
    return calendar.after(submitted_on, promise_days or DEFAULT_PROMISE_DAYS)


def next_escalation(promised_on: date | None, today: date, calendar: WorkCalendar) -> date | None:
    """The day on which a broken promise goes one level up: the day after it, or after some days of grace."""
    if promised_on is None:
        return None
    if promised_on >= today:
        return promised_on + timedelta(days=1)
    return calendar.after(today, ESCALATION_DAYS)


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

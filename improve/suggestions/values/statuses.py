"""Where an idea stands, who reads it, and what is said of it."""

from __future__ import annotations

from enum import StrEnum

from improve.core.messages import LazyText, _l, _pl
from improve.suggestions.naming.words import StatusWord

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

"""What may be merged into what. Plain values in, a refusal out."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.suggestions.rules import LIFECYCLE
from improve.suggestions.values import MOST_VOTES, Status

# What others are merged into: anything that stands, is looked after or has become something.
TARGETS = frozenset(Status) - {Status.WITHDRAWN, Status.MERGED, Status.DECLINED}


def check_source(source: Status, *, is_own: bool, is_held: bool) -> None:
    """May this idea become part of another one? `is_own`: whoever merges wrote it; `is_held`: others work on it."""
    if is_own:
        raise Refused(_l("You wrote this idea. Somebody else has to merge it."))
    if source is Status.MERGED:
        raise Refused(_l("This idea is part of another one already."))
    if is_held:
        raise Refused(
            _l("A committee or a project works on this idea. Take it out there before you merge it.")
        )
    if Status.MERGED not in LIFECYCLE[source]:
        raise Refused(_l("An idea that is “%(status)s” is not merged into another one.", status=source.word))


def check_other(source_id: int, target_id: int) -> None:
    """Nothing is part of itself."""
    if source_id == target_id:
        raise Refused(_l("An idea cannot be part of itself. Choose another one."))


def check_target(target: Status, *, is_own: bool) -> None:
    """May others become part of this idea?"""
    if is_own:
        raise Refused(_l("You wrote the other idea. Somebody else has to merge them."))
    if target is Status.MERGED:
        raise Refused(_l("The other idea is part of a third one itself. Choose that one."))
    if target not in TARGETS:
        raise Refused(_l("No idea is merged into one that is “%(status)s”.", status=target.word))


def check_readers(source: Hashable, target: Hashable) -> None:
    """Both are read by the same people: else one would show the other's authors and votes to strangers."""
    if source != target:
        raise Refused(
            _l(
                "The categories of these two are read by different people, so they stay apart. Link them instead."
            )
        )


def check_hidden(source: date | None, target: date | None) -> None:
    """The last days on which the counts are hidden: uniting must not show earlier what is hidden still."""
    if source is not None and (target is None or target < source):
        raise Refused(
            _l(
                "The votes of this idea are hidden until %(day)s. Merge it afterwards.",
                day=source.isoformat(),
            )
        )


def check_totals(*totals: int) -> None:
    """Imported totals add up; the sum has to fit."""
    if max(totals) > MOST_VOTES:
        raise Refused(_l("The imported votes of both together are more than can be counted."))


def check_unmerge(source: Status, target: Status, *, is_own: bool) -> None:
    """Mergings end in the reverse order: a target that is part of another idea itself is parted first."""
    if is_own:
        raise Refused(_l("You wrote one of these ideas. Somebody else has to part them."))
    if source is not Status.MERGED:
        raise Refused(_l("These ideas are parted already."))
    if target is Status.MERGED:
        raise Refused(_l("The other idea is part of a third one itself. Part these two first."))

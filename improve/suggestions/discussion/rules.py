"""When something may be said, changed, hidden or reported. Plain values in, a refusal out."""

from __future__ import annotations

from datetime import datetime, timedelta

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.suggestions.values import CommentKind

EDITABLE = timedelta(hours=24)
REMOVABLE = timedelta(hours=24)


def may_edit(created_at: datetime, now: datetime, *, standing: bool) -> bool:
    """May its author still change a comment? `standing`: neither hidden nor removed."""
    return standing and now - created_at <= EDITABLE


def check_edit(created_at: datetime, now: datetime, *, standing: bool) -> None:
    """Others build on what they read, so that a text stays after a day; earlier versions can be read."""
    if not standing:
        raise Refused(_l("This comment is hidden or removed, so its text stays as it is."))
    if not may_edit(created_at, now, standing=standing):
        raise Refused(_l("A comment can be changed for 24 hours. Write what is new in another one."))


def may_remove(created_at: datetime, now: datetime) -> bool:
    """May its author still take a comment back?"""
    return now - created_at <= REMOVABLE


def check_removal(created_at: datetime, now: datetime) -> None:
    """One's own words can be taken back for a day; then others have built on them."""
    if not may_remove(created_at, now):
        raise Refused(_l("A comment can be removed for 24 hours. Ask a coordinator if it must go."))


def check_reply(*, is_hidden: bool) -> None:
    """What is hidden is not talked about further."""
    if is_hidden:
        raise Refused(_l("This comment is hidden; it takes no replies."))


def check_note(*, is_own: bool) -> None:
    """Who wrote an idea does not handle it."""
    if is_own:
        raise Refused(_l("This is your own idea. Its notes are for the others who handle it."))


def check_reaction(*, is_own: bool, standing: bool) -> None:
    """Reactions are for the words of others, as long as they stand."""
    if is_own:
        raise Refused(_l("This is your own comment. Only others can react to it."))
    if not standing:
        raise Refused(_l("This comment is hidden or removed; it takes no reactions."))


def check_report(*, is_own: bool, standing: bool) -> None:
    """One's own comment is removed, not reported."""
    if is_own:
        raise Refused(_l("This is your own comment. You can remove it yourself."))
    if not standing:
        raise Refused(_l("This comment does not stand any more."))


def check_judging(*, is_own: bool) -> None:
    """Nobody judges what others report of them."""
    if is_own:
        raise Refused(_l("This is your own comment. Somebody else has to look at the report."))


def check_hiding(kind: CommentKind) -> None:
    """A note is not seen by those whom hiding protects."""
    if kind is CommentKind.NOTE:
        raise Refused(_l("A note is read by handlers only; it is removed, not hidden."))

"""Whether a survey takes answers today, and why not."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.surveys.models import Status

CLOSING_SOON_DAYS = 7


class Standing(StrEnum):
    """Where a survey stands on a day: what somebody did with it, and what its dates say."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"


def standing(status: str, opens_on: date | None, closes_on: date | None, today: date) -> Standing:
    """The standing on `today`; opening and closing day are both open."""
    if status == Status.DRAFT:
        return Standing.DRAFT
    if status == Status.CLOSED:
        return Standing.CLOSED
    if opens_on is not None and today < opens_on:
        return Standing.NOT_YET
    if closes_on is not None and today > closes_on:
        return Standing.ENDED
    return Standing.OPEN


class NotOpen(Refused):
    """The survey takes no answers now; `standing` says why."""

    def __init__(self, found: Standing) -> None:
        self.standing = found
        if found in (Standing.DRAFT, Standing.NOT_YET):
            super().__init__(_l("This survey is not open yet. Nothing was saved."))
        else:
            super().__init__(_l("This survey is closed and takes no more answers. Nothing was saved."))


class AlreadyAnswered(Refused):
    """This very form was sent in before; it counts once."""

    def __init__(self) -> None:
        super().__init__(_l("We have this answer already. It counts once."))


def check_open(found: Standing) -> None:
    """Refuse answers unless it is open."""
    if found is not Standing.OPEN:
        raise NotOpen(found)


def check_being_written(has_draft: bool) -> None:
    """Refuse changes of what people have been asked."""
    if not has_draft:
        raise Refused(
            _l(
                "This wording is published and stays as it is, so that answers can be compared. "
                "Begin a new wording to change it."
            )
        )


def check_can_close(status: str) -> None:
    """Refuse to close what does not run."""
    if status != Status.PUBLISHED:
        raise Refused(_l("Only a published survey can be closed."))


def check_can_reopen(status: str) -> None:
    """Refuse to reopen what is not closed."""
    if status != Status.CLOSED:
        raise Refused(_l("Only a closed survey can be opened again."))


def closes_soon(found: Standing, closes_on: date | None, today: date) -> bool:
    """Does it end within a week?"""
    return found is Standing.OPEN and closes_on is not None and (closes_on - today).days <= CLOSING_SOON_DAYS

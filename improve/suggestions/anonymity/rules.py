"""What may be put into the box, and when: plain values in, a refusal out."""

from __future__ import annotations

from datetime import datetime

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.suggestions.anonymity.models import Answering
from improve.suggestions.rules import LIFECYCLE, check_comment, check_edit
from improve.suggestions.values import Status

MOST_LETTERS = 2_000
MOST_WAITING = 20


def check_channel(is_open: bool) -> None:
    """Ideas without a name are taken only where the company has said so."""
    if not is_open:
        raise Refused(_l("Ideas without a name are not taken here."))


def check_category(category_id: int | None, takes_unnamed: set[int]) -> None:
    """A category may ask for names."""
    if category_id is not None and category_id not in takes_unnamed:
        raise Invalid.field(
            "category_id", _l("This category is not open to ideas without a name. Please choose another.")
        )


def check_once(is_in: bool) -> None:
    """Sending a form again puts nothing more in."""
    if is_in:
        raise Refused(
            _l("This idea is in the box already. Its code was shown once and cannot be shown again.")
        )


def check_room(letters: int) -> None:
    """The box holds a flood back without asking who pours."""
    if letters >= MOST_LETTERS:
        raise Refused(_l("The box is full. It is emptied tonight; please come back tomorrow."))


def check_waiting(count: int) -> None:
    """So much of one author waits at most."""
    if count >= MOST_WAITING:
        raise Refused(_l("Much of yours is in the box already. Please wait until it is emptied tonight."))


def check_words(status: Status) -> None:
    """An idea that is closed to comments is closed to words of its author."""
    check_comment(status)


def answers(status: Status, replied_at: datetime | None) -> Answering:
    """What words of the author answer now: the open question, the decline (once), or nothing."""
    if status is Status.NEEDS_INFORMATION:
        return Answering.QUESTION
    if status is Status.DECLINED and replied_at is None:
        return Answering.DECLINE
    return Answering.NOTHING


def check_change(status: Status) -> None:
    """The text is the author's until somebody handles it."""
    check_edit(status)


def check_withdrawal(status: Status) -> None:
    """It can be taken back until it is decided."""
    if status is Status.MERGED:
        raise Refused(_l("This idea is part of another one now and stays with it."))
    if Status.WITHDRAWN not in LIFECYCLE[status]:
        raise Refused(_l("This idea is decided and can no longer be withdrawn."))


def check_sure(sure: bool) -> None:
    """What cannot be undone is confirmed."""
    if not sure:
        raise Invalid.field("sure", _l("Please confirm it: afterwards it cannot be undone."))

"""A mail as features get it, and what they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from improve.core.messages import LazyText

# `mail.receiver`: a `Receiver`. The first one that takes a mail gets it.
RECEIVER = "mail.receiver"


@dataclass(frozen=True)
class MailFile:
    """A part of a mail that is a file, as it came."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ReceivedMail:
    """A mail, decoded and unjudged. Every text in it is the sender's claim.

    `to`: all addresses it was for, lower case; `is_automatic`: nobody wrote it (a bounce, an absence note, a
    list); `text`: what was written, without quoted parts and signature; `whole_text`: with them.
    """

    message_id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    whole_text: str
    files: tuple[MailFile, ...] = ()
    is_automatic: bool = False
    is_vouched_for: bool = False
    references: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Sender:
    """The person whose address a mail says it is from. `is_vouched_for`: our own mail server says so too."""

    person_id: int
    is_vouched_for: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a mail: a code for the table, and what the sender is told (None: nothing)."""

    code: str
    answer: LazyText | None = None
    about: LazyText | None = None


@dataclass(frozen=True)
class Receiver:
    """A feature that takes mails.

    `takes` says whether a mail is for it. `prepare` does what takes time (judging files), outside of the
    transaction; `receive` gets its result inside of the transaction in which the mail is claimed, so that both are
    stored or neither. The sender is None where the address is nobody's.
    """

    code: str
    takes: Callable[[ReceivedMail], bool]
    prepare: Callable[[ReceivedMail, Sender | None], Any]
    receive: Callable[[ReceivedMail, Sender | None, Any], Outcome]
    order: int = 50

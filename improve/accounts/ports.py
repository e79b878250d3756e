"""What features above accounts fill in, and what they use at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app

from improve.accounts.models import Person

# Slots read here. `letters`: a `Post`, called inside a transaction, puts a mail into the outbox.
LETTERS = "letters"
# For letters with a `uid`. `letters.wanted`: callable(uid) -> bool, asked before it leaves; one False and it is dropped.
# `letters.ended`: callable(uid, `Delivery`), called in the transaction that notes it: handed over, or never.
LETTERS_WANTED = "letters.wanted"
LETTERS_ENDED = "letters.ended"
# `sign_in.below`: callable() -> Markup or None, drawn below the sign-in form.
BELOW_SIGN_IN = "sign_in.below"


class Delivery(StrEnum):
    """What became of a letter: the mail server took it, refused it for good, or it was not wanted any more."""

    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Letter:
    """A mail to somebody who cannot sign in (yet): already in their language, with the link in the text.

    `uid` (32 hexadecimal digits) becomes the first part of its Message-ID; whoever gives one hears what became of
    it. `unsubscribe` is an address that ends such mails by one POST (RFC 8058).
    """

    to: str
    language: str
    subject: str
    text: str
    html: str | None = None
    unsubscribe: str | None = None
    uid: str | None = None


Post = Callable[[Letter], None]

BEGIN_SESSION = "improve.accounts.begin_session"


def begin_session(person: Person) -> None:
    """Sign `person` in, in this browser: for doors of other features, such as the demonstration's."""
    begin: Callable[[Person], None] = current_app.extensions[BEGIN_SESSION]
    begin(person)

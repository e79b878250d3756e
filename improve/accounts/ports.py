"""What features above accounts fill in, and what they use at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from improve.accounts.models import Person

# Slots read here. `letters`: a `Post`, called inside a transaction, puts a mail into the outbox.
LETTERS = "letters"
# `sign_in.below`: callable() -> Markup or None, drawn below the sign-in form.
BELOW_SIGN_IN = "sign_in.below"


@dataclass(frozen=True)
class Letter:
    """A mail to somebody who cannot sign in (yet): already in their language, with the link in the text."""

    to: str
    language: str
    subject: str
    text: str


Post = Callable[[Letter], None]

BEGIN_SESSION = "improve.accounts.begin_session"


def begin_session(person: Person) -> None:
    """Sign `person` in, in this browser: for doors of other features, such as the demonstration's."""
    begin: Callable[[Person], None] = current_app.extensions[BEGIN_SESSION]
    begin(person)

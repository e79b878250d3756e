"""Facts about contacts. They name no address: who needs it reads the contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutContact(Event):
    subject_type: ClassVar[str] = "contact"


class ContactAdded(_AboutContact):
    """Somebody was put on the list."""


class ContactChanged(_AboutContact):
    """What is kept of somebody changed; `changed` names the fields."""


class ContactSilenced(_AboutContact):
    """Somebody gets no mail from now on: they said so, or their address does not exist."""


class ContactHeard(_AboutContact):
    """Somebody may get mail again."""


class ConsentNoted(_AboutContact):
    """Somebody agreed to a text."""


class ConsentWithdrawn(_AboutContact):
    """Somebody took their agreement back."""


class ContactExported(_AboutContact):
    """What is kept of an address was given out; `changed` counts it. Without a contact the number is 0."""


class ContactErased(_AboutContact):
    """What was kept of an address was ended; `changed` counts it. Without a contact the number is 0."""


@dataclass(frozen=True, kw_only=True)
class ConsentTextAdded(Event):
    """A new wording of what people agree to."""

    subject_type: ClassVar[str] = "consent_text"


ALL = (
    ContactAdded,
    ContactChanged,
    ContactSilenced,
    ContactHeard,
    ConsentNoted,
    ConsentWithdrawn,
    ConsentTextAdded,
    ContactExported,
    ContactErased,
)

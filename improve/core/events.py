"""Facts that features publish. Whoever wants to know is told in the publisher's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import current_app

from improve.core.db import db


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Subclasses are named in the past tense and set `subject_type`.

    `actor_id` is None for the system, for customers and for anonymous acts.
    `changed` names fields, never their content: the audit trail keeps digests of it at most.
    """

    subject_type: ClassVar[str] = ""
    actor_id: int | None
    subject_id: int
    changed: tuple[str, ...] = ()

    @classmethod
    def name(cls) -> str:
        """The name under which it is recorded, e.g. `SuggestionBacked`."""
        return cls.__name__

    @property
    def is_recorded(self) -> bool:
        """Does the audit trail keep it? Not where the moment of an entry would tell what was promised to stay unknown."""
        return True


Handler = Callable[[Event], None]
EXTENSION = "improve.handlers"


def subscribe(handlers: dict[type[Event], list[Handler]], heard: Mapping[type[Event], Handler]) -> None:
    """Add a manifest's handlers; a handler of `Event` itself hears everything."""
    for event_type, handler in heard.items():
        handlers.setdefault(event_type, []).append(handler)


def publish(event: Event) -> None:
    """Tell all who listen, after the pending rows have their ids. Must be called inside `transaction()`.

    Who hears everything (the audit trail, the inbox) comes first: a fact is told before what it leads to.
    """
    db.session.flush()
    handlers: Mapping[type[Event], list[Handler]] = current_app.extensions.get(EXTENSION, {})
    for event_type in reversed(type(event).__mro__):
        for handler in handlers.get(event_type, ()):
            handler(event)

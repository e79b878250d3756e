"""Where the messages of a refused form stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from improve.core.errors import Invalid
from improve.core.messages import LazyText


class Named(Protocol):
    """A question of a page that is no field of WTForms: its name in the form, and what is said at it."""

    name: str
    errors: list[LazyText]


def place(error: Invalid, questions: Iterable[Named]) -> dict[str, list[LazyText]]:
    """Put each message at its question; the answer holds those that belong to none, by their names."""
    by_name = {question.name: question for question in questions}
    rest: dict[str, list[LazyText]] = {}
    for name, messages in error.errors.items():
        if name in by_name:
            by_name[name].errors = list(messages)
        else:
            rest[name] = list(messages)
    return rest

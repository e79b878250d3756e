"""What a draft holds and how much of it fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.text import unreadable
from improve.core.values import Whole
from improve.suggestions.values import TEXT, TITLE

MOST_DRAFTS = 20
MOST_CHARACTERS = 60_000
MOST_FIELDS = 150
LONGEST_FIELD_NAME = 60
WRITER_LENGTH = 32
# Fields of the form that are no part of the text.
NOT_TYPED = frozenset(
    {
        "csrf_token",
        "similar_seen",
        "files",
        "draft_id",
        "draft_version",
        "draft_writer",
        "device_owner",
        "typed_offline",
        "act",
    }
)
# Marks a draft that came by mail and waits for its author to confirm it.
BY_MAIL = "mail"
# Filled in before anybody types: a form that has nothing else is empty.
PRESET = frozenset({"category_id", "unit_id", "place"})

Typed = dict[str, list[str]]
TOO_MUCH = _l("This is more than a draft can hold. Please shorten it.")


class Kept(StrEnum):
    """What became of a text that was to be saved."""

    SAVED = "saved"
    APART = "apart"  # another device has changed the draft: this text is a draft of its own now
    GONE = "gone"  # the draft was handed in or discarded elsewhere: this text is a draft of its own now
    CLOSED = "closed"  # this page's text was handed in or discarded: nothing to save
    NOTHING = "nothing"  # nothing was typed yet


@dataclass(frozen=True)
class Page:
    """The form that is being typed into: its own name, and the draft and version that it shows."""

    writer: str
    draft_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class ConfirmedIdea:
    """What an idea by mail consists of; its second question is answered in the text."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT] = ""
    category_id: Annotated[int | None, Whole(1)] = None


def typed_in(fields: Iterable[tuple[str, Sequence[str]]]) -> Typed:
    """What was typed, of all that a form sent; raises `Invalid` for what no database keeps."""
    typed = {name: list(values) for name, values in fields if name not in NOT_TYPED}
    problem = _problem_with(typed)
    if problem is not None:
        raise Invalid.field("", problem)
    return typed


def _problem_with(typed: Mapping[str, Sequence[str]]) -> LazyText | None:
    texts = [text for name, values in typed.items() for text in (name, *values)]
    if len(typed) > MOST_FIELDS or any(len(name) > LONGEST_FIELD_NAME for name in typed):
        return TOO_MUCH
    if sum(map(len, texts)) > MOST_CHARACTERS:
        return TOO_MUCH
    return next((problem for problem in map(unreadable, texts) if problem is not None), None)


def is_empty(typed: Mapping[str, Sequence[str]]) -> bool:
    """Was nothing typed yet?"""
    return not any(text.strip() for name, values in typed.items() if name not in PRESET for text in values)


def first(typed: Mapping[str, Sequence[str]], name: str) -> str:
    """The value of a field that has one."""
    values = typed.get(name, ())
    return values[0] if values else ""

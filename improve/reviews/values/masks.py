"""What is hidden in the texts of blind ideas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l
from improve.core.values import Prose

PASSAGE = Prose(500)


class MaskKind(StrEnum):
    """`HIDE` these words, `SHOW` words that look like a name and are none, hide this `PICTURE`."""

    HIDE = "hide"
    SHOW = "show"
    PICTURE = "picture"


class Part(StrEnum):
    """A part of what members read of an idea."""

    TITLE = "title"
    PROBLEM = "problem"
    IDEA = "idea"
    RESULT = "result"
    FIELDS = "fields"
    COMMENTS = "comments"
    RESPONSE = "response"
    FILES = "files"


@dataclass(frozen=True)
class HiddenWords:
    """Words as they stand in an idea."""

    passage: Annotated[str, PASSAGE]


PART_WORDS: dict[Part, LazyText] = {
    Part.TITLE: _l("Title"),
    Part.PROBLEM: _l("The problem"),
    Part.IDEA: _l("The idea"),
    Part.RESULT: _l("The expected result"),
    Part.FIELDS: _l("Further answers"),
    Part.COMMENTS: _l("What colleagues say"),
    Part.RESPONSE: _l("What the author answered the committee"),
    Part.FILES: _l("Photos and files"),
}

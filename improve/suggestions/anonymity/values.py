"""What an unnamed author writes, and where the company takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.values import Line, Many, Truth, Whole
from improve.suggestions.values import TEXT, TITLE

# As it may be typed, with blanks and hyphens.
CODE = Line(80)
MOST_PHOTOS = 5
MOST_CATEGORIES = 500


@dataclass(frozen=True)
class UnnamedIdea:
    """An idea. Nobody can be named as its co-author: that would name the author's friends."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT]
    idea: Annotated[str, TEXT]
    expected_result: Annotated[str, TEXT] = ""
    category_id: Annotated[int | None, Whole(1)] = None
    unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class TypedCode:
    """The claim code as somebody typed it."""

    code: Annotated[str, CODE]


@dataclass(frozen=True)
class AnonymityData:
    """Where ideas are taken without a name, and the categories that do not."""

    for_members: Annotated[bool, Truth()] = False
    at_places: Annotated[bool, Truth()] = False
    named_categories: Annotated[tuple[int, ...], Many(Whole(1), most=MOST_CATEGORIES)] = ()


@dataclass(frozen=True)
class Revealing:
    """Saying that one is the author. `sure` is ticked on purpose."""

    code: Annotated[str, CODE]
    sure: Annotated[bool, Truth()] = False

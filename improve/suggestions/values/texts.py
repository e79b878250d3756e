"""What people write: ideas, comments, answers, categories; with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.values import (
    Line,
    Many,
    OneOf,
    Prose,
    Translated,
    Truth,
    Whole,
)
from improve.suggestions.values.statuses import LONGEST_PROMISE_DAYS, Outcome, Visibility

TITLE = Line(200)
TEXT = Prose(10_000)
COMMENT = Prose(4_000)
REASON = Prose(4_000)
EXTERNAL_ID = Line(120)
NAME = Line(120)
CODE = Line(
    60,
    pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    hint=_l("A code has letters, figures, points, hyphens and underscores only."),
)
QUERY = Line(200)
MOST_CO_AUTHORS = 10


@dataclass(frozen=True)
class IdeaText:
    """What an author writes. Co-authors are logins, ids of people, and names of colleagues without an account."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT]
    idea: Annotated[str, TEXT]
    expected_result: Annotated[str, TEXT] = ""
    category_id: Annotated[int | None, Whole(1)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    co_authors: Annotated[tuple[str, ...], Many(NAME, most=MOST_CO_AUTHORS)] = ()
    co_author_ids: Annotated[tuple[int, ...], Many(Whole(1), most=MOST_CO_AUTHORS)] = ()
    co_author_names: Annotated[tuple[str, ...], Many(NAME, most=MOST_CO_AUTHORS)] = ()
    # The author, where that is a colleague without an account; who hands it in is the recorder then.
    credit_name: Annotated[str | None, NAME] = None
    credit_unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class CommentText:
    """A comment. `reply_to`: the id of another one that it replies to."""

    body: Annotated[str, COMMENT]
    reply_to: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class Answer:
    """A decision with its reason."""

    outcome: Annotated[str, OneOf(tuple(Outcome))]
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Withdrawal:
    """Why an author takes an idea back."""

    reason: Annotated[str, REASON] = ""


@dataclass(frozen=True)
class CategoryData:
    """A category of ideas."""

    name: Annotated[Localized, Translated(Line(80))]
    code: Annotated[str | None, CODE] = None
    order: Annotated[int, Whole(0, 9_999)] = 0
    promise_days: Annotated[int | None, Whole(1, LONGEST_PROMISE_DAYS)] = None
    visibility: Annotated[str, OneOf(tuple(Visibility))] = Visibility.EVERYONE
    has_local_lane: Annotated[bool, Truth()] = False
    holds_new: Annotated[bool, Truth()] = False
    is_compared: Annotated[bool, Truth()] = False
    is_closed: Annotated[bool, Truth()] = False

"""Values that features contribute to pages of others: plain, so that nobody knows anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from markupsafe import Markup

from improve.core.messages import LazyText


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: what, where it belongs, the button, until when."""

    title: LazyText | str
    context: LazyText | str
    href: str
    action: LazyText
    due: date | datetime | None = None
    order: int = 50


@dataclass(frozen=True)
class NextStep:
    """Where a thing stands as its followers read it: status word with shape, one line, and the next date."""

    css: str  # st-on, st-wait, st-off, st-done, st-late
    icon: str
    word: LazyText
    line: LazyText | str = ""
    when: date | datetime | None = None
    what: LazyText | str = ""  # what happens then
    step: int = 1  # of 5: received, reviewed, piloted, checked, done
    verdict: str | None = None  # a code of components/lists.html verdict()
    ended: bool = False


@dataclass(frozen=True)
class Progress:
    """One of my things and what became of it."""

    title: str
    number: str
    href: str
    step: NextStep


@dataclass(frozen=True)
class Figure:
    """A number with its sentence: "27", "ideas put into practice, from 61 colleagues"."""

    value: str
    sentence: LazyText | str
    small: LazyText | str = ""
    extra: Markup | str = ""
    order: int = 50


@dataclass(frozen=True)
class Hit:
    """One result of the search over everything."""

    title: str
    href: str
    line: Markup | str = ""
    meta: Sequence[LazyText | str] = field(default=())


@dataclass(frozen=True)
class Found:
    """The results of one kind."""

    label: LazyText
    hits: Sequence[Hit]
    total: int
    more: str | None = None


@dataclass(frozen=True)
class Key:
    """What pressing does; several keys may do the same."""

    keys: tuple[str, ...]
    does: LazyText


@dataclass(frozen=True)
class Keys:
    """The keys that act somewhere."""

    where: LazyText
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class SettingsLink:
    """A line on the administration page."""

    label: LazyText
    line: LazyText
    endpoint: str
    icon: str
    permission: str
    order: int = 50

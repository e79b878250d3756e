"""What an extra field is, and what answers it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from improve.core.errors import Invalid
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import LazyText, _l
from improve.core.values import Constraint, Decimal, Line, OneOf, Prose, Translated, Truth, Whole

LABEL = Line(80)
HELP = Line(200)
UNIT = Line(20)
CODE = Line(60, pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*")
TEXT_ANSWER = Line(200)
PROSE_ANSWER = Prose(2_000)
CHOICE_ANSWER = Line(80)
MOST_FIELDS = 20
MOST_OPTIONS = 50
PREFIX = "x-"  # of the names of the form's inputs


class Kind(StrEnum):
    """The kinds of our own; further ones come by the port."""

    TEXT = "text"
    PROSE = "prose"
    NUMBER = "number"
    CHOICE = "choice"


KIND_WORDS: dict[str, LazyText] = {
    Kind.TEXT: _l("A line of text"),
    Kind.PROSE: _l("A text of several lines"),
    Kind.NUMBER: _l("A number"),
    Kind.CHOICE: _l("One of a list"),
}


@dataclass(frozen=True)
class Option:
    """One entry of a list. The code stays when the words change."""

    code: str
    text: Localized


@dataclass(frozen=True)
class FieldText:
    """What a field says in one version."""

    label: Localized
    help: Localized = field(default_factory=Localized)
    unit: str = ""
    low: float | None = None
    high: float | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class FieldData:
    """An extra field as an administrator writes it. `options`: one a line, the same order in both languages."""

    label: Annotated[Localized, Translated(LABEL)]
    kind: Annotated[str, Line(40)]
    help: Annotated[Localized, Translated(HELP)] = field(default_factory=Localized)
    unit: Annotated[str, UNIT] = ""
    low: Annotated[float | None, Decimal()] = None
    high: Annotated[float | None, Decimal()] = None
    options: Annotated[Localized, Translated(Prose(5_000))] = field(default_factory=Localized)
    code: Annotated[str | None, CODE] = None
    order: Annotated[int, Whole(0, 9_999)] = 0
    is_required: Annotated[bool, Truth()] = False
    is_closed: Annotated[bool, Truth()] = False


def options_of(lines: Localized, present: tuple[Option, ...]) -> tuple[Option, ...]:
    """The entries of a list from its lines; an entry that was there keeps its code. Raises `Invalid`."""
    columns = {language: _lines(lines.get(language, "")) for language in LANGUAGES}
    filled = {language: texts for language, texts in columns.items() if texts}
    counts = {len(texts) for texts in filled.values()}
    if not filled:
        raise Invalid.field("options", _l("A list needs entries: one a line."))
    if len(counts) > 1:
        raise Invalid.field("options", _l("Both languages need the same number of lines."))
    if max(counts) > MOST_OPTIONS or any(len(text) > LABEL.longest for t in filled.values() for text in t):
        raise Invalid.field(
            "options",
            _l("At most %(most)s lines of %(long)s characters fit.", most=MOST_OPTIONS, long=LABEL.longest),
        )
    if any(len(set(texts)) < len(texts) for texts in filled.values()):
        raise Invalid.field("options", _l("Each entry stands once."))
    return _coded(
        [Localized(dict(zip(filled, row, strict=True))) for row in zip(*filled.values(), strict=True)],
        present,
    )


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def _coded(texts: list[Localized], present: tuple[Option, ...]) -> tuple[Option, ...]:
    known = {text: option.code for option in present for text in option.text.values()}
    taken: set[str] = set()
    used = {option.code for option in present}
    out: list[Option] = []
    for text in texts:
        code = next(
            (known[word] for word in text.values() if word in known and known[word] not in taken), None
        )
        if code is None:
            code = next(f"o{n}" for n in range(1, 1_000) if f"o{n}" not in used)
        used.add(code)
        taken.add(code)
        out.append(Option(code, text))
    return tuple(out)


def constraint_of(kind: str, text: FieldText, codes: tuple[str, ...]) -> Constraint:
    """What an answer must be; `codes` are those of the list, of our own or by the port."""
    if kind == Kind.TEXT:
        return TEXT_ANSWER
    if kind == Kind.PROSE:
        return PROSE_ANSWER
    if kind == Kind.NUMBER:
        limits = {"low": text.low, "high": text.high}
        return Decimal(**{name: limit for name, limit in limits.items() if limit is not None})
    return OneOf(codes)


def checked_range(low: float | None, high: float | None) -> None:
    """Refuse a range that no number is in."""
    if low is not None and high is not None and low > high:
        raise Invalid.field("high", _l("The largest number is below the smallest."))


@dataclass(frozen=True)
class Answered:
    """An answer as pages, exports and the API show it."""

    code: str
    label: Localized
    value: str | float
    shown: str
    unit: str = ""
    href: str | None = None
    is_long: bool = False


Values = dict[int, Any]  # field id -> checked value

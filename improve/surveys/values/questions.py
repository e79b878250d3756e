"""A question as it is asked: a frozen value read from its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from improve.core.localized import Localized
from improve.surveys.models import Question
from improve.surveys.values.kinds import (
    LIST_KINDS,
    OTHER,
    SCALES,
    TEXT_KINDS,
    Group,
    Kind,
    Look,
    Scale,
    part,
    rating,
)

NOTHING = Localized()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered, or a row of a matrix; the code is what is stored."""

    code: str
    text: Localized


@dataclass(frozen=True, slots=True)
class Spec:
    """A question with everything that its kind needs.

    Scales have labels for both ends and may offer "cannot say". A text may be about a score question asked on
    an earlier page: then `wording` asks differently for each group of that score. `least` and `most` are limits
    as typed: of a number, a date (ISO 8601), the length of a text, or how many choices may be ticked. `show_if`
    and `end_if` are expressions (`logic.expressions`); `unread` is a condition of another product that nobody
    could translate. `format` and `pattern` say what a short text must look like (`kinds.Format`), `pattern_hint` says
    it to people.
    """

    code: str
    kind: Kind
    text: Localized
    page: int = 1
    hint: Localized = NOTHING
    is_required: bool = False
    low_label: Localized = NOTHING
    high_label: Localized = NOTHING
    offers_not_sure: bool = False
    choices: tuple[Choice, ...] = ()
    about: str | None = None
    wording: Mapping[Group, Localized] = field(default_factory=dict, hash=False)
    rows: tuple[Choice, ...] = ()
    offers_other: bool = False
    look: Look = Look.NUMBERS
    low: int = 1
    high: int = 5
    least: str = ""
    most: str = ""
    is_whole: bool = False
    show_if: str = ""
    end_if: str = ""
    begins_page: bool = False
    revision: int = 1
    unread: str = ""
    format: str = ""
    pattern: str = ""
    pattern_hint: Localized = NOTHING

    @property
    def scale(self) -> Scale | None:
        """The numbers it is answered with: those of its kind, or its own."""
        return rating(self.low, self.high) if self.kind is Kind.RATING else SCALES.get(self.kind)

    @property
    def is_score(self) -> bool:
        return self.kind in SCALES

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT_KINDS

    @property
    def is_asked(self) -> bool:
        """Does it stand on a page? A hidden field does not."""
        return self.kind is not Kind.HIDDEN

    def asked(self, group: Group | None) -> Localized:
        """The wording for somebody whose score is in `group`; None: no score was given."""
        return (self.wording.get(group) if group is not None else None) or self.text

    def names(self) -> tuple[str, ...]:
        """The names under which it is answered, in a form and in a file: `grid.r1`, `fruit.c1`, `fruit.other`."""
        if self.kind is Kind.STATEMENT:
            return ()
        if self.kind is Kind.MATRIX:
            return tuple(part(self.code, row.code) for row in self.rows)
        parts = tuple(part(self.code, choice.code) for choice in self.choices)
        other = (part(self.code, OTHER),) if self.offers_other else ()
        if self.kind in (Kind.MULTIPLE, Kind.RANKING):
            return (*parts, *other)
        return (self.code, *other)

    def choice(self, code: str) -> Choice | None:
        """The answer offered under a code."""
        return next((choice for choice in self.choices if choice.code == code), None)

    def texts(self) -> Iterator[tuple[str, Localized]]:
        """Every text that a respondent meets, with the name of its field; empty optional ones are left out."""
        yield "text", self.text
        if self.hint:
            yield "hint", self.hint
        if self.pattern_hint:
            yield "pattern_hint", self.pattern_hint
        # Words and faces name every step themselves.
        if self.scale is not None and self.look in (Look.NUMBERS, Look.STARS):
            yield "low_label", self.low_label
            yield "high_label", self.high_label
        for row in self.rows:
            yield f"rows.{row.code}", row.text
        for choice in self.choices:
            yield f"choices.{choice.code}", choice.text
        for group, wording in self.wording.items():
            yield f"wording_{group}", wording

    def options(self) -> dict[str, Any]:
        """What goes into the row's JSON column: only what is not the usual."""
        out: dict[str, Any] = {}
        if self.low_label or self.high_label:
            out |= {"low": dict(self.low_label), "high": dict(self.high_label)}
        if self.offers_not_sure:
            out["not_sure"] = True
        for name in ("choices", "rows"):
            items = getattr(self, name)
            if items:
                out[name] = [{"code": item.code, "text": dict(item.text)} for item in items]
        if self.pattern_hint:
            out["pattern_hint"] = dict(self.pattern_hint)
        if self.about is not None:
            out["about"] = self.about
        if self.wording:
            out["wording"] = {str(group): dict(wording) for group, wording in self.wording.items()}
        if self.kind is Kind.RATING:
            out["scale"] = [self.low, self.high]
        if self.kind is Kind.CONSENT:
            out["revision"] = self.revision
        out |= {name: getattr(self, name) for name in _PLAIN if getattr(self, name)}
        if self.look is not Look.NUMBERS:
            out["look"] = str(self.look)
        return out


_PLAIN = (
    "offers_other",
    "least",
    "most",
    "is_whole",
    "show_if",
    "end_if",
    "begins_page",
    "unread",
    "format",
    "pattern",
)


def spec_of(row: Question) -> Spec:
    """The question of a row."""
    options = row.options
    low, high = options.get("scale", (1, 5))
    return Spec(
        code=row.code,
        kind=Kind(row.kind),
        text=row.text,
        page=row.page,
        hint=row.hint or NOTHING,
        is_required=row.is_required,
        low_label=Localized(options.get("low")),
        high_label=Localized(options.get("high")),
        offers_not_sure=bool(options.get("not_sure")),
        choices=_items(options.get("choices", ())),
        rows=_items(options.get("rows", ())),
        about=options.get("about"),
        wording={Group(group): Localized(text) for group, text in options.get("wording", {}).items()},
        look=Look(options.get("look", Look.NUMBERS)),
        low=low,
        high=high,
        revision=options.get("revision", 1),
        pattern_hint=Localized(options.get("pattern_hint")),
        **{name: options[name] for name in _PLAIN if name in options},
    )


def _items(stored: Any) -> tuple[Choice, ...]:
    return tuple(Choice(item["code"], Localized(item["text"])) for item in stored)


def specs_of(rows: list[Question]) -> tuple[Spec, ...]:
    """The questions of a version, in order."""
    return tuple(spec_of(row) for row in rows)


def leading_score(specs: tuple[Spec, ...]) -> Spec | None:
    """The score that a survey is about: its first question on a standard scale."""
    return next((spec for spec in specs if spec.is_score), None)


def by_code(specs: tuple[Spec, ...]) -> dict[str, Spec]:
    """The questions by their code."""
    return {spec.code: spec for spec in specs}


def is_list(kind: Kind) -> bool:
    """Does it offer answers to choose from?"""
    return kind in LIST_KINDS

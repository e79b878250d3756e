"""The columns of a download: one for every answer that any wording asks for, with its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from improve.core.localized import Localized
from improve.core.messages import _, _p
from improve.surveys.logic.piping import named
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, PART, YES, Kind
from improve.surveys.values.questions import Choice, Spec

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """A name under which answers are stored, with its question."""

    name: str
    spec: Spec

    @property
    def piece(self) -> str:
        return self.name.partition(PART)[2]

    def heading(self) -> str:
        """The question's words, with those of the line or answer."""
        text = named(self.spec.text)
        found = next((one for one in (*self.spec.rows, *self.spec.choices) if one.code == self.piece), None)
        if self.piece == OTHER:
            return f"{text} [{_p('choice', 'Other')}]"
        return f"{text} [{named(found.text)}]" if found is not None else text

    def code(self, value: str | None) -> Cell:
        """What is stored, numbers as numbers; of several answers 1 is ticked, 0 is not."""
        spec = self.spec
        if spec.kind is Kind.MULTIPLE and self.piece != OTHER:
            return 1 if value else 0
        if value is None:
            return ""
        if spec.kind is Kind.NUMBER:
            number = float(value)
            return int(number) if number.is_integer() else number
        if (spec.scale is not None or spec.kind is Kind.RANKING) and value.isdecimal():
            return int(value)
        return value

    def label(self, value: str | None) -> Cell:
        """The same in words."""
        spec = self.spec
        if spec.kind is Kind.MULTIPLE and self.piece != OTHER:
            return str(_p("answer", "Yes") if value else _p("answer", "No"))
        if value is None or spec.is_text or self.piece == OTHER:
            return value or ""
        if value == NOT_SURE and (spec.offers_not_sure or spec.kind is Kind.MATRIX):
            return str(_("Cannot say"))
        if spec.kind is Kind.YES_NO:
            return str({YES: _p("answer", "Yes"), NO: _p("answer", "No")}.get(value, value))
        if value == OTHER and spec.offers_other:
            return str(_p("choice", "Other"))
        chosen = spec.choice(value)
        return str(chosen.text) if chosen is not None else self.code(value)


def columns_of(wordings: Sequence[Sequence[Spec]]) -> list[Column]:
    """The columns of all wordings, the newest first: a choice or line that only an older one had is there, too."""
    merged: dict[str, Spec] = {}
    for specs in wordings:
        for spec in specs:
            merged[spec.code] = _joined(merged[spec.code], spec) if spec.code in merged else spec
    return [Column(name, spec) for spec in merged.values() for name in spec.names()]


def _joined(newer: Spec, older: Spec) -> Spec:
    if newer.kind is not older.kind:
        return newer
    return replace(
        newer,
        choices=_both(newer.choices, older.choices),
        rows=_both(newer.rows, older.rows),
        offers_other=newer.offers_other or older.offers_other,
    )


def _both(newer: Sequence[Choice], older: Sequence[Choice]) -> tuple[Choice, ...]:
    known = {one.code for one in newer}
    return (*newer, *(one for one in older if one.code not in known))


def cells(columns: Sequence[Column], answers: Mapping[str, str], *, in_words: bool) -> list[Cell]:
    """The answers of one form, in the order of the columns. Who answered nothing of several choices has no 0."""
    out: list[Cell] = []
    for column in columns:
        several = column.spec.kind is Kind.MULTIPLE
        if several and column.spec.code not in answers:
            out.append("")
            continue
        say: Callable[[str | None], Cell] = column.label if in_words else column.code
        out.append(say(answers.get(column.name)))
    return out


def codebook(columns: Sequence[Column]) -> list[list[Any]]:
    """What the columns and their values mean: column, kind, question, value, words."""
    out: list[list[Any]] = []
    for column in columns:
        spec = column.spec
        out.append([column.name, str(spec.kind), column.heading(), "", ""])
        values: list[tuple[str, Localized | str]] = []
        if spec.kind in (Kind.CHOICE, Kind.MATRIX):
            values = [(choice.code, choice.text) for choice in spec.choices]
        elif spec.scale is not None:
            values = [(str(spec.scale.low), spec.low_label), (str(spec.scale.high), spec.high_label)]
        out += [[column.name, str(spec.kind), "", value, str(words)] for value, words in values]
    return out


__all__ = ["Column", "cells", "codebook", "columns_of"]

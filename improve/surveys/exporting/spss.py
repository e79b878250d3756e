"""Single answers for SPSS: scales and lists as numbers with their words, texts as texts, days as days.

Answers from a list whose codes are a letter and a number (`c1`, `A2`) have that number, so that it stays when an answer
is added; other codes stay texts. "Other" and "cannot say" have numbers of their own, which no list reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from improve.core.messages import _, _p
from improve.core.spss import Format, Measure, Set, Value, Variable, write_sav
from improve.surveys.exporting.answers import OWN, Export
from improve.surveys.exporting.columns import Column
from improve.surveys.invitations.naming import HEADS
from improve.surveys.logic.piping import named
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, YES, Kind, Scale
from improve.surveys.values.questions import Choice

OTHER_NUMBER, NOT_SURE_NUMBER = 996, 998
_NUMBERED = re.compile(r"[A-Za-z]*0*(\d{1,3})")
_TEXT = (Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.HIDDEN, Kind.FILE, Kind.CONSENT)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as a variable; `numbers` are those of its codes, None for values that are numbers or texts."""

    column: Column
    variable: Variable
    numbers: dict[str, int] | None = None

    def value(self, given: str | None) -> Value:
        """What is stored, as the variable has it; None is missing."""
        if given is None or self.variable.is_text:
            return given
        if self.numbers is not None and given in self.numbers:
            return self.numbers[given]
        try:
            return date.fromisoformat(given) if self.variable.format is Format.DAY else float(given)
        except ValueError:
            return None


def write(file: IO[bytes], export: Export, *, now: datetime) -> int:
    """Write the file; how many answers are in it."""
    coded = [coded_of(column) for column in export.columns]
    own = [*OWN, *HEADS[export.survey.anonymity]]
    taken = set(own)
    variables = [
        *(_own(name) for name in own),
        *(_renamed(one.variable, taken) for one in coded),
        *(Variable(name, format=Format.TEXT) for name in export.further_heads()),
    ]
    rows = _rows(export, coded)
    return write_sav(file, variables, rows, now=now, title=str(export.survey.title), sets=list(_sets(coded)))


def _rows(export: Export, coded: Sequence[Coded]) -> Iterator[list[Value]]:
    for filled, who, sent in export.forms():
        own: list[Value] = [filled.day, filled.version, filled.language]
        if who:
            own += [datetime.fromisoformat(who[0]) if who[0] else None, *who[1:]]
        yield [*own, *_values(coded, filled.answers), *export.further(filled.key, sent)]


def _values(coded: Sequence[Coded], answers: dict[str, str]) -> Iterator[Value]:
    """Who answered nothing of several choices is missing in all of them."""
    for one in coded:
        column = one.column
        given = answers.get(column.name)
        if _is_tick(column):
            yield (1 if given else 0) if column.spec.code in answers else None
        else:
            yield one.value(given)


def _own(name: str) -> Variable:
    if name == "day":
        return Variable(name, str(_("Day")), Format.DAY, Measure.SCALE)
    if name == "answered_at":
        return Variable(name, str(_("Answered at (UTC)")), Format.MOMENT, Measure.SCALE)
    if name == "wording":
        return Variable(name, str(_("Wording")), Format.NUMBER, Measure.ORDINAL)
    return Variable(name, str(_("Language")) if name == "language" else "", Format.TEXT)


def _renamed(variable: Variable, taken: set[str]) -> Variable:
    """A question with the code of one of our own columns gets another name, as in the other files."""
    if variable.name not in taken:
        return variable
    return Variable(
        f"{variable.name}_answer",
        variable.label,
        variable.format,
        variable.measure,
        variable.labels,
        variable.missing,
        decimals=variable.decimals,
    )


def _is_tick(column: Column) -> bool:
    return column.spec.kind is Kind.MULTIPLE and column.piece != OTHER


def coded_of(column: Column) -> Coded:
    """The variable of a column."""
    spec, heading = column.spec, column.heading()
    if column.piece == OTHER or spec.kind in _TEXT:
        return Coded(column, Variable(column.name, heading, Format.TEXT))
    if spec.kind is Kind.MULTIPLE:
        labels = ((1, str(_p("answer", "Yes"))), (0, str(_p("answer", "No"))))
        return Coded(column, Variable(column.name, heading, labels=labels))
    if spec.kind is Kind.YES_NO:
        labels = ((1, str(_p("answer", "Yes"))), (0, str(_p("answer", "No"))))
        return Coded(column, Variable(column.name, heading, labels=labels), {YES: 1, NO: 0})
    if spec.kind is Kind.DATE:
        return Coded(column, Variable(column.name, heading, Format.DAY, Measure.SCALE))
    if spec.kind is Kind.NUMBER:
        decimals = 0 if spec.is_whole else 2
        return Coded(column, Variable(column.name, heading, measure=Measure.SCALE, decimals=decimals))
    if spec.kind is Kind.RANKING:
        return Coded(column, Variable(column.name, heading, measure=Measure.ORDINAL))
    return _list(column, heading) if spec.scale is None else _scale(column, heading, spec.scale)


def _scale(column: Column, heading: str, scale: Scale) -> Coded:
    spec = column.spec
    ends = ((scale.low, spec.low_label), (scale.high, spec.high_label))
    labels: list[tuple[Value, str]] = [(number, str(words)) for number, words in ends if words]
    numbers = {}
    if spec.offers_not_sure:
        labels.append((NOT_SURE_NUMBER, str(_("Cannot say"))))
        numbers = {NOT_SURE: NOT_SURE_NUMBER}
    missing = float(NOT_SURE_NUMBER) if numbers else None
    variable = Variable(column.name, heading, measure=Measure.ORDINAL, labels=tuple(labels), missing=missing)
    return Coded(column, variable, numbers)


def _list(column: Column, heading: str) -> Coded:
    spec = column.spec
    named_codes = [(choice.code, named(choice.text)) for choice in spec.choices]
    if spec.kind is Kind.CHOICE and spec.offers_other:
        named_codes.append((OTHER, str(_p("choice", "Other"))))
    not_sure = spec.offers_not_sure or spec.kind is Kind.MATRIX
    if not_sure:
        named_codes.append((NOT_SURE, str(_("Cannot say"))))
    numbers = numbers_of(spec.choices)
    if numbers is None:
        return Coded(column, Variable(column.name, heading, Format.TEXT, labels=tuple(named_codes)))
    numbers |= {OTHER: OTHER_NUMBER, NOT_SURE: NOT_SURE_NUMBER}
    variable = Variable(
        column.name,
        heading,
        measure=Measure.ORDINAL if spec.kind is Kind.MATRIX else Measure.NOMINAL,
        labels=tuple((numbers[code], words) for code, words in named_codes),
        missing=float(NOT_SURE_NUMBER) if not_sure else None,
    )
    return Coded(column, variable, numbers)


def numbers_of(choices: Iterable[Choice]) -> dict[str, int] | None:
    """The numbers in the codes, if each code has one of its own below those that mean something else."""
    out: dict[str, int] = {}
    for choice in choices:
        found = _NUMBERED.fullmatch(choice.code)
        if found is None or int(found.group(1)) >= OTHER_NUMBER:
            return None
        out[choice.code] = int(found.group(1))
    return out if out and len(set(out.values())) == len(out) else None


def _sets(coded: Sequence[Coded]) -> Iterator[Set]:
    """A multiple choice as a set of its answers, for tables of multiple response."""
    ticks: dict[str, list[str]] = {}
    for one in coded:
        if _is_tick(one.column):
            ticks.setdefault(one.column.spec.code, []).append(one.variable.name)
    for one in coded:
        members = ticks.pop(one.column.spec.code, None)
        if members:
            yield Set(one.column.spec.code, named(one.column.spec.text), tuple(members))

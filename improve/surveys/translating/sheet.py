"""A wording's texts as a table, a row for each text and a column for each language, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l
from improve.core.spreadsheets import Table
from improve.core.values import FieldError, Line, Prose
from improve.surveys.languages import code_of, tag_of
from improve.surveys.rules.publishing import Text
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Choice, Spec
from improve.surveys.values.texts import QUESTION_LENGTH, STATEMENT_LENGTH

CODE, FIELD = "code", "field"
LONG_FIELDS = frozenset(("intro", "privacy", "thanks", "thanks_high", "thanks_middle", "thanks_low"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that was not taken; `column` is empty for the whole row."""

    row: int
    column: str
    message: LazyText


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet brings: (code, field) -> text by language; and what was wrong."""

    texts: dict[tuple[str, str], dict[str, str]]
    problems: list[Problem]


def header(languages: Sequence[str]) -> list[str]:
    """The headings: where the text stands, then a column for each language."""
    return [CODE, FIELD, *(tag_of(language) for language in languages)]


def rows(found: Sequence[Text], languages: Sequence[str]) -> list[list[str]]:
    """A row for each text; the survey's own have no code."""
    return [[code, field, *(text.get(language, "") for language in languages)] for code, field, text in found]


def read(table: Table, found: Sequence[Text], languages: Sequence[str]) -> Taken:
    """The texts of a sheet that belong to this wording. An empty cell leaves the text as it is.

    Raises `FieldError` when it is no such sheet at all.
    """
    columns = {heading: code for heading in table.header if (code := code_of(heading)) in languages}
    if not table.has(FIELD) or not columns:
        raise FieldError(
            _l("This is not the translation sheet: it needs the columns “field” and a language such as “en”.")
        )
    known = {(code, field) for code, field, _text in found}
    texts: dict[tuple[str, str], dict[str, str]] = {}
    problems: list[Problem] = []
    for row in table.rows:
        code = _cell(table, row, CODE) if table.has(CODE) else ""
        place = (code, _cell(table, row, FIELD))
        if place not in known:
            problems.append(Problem(row.number, FIELD, _l("This wording has no such text.")))
            continue
        for heading, language in columns.items():
            written = _cell(table, row, heading)
            if not written:
                continue
            try:
                texts.setdefault(place, {})[str(language)] = _limit(place[1]).check(written)
            except FieldError as error:
                problems.append(Problem(row.number, heading, error.message))
    return Taken(texts, problems)


def _cell(table: Table, row: Any, name: str) -> str:
    found = table.cell(row, name)
    return "" if found is None else str(found).strip()


def _limit(field: str) -> Line:
    if field in LONG_FIELDS or field == "text":
        return Prose(STATEMENT_LENGTH if field == "text" else 600)
    return Line(60 if field in ("low_label", "high_label") else QUESTION_LENGTH)


def rewritten(spec: Spec, texts: dict[tuple[str, str], dict[str, str]]) -> Spec:
    """The question with the texts of the sheet."""

    def with_new(field: str, before: Localized) -> Localized:
        new = texts.get((spec.code, field))
        if not new:
            return before
        is_long = spec.kind in (Kind.STATEMENT, Kind.CONSENT)
        kept = {language: text if is_long else " ".join(text.split()) for language, text in new.items()}
        return Localized({**before, **kept})

    def items(name: str, before: Sequence[Choice]) -> tuple[Choice, ...]:
        return tuple(Choice(one.code, with_new(f"{name}.{one.code}", one.text)) for one in before)

    return replace(
        spec,
        text=with_new("text", spec.text),
        hint=with_new("hint", spec.hint),
        pattern_hint=with_new("pattern_hint", spec.pattern_hint),
        low_label=with_new("low_label", spec.low_label),
        high_label=with_new("high_label", spec.high_label),
        rows=items("rows", spec.rows),
        choices=items("choices", spec.choices),
        wording={group: with_new(f"wording_{group}", text) for group, text in spec.wording.items()},
    )


def own_text(
    field: str, before: Localized | None, texts: dict[tuple[str, str], dict[str, str]]
) -> Localized | None:
    """A text of the survey itself with what the sheet has."""
    new = texts.get(("", field))
    return Localized({**(before or {}), **new}) if new else before


def thanks(
    by_group: dict[Group, Localized], texts: dict[tuple[str, str], dict[str, str]]
) -> dict[str, dict[str, str]]:
    """The thanks for each group with what the sheet has, as they are stored."""
    return {
        str(group): dict(own_text(f"thanks_{group}", text, texts) or {}) for group, text in by_group.items()
    }

"""Answers to extra fields that come with a file: judged before their row is stored, kept once it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor
from improve.core.text import fold
from improve.suggestions.fields.kinds import checked, words_of
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.queries import answers_of, fields_of
from improve.suggestions.fields.service import answer
from improve.suggestions.fields.values import Values
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import ImportedSuggestion

# Before the code of an extra field in a mapping: `--map field:MACHINE=Machine`.
FIELD = "field:"


class ImportedAnswers:
    """What the rows of a batch answer, by the key of the row. Nothing is needed: a file has what it has."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self._fields: dict[int, Sequence[Field]] = {}
        self._words: dict[int, dict[str, str]] = {}
        self._taken: dict[str, Values] = {}

    def take(
        self, key: str, row: ImportedSuggestion, category: Category | None, before: Suggestion | None
    ) -> None:
        """Judge a row's answers by the category that it will have; raises `Invalid` with the columns' names."""
        if not row.fields:
            return
        category_id = category.id if category is not None else before.category_id if before else None
        fields = {item.code: item for item in self._of(category_id)}
        raw: dict[int, Any] = {}
        problems: dict[str, list[LazyText]] = {}
        for code, value in row.fields.items():
            if code in fields:
                raw[fields[code].id] = self._meant(fields[code], value)
            else:
                problems[FIELD + code] = [_l("This category has no field “%(code)s”.", code=code)]
        values, wrong = checked(list(fields.values()), raw, self.by, required=False)
        codes = {item.id: code for code, item in fields.items()}
        problems |= {FIELD + codes[field_id]: [message] for field_id, message in wrong.items()}
        if problems:
            raise Invalid(problems)
        self._taken[key] = self._taken.get(key, {}) | values

    def changed(self, key: str, before: Suggestion) -> list[str]:
        """Does the row say something that is not stored yet?"""
        taken = self._taken.get(key)
        if not taken:
            return []
        present: Values = {}
        if before.id is not None:
            present = {found.field_id: found.value for found in answers_of([before.id])[before.id]}
        return ["fields"] if any(present.get(field_id) != value for field_id, value in taken.items()) else []

    def store(self, ideas: Mapping[str, Suggestion]) -> None:
        """Keep them with their ideas, which are stored by now. Fields that the file leaves out stay as they are."""
        for key, values in self._taken.items():
            fields = {item.id: item for item in self._of(ideas[key].category_id) if item.id in values}
            answer(ideas[key], values, fields)

    def _of(self, category_id: int | None) -> Sequence[Field]:
        if category_id is None:
            return ()
        if category_id not in self._fields:
            self._fields[category_id] = fields_of(category_id)
        return self._fields[category_id]

    def _meant(self, item: Field, value: Any) -> Any:
        """The code of an entry that the file names in words."""
        if item.id not in self._words:
            self._words[item.id] = words_of(item, self.by)
        return self._words[item.id].get(fold(str(value)), value)

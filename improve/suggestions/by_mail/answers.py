"""What a mail says beside its text: the category, and answers to its extra fields.

The category is named by the address (`ideas+SAFETY@…`, the category's code) or by a line “Category: Safety”; an answer
is a line “Weight: 12”, with the label or the code of the field. Labels and entries of lists may be in either language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from improve.core.messages import LazyText
from improve.core.policy import Actor
from improve.core.text import fold, tidy
from improve.suggestions.by_mail.replies import meant_by, token_in
from improve.suggestions.fields.kinds import checked, words_of
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.queries import fields_of
from improve.suggestions.fields.values import PREFIX, Kind, Values
from improve.suggestions.models import Category
from improve.suggestions.queries import categories

CATEGORY_LABELS = frozenset({"category", "类别"})  # what the form calls it, in both languages
_LINE = re.compile(r"^[ \t]*([^:：\n]{1,80}?)[ \t]*[:：][ \t]*(\S.{0,1999})$")  # longer ones stay text


@dataclass(frozen=True)
class Said:
    """A mail's text without the lines that answer something, and what these say. `raw`: field id -> as written."""

    problem: str
    category: Category | None = None
    fields: Sequence[Field] = ()
    raw: dict[int, Any] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    problems: dict[int, LazyText] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, list[str]]:
        """The same as the form would have sent it."""
        chosen = {"category_id": [str(self.category.id)]} if self.category is not None else {}
        return chosen | {f"{PREFIX}{field_id}": [str(value)] for field_id, value in self.raw.items()}

    @property
    def by_id(self) -> dict[int, Field]:
        return {item.id: item for item in self.fields}


def category_addressed(to: Iterable[str]) -> Category | None:
    """The open category whose code stands behind the plus of our address."""
    token = token_in(to)
    if not token or meant_by(token) is not None:
        return None
    return next((one for one in categories() if fold(one.code) == fold(token)), None)


def said(text: str, addressed: Category | None, by: Actor) -> Said:
    """Read a mail's text for `by`. What names no open category, no field of it, or one a second time, stays text."""
    lines = tidy(text, lines=True).split("\n")
    category, at = (addressed, None) if addressed is not None else _category_in(lines)
    if at is not None:
        del lines[at]
    if category is None:
        return Said("\n".join(lines))
    fields = fields_of(category.id)
    labels = {
        fold(label): item for item in fields for label in (item.code, *item.newest.label.values()) if label
    }
    raw: dict[int, Any] = {}
    rest = []
    for line in lines:
        found = _LINE.match(line)
        item = labels.get(fold(found[1])) if found else None
        if found is None or item is None or item.id in raw:
            rest.append(line)
        else:
            raw[item.id] = _meant(item, found[2], by)
    values, problems = checked(fields, raw, by)
    return Said(tidy("\n".join(rest), lines=True), category, fields, raw, values, problems)


def _meant(item: Field, words: str, by: Actor) -> str:
    """The code of an entry that is named in words; a number without its unit."""
    unit = item.newest.unit
    if item.kind == Kind.NUMBER and unit and fold(words).endswith(fold(unit)):
        return words[: -len(unit)].rstrip()
    return words_of(item, by).get(fold(words), words)


def _category_in(lines: Sequence[str]) -> tuple[Category | None, int | None]:
    """The open category that a line names, and where that line stands."""
    for at, line in enumerate(lines):
        found = _LINE.match(line)
        if found and fold(found[1]) in CATEGORY_LABELS:
            named = fold(found[2])
            for one in categories():
                if named in (fold(one.code), *map(fold, one.name.values())):
                    return one, at
    return None, None

"""Texts: a line, prose, a secret, one text per language."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import LazyText, _l
from improve.core.text import tidy
from improve.core.values.constraint import Constraint, FieldError, readable


@dataclass(frozen=True)
class Line(Constraint):
    """Text on one line, of at most `longest` characters."""

    longest: int = 200
    shortest: int = 1
    pattern: str | None = None
    hint: LazyText | None = None
    lines = False

    def check(self, raw: Any) -> str:
        text = tidy(readable(raw), lines=self.lines)
        if len(text) > self.longest:
            raise FieldError(
                _l(
                    "This is %(length)s characters long; %(longest)s fit. Please shorten it.",
                    length=len(text),
                    longest=self.longest,
                )
            )
        if len(text) < self.shortest:
            raise FieldError(_l("Please write at least %(shortest)s characters.", shortest=self.shortest))
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            raise FieldError(self.hint or _l("This does not have the expected form."))
        return text

    def attributes(self) -> dict[str, Any]:
        return {"maxlength": self.longest}

    def schema(self) -> dict[str, Any]:
        out: dict[str, Any] = {"type": "string", "minLength": self.shortest, "maxLength": self.longest}
        if self.pattern is not None:
            out["pattern"] = f"^(?:{self.pattern})$"
        return out


@dataclass(frozen=True)
class Prose(Line):
    """Text with line breaks."""

    longest: int = 10_000
    lines = True


@dataclass(frozen=True)
class Secret(Constraint):
    """A password: taken as typed, never trimmed."""

    longest: int = 200
    shortest: int = 1

    def check(self, raw: Any) -> str:
        text = readable(raw)
        if not self.shortest <= len(text) <= self.longest:
            raise FieldError(
                _l(
                    "Please use %(shortest)s to %(longest)s characters.",
                    shortest=self.shortest,
                    longest=self.longest,
                )
            )
        return text

    def attributes(self) -> dict[str, Any]:
        return {"maxlength": self.longest}

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}


@dataclass(frozen=True)
class Translated(Constraint):
    """A text per language (`Localized`); at least one language must be filled."""

    text: Constraint = dataclasses.field(default_factory=Line)

    def check(self, raw: Any) -> Localized:
        if isinstance(raw, str):
            raw = {LANGUAGES[0]: raw}
        if not isinstance(raw, Mapping) or set(raw) - set(LANGUAGES):
            raise FieldError(_l("This must be a text per language."))
        texts = {code: self.text.check(text) for code, text in raw.items() if text not in (None, "")}
        if not any(texts.values()):
            raise FieldError(_l("Please fill in at least one language."))
        return Localized(texts)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {code: self.text.schema() for code in LANGUAGES}}

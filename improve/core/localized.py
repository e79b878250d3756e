"""A text in several languages, with one rule for what to show when a language is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g, has_app_context
from flask_babel import get_locale
from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator

LANGUAGES = ("zh_Hans", "en")
# Where the language of the reader is kept for the request, once it is known; see `web.i18n`.
READER_LANGUAGE = "reader_language"


def language_at_hand() -> str | None:
    """The language of the reader, within an application; a page has hundreds of texts that ask for it."""
    found: str | None = g.get(READER_LANGUAGE)
    if found is not None:
        return found
    locale = get_locale()
    return str(locale) if locale is not None else None


class Localized(Mapping[str, str]):
    """`{"zh_Hans": …, "en": …}`; `str()` gives the reader's language, else the first that is there."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | str | None = None, **more: str) -> None:
        given = {LANGUAGES[0]: texts} if isinstance(texts, str) else dict(texts or {})
        given |= more
        self._texts = {language: text for language, text in given.items() if text}

    @classmethod
    def both(cls, text: str) -> Localized:
        """The same text in every language: names and codes."""
        return cls(dict.fromkeys(LANGUAGES, text))

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Localized) and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._texts.items())))

    def __repr__(self) -> str:
        return f"Localized({self._texts!r})"

    def language_for(self, language: str) -> str | None:
        """The language in which `text(language)` will answer; None when there is no text at all."""
        return next((code for code in (language, *LANGUAGES, *self._texts) if code in self._texts), None)

    def text(self, language: str) -> str:
        """The text in `language`, or in the first language that has one; "" when there is none."""
        found = self.language_for(language)
        return self._texts[found] if found else ""

    def __str__(self) -> str:
        language = language_at_hand() if has_app_context() else None
        return self.text(language or LANGUAGES[0])


class LocalizedJSON(TypeDecorator[Localized]):
    """Stores `Localized` in a JSON column."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Localized | None, dialect: Dialect) -> Any:
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Localized | None:
        return None if value is None else Localized(value)

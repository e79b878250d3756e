"""Texts that people read, kept apart from the moment they are shown.

`_l("Closed since %(day)s", day=day)` can be made anywhere (a rule, a manifest, an event handler),
compared in a test, stored as JSON and rendered later in the reader's language.
A day among the parameters is shown as the reader writes days, also after it was stored.
The extraction keywords are `_`, `_l`, `_n:1,2`, `_ln:1,2`, `_p:1c,2`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import has_app_context
from flask_babel import get_translations

from improve.core.localized import LANGUAGES, Localized, language_at_hand

# Flask-Babel looks its catalog up through several proxies for every text; a page has hundreds of texts.
_catalogs: dict[str, NullTranslations] = {}


def _(msgid: str, /, **params: Any) -> str:
    """Translate now, in the language of the reader at hand."""
    return str(LazyText(msgid, params=params))


def _n(singular: str, plural: str, n: int, /, **params: Any) -> str:
    """Translate a counted text now; `%(n)s` holds the number, as the reader writes numbers."""
    return str(LazyText(singular, plural=plural, n=n, params=params))


def _p(context: str, msgid: str, /) -> str:
    """Translate a word that needs a context."""
    return str(LazyText(msgid, context=context))


def _l(msgid: str, /, **params: Any) -> LazyText:
    """A text to translate when it is shown."""
    return LazyText(msgid, params=params)


def _ln(singular: str, plural: str, n: int, /, **params: Any) -> LazyText:
    """A counted text to translate when it is shown."""
    return LazyText(singular, plural=plural, n=n, params=params)


def _pl(context: str, msgid: str, /) -> LazyText:
    """A word with a context, to translate when it is shown."""
    return LazyText(msgid, context=context)


class LazyText:
    """A message id with its parameters; `str()` renders it in the current language."""

    __slots__ = ("context", "msgid", "n", "params", "plural")

    def __init__(
        self,
        msgid: str,
        *,
        plural: str | None = None,
        n: int | None = None,
        context: str | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        self.msgid = msgid
        self.plural = plural
        self.n = n
        self.context = context
        self.params = dict(params or {})

    def _translated(self) -> str:
        if not has_app_context():
            return self.plural if self.plural is not None and self.n != 1 else self.msgid
        catalog = _catalog()
        if self.plural is not None and self.n is not None:
            return str(catalog.ngettext(self.msgid, self.plural, self.n))
        if self.context is not None:
            return str(catalog.pgettext(self.context, self.msgid))
        return str(catalog.gettext(self.msgid))

    def __str__(self) -> str:
        if not self.params and self.n is None:
            return self._translated()
        params = {key: _shown(value) for key, value in self.params.items()}
        if self.n is not None:
            params.setdefault("n", _counted(self.n))
        text = self._translated()
        return text % params if params else text

    def __mod__(self, params: Mapping[str, Any]) -> LazyText:
        return LazyText(
            self.msgid, plural=self.plural, n=self.n, context=self.context, params={**self.params, **params}
        )

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, LazyText) and self.to_json() == other.to_json())

    def __hash__(self) -> int:
        return hash((self.msgid, self.plural, self.n, self.context))

    def __repr__(self) -> str:
        return f"LazyText({self.msgid!r}, {self.params!r})"

    def to_json(self) -> dict[str, Any]:
        """A plain form for a JSON column; parameters become text unless they are lazy texts or days."""
        params = {key: _stored(value) for key, value in self.params.items()}
        out: dict[str, Any] = {"m": self.msgid}
        if self.plural is not None:
            out |= {"p": self.plural, "n": self.n}
        if self.context is not None:
            out["c"] = self.context
        if params:
            out["v"] = params
        return out

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> LazyText:
        """The text that `to_json` stored."""
        params = {key: _restored(value) for key, value in stored.get("v", {}).items()}
        return cls(
            stored["m"], plural=stored.get("p"), n=stored.get("n"), context=stored.get("c"), params=params
        )


def _catalog() -> NullTranslations:
    language = language_at_hand()
    found = _catalogs.get(language) if language is not None else None
    if found is None:
        found = get_translations()
        if language is not None:
            _catalogs[language] = found
    return found


def _stored(value: Any) -> Any:
    """A parameter in a JSON column: texts keep all their languages, everything else becomes text."""
    if isinstance(value, LazyText):
        return value.to_json()
    if isinstance(value, Localized):
        return {"l": dict(value)}
    if _is_day(value):
        return {"d": value.isoformat()}
    return str(value)


def _restored(value: Any) -> Any:
    """The parameter that `_stored` kept."""
    if not isinstance(value, dict):
        return value
    if "d" in value:
        return date.fromisoformat(value["d"])
    return Localized(value["l"]) if "l" in value else LazyText.from_json(value)


def _counted(n: int) -> str:
    """A count as the reader writes numbers: 1,234."""
    if -1_000 < n < 1_000:
        return str(n)
    language = (language_at_hand() if has_app_context() else None) or "en"
    # Our languages write them alike; Babel reads its pattern anew for each of the hundreds on a page.
    return f"{n:,}" if language in LANGUAGES else str(format_decimal(n, format="#,##0", locale=language))


# How a day is written in a sentence; with the year, because nobody knows when it will be read.
DAYS = {"zh": "y年M月d日", "en": "d MMMM y"}


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _shown(value: Any) -> str:
    language = language_at_hand() if _is_day(value) and has_app_context() else None
    if language is None:
        return str(value)
    return str(format_date(value, DAYS.get(language.partition("_")[0], "long"), locale=language))

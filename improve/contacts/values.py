"""What is kept of a contact, and how addresses and names of attributes are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

from improve.contacts.models import CODE_LENGTH
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.text import tidy, unreadable
from improve.core.values import Constraint, Day, FieldError, Line, Prose, Truth, Whole
from improve.web.i18n import language_of

LONGEST_VALUE = 200
MOST_ATTRIBUTES = 50
# Fields of every contact; no attribute is called so.
OWN = frozenset(("name", "email", "language", "time_zone", "unit"))
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,190}")
_NAMES = {
    "中文": "zh_Hans",
    "汉语": "zh_Hans",
    "chinese": "zh_Hans",
    "英文": "en",
    "英语": "en",
    "english": "en",
}


def code_of(heading: str) -> str:
    """The code of an attribute of that heading ("Last visit" -> "last_visit"); "" where nothing is left of it."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    code = re.sub(r"\W+", "_", text).strip("_")[:CODE_LENGTH].strip("_")
    return "" if not code or code[0].isdigit() or code in OWN else code


@dataclass(frozen=True)
class Address(Constraint):
    """An e-mail address."""

    def check(self, raw: Any) -> str:
        text = Line(254).check(raw)
        host = text.rpartition("@")[2]
        if not _ADDRESS.fullmatch(text) or "." not in host.strip(".") or ".." in text:
            raise FieldError(_l("This is no e-mail address."))
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}


@dataclass(frozen=True)
class LanguageTag(Constraint):
    """A language, by its tag (fr, pt-BR) or, for ours, by its name."""

    def check(self, raw: Any) -> str:
        text = Line(35).check(raw)
        named = _NAMES.get(text.casefold())
        found = named or (language_of(text) if re.fullmatch(r"[A-Za-z0-9_-]+", text) else None)
        if found is not None:
            return found
        try:
            locale = Locale.parse(text.replace("-", "_"))
        except (UnknownLocaleError, ValueError) as error:
            raise FieldError(_l("This is no language tag. Examples: zh, en, fr, pt-BR.")) from error
        code = "-".join(piece for piece in (locale.language, locale.script, locale.territory) if piece)
        if len(code) > 10:
            raise FieldError(_l("This is no language tag. Examples: zh, en, fr, pt-BR."))
        return code


@dataclass(frozen=True)
class Zone(Constraint):
    """A time zone by its IANA name."""

    def check(self, raw: Any) -> str:
        text = Line(64).check(raw)
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise FieldError(_l("This is no time zone. Examples: Asia/Shanghai, Europe/Berlin.")) from error
        return text


@dataclass(frozen=True)
class Attributes(Constraint):
    """Lines of `name: value`, or an object of them."""

    def check(self, raw: Any) -> dict[str, str]:
        pairs = raw.items() if isinstance(raw, Mapping) else self._lines(Prose(10_000).check(raw))
        out: dict[str, str] = {}
        for heading, value in pairs:
            code = code_of(str(heading))
            if not code:
                raise FieldError(_l("“%(name)s” cannot be the name of an attribute.", name=str(heading)[:40]))
            text = value_of(str(value))
            if text:
                out[code] = text
        if len(out) > MOST_ATTRIBUTES:
            raise FieldError(_l("At most %(most)s entries fit.", most=MOST_ATTRIBUTES))
        return out

    def _lines(self, text: str) -> list[tuple[str, str]]:
        out = []
        for line in filter(str.strip, text.split("\n")):
            name, colon, value = line.replace("：", ":", 1).partition(":")
            if not colon:
                raise FieldError(
                    _l("“%(line)s” has no colon. Write one attribute a line, name: value.", line=line[:40])
                )
            out.append((name.strip(), value.strip()))
        return out

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {"type": "string"}}


def value_of(raw: str) -> str:
    """The value of an attribute; raises `FieldError`."""
    problem = unreadable(raw)
    if problem is not None:
        raise FieldError(problem)
    text = tidy(raw, lines=False)
    if len(text) > LONGEST_VALUE:
        raise FieldError(_l("At most %(most)s characters fit.", most=LONGEST_VALUE))
    return text


@dataclass(frozen=True)
class ContactData:
    """What is kept of a contact."""

    email: Annotated[str, Address()]
    name: Annotated[str, Line(120)] = ""
    language: Annotated[str | None, LanguageTag()] = None
    time_zone: Annotated[str | None, Zone()] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    attributes: Annotated[Mapping[str, str], Attributes()] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactRow:
    """A row of a file. What it leaves blank stays as it is."""

    email: Annotated[str, Address()]
    name: Annotated[str, Line(120)] = ""
    language: Annotated[str | None, LanguageTag()] = None
    time_zone: Annotated[str | None, Zone()] = None
    unit: Annotated[str, Line(200)] = ""
    do_not_contact: Annotated[bool, Truth()] = False
    consent_version: Annotated[str, Line(CODE_LENGTH)] = ""
    consent_on: Annotated[date | None, Day()] = None
    attributes: Annotated[Mapping[str, str], Attributes()] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.consent_version) != (self.consent_on is not None):
            name = "consent_on" if self.consent_version else "consent_version"
            raise Invalid.field(name, _l("A consent needs both the version of its text and its date."))


@dataclass(frozen=True)
class NewConsentText:
    """A wording to agree to."""

    version: Annotated[str, Line(CODE_LENGTH, pattern=r"[\w.-]+")]
    text: Annotated[str, Prose(5_000)]


@dataclass(frozen=True)
class NewConsent:
    """That somebody agreed."""

    text_id: Annotated[int, Whole(1)]
    given_on: Annotated[date, Day()]

"""What people fill in about a wave, and how its texts take in what is known of a contact."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from improve.contacts.models import CODE_LENGTH
from improve.contacts.values import LONGEST_VALUE
from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.values import Line, Prose, Translated, Truth, Whole
from improve.surveys.invitations.models import MOST_REMINDERS

_MARK = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
OWN = ("title", "last_day")
LONGEST_PIPED = 300

SUBJECT = Localized(en="A minute for us: {{title}}", zh_Hans="占用您一分钟：{{title}}")
BODY = Localized(
    en="Hello {{contact.name|and thank you for being our customer}},\n\nhow did we do? Your answer takes a minute and "
    "goes straight to the people who can change something.",
    zh_Hans="{{contact.name|尊敬的客户}}，您好！\n\n我们做得怎么样？回答只需一分钟，您的意见会直接送到能够作出改进的同事手中。",
)
REMINDER = Localized(
    en="Hello {{contact.name|again}},\n\nwe asked you a few days ago and have not heard from you. If you have a minute, "
    "we would still like to know.",
    zh_Hans="{{contact.name|尊敬的客户}}，您好！\n\n几天前我们曾邀请您参加调查，尚未收到您的回答。如果您方便，我们仍然很想听听您的意见。",
)


@dataclass(frozen=True)
class WaveData:
    """The texts of a wave, when its mail goes, and to whom."""

    subject: Annotated[Localized, Translated(Line(150))]
    body: Annotated[Localized, Translated(Prose(3_000))]
    reminder: Annotated[Localized, Translated(Prose(3_000))]
    send_from: Annotated[int, Whole(0, 23)] = 9
    send_until: Annotated[int, Whole(1, 24)] = 18
    on_weekends: Annotated[bool, Truth()] = False
    reminders: Annotated[int, Whole(0, MOST_REMINDERS)] = 1
    remind_after: Annotated[int, Whole(1, 30)] = 5
    attribute: Annotated[str, Line(CODE_LENGTH)] = ""
    attribute_is: Annotated[str, Line(LONGEST_VALUE)] = ""
    sample_size: Annotated[int | None, Whole(1, 1_000_000)] = None
    needs_consent: Annotated[bool, Truth()] = False
    ignores_rest: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class RestData:
    """How often a contact may be invited."""

    all_most: Annotated[int, Whole(1, 100)]
    all_days: Annotated[int, Whole(0, 730)]
    here_most: Annotated[int, Whole(1, 100)]
    here_days: Annotated[int, Whole(0, 730)]


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with its marks filled in, as plain text; what is not known becomes the words after the bar."""

    def fill(match: re.Match[str]) -> str:
        return known.get(match[1], "")[:LONGEST_PIPED] or (match[2] or "").strip()

    return _MARK.sub(fill, text)


def check_marks(texts: Mapping[str, Localized], attributes: Collection[str]) -> None:
    """`Invalid` at each text with a mark that nothing stands for."""
    known = {*OWN, "contact.name", *(f"contact.{code}" for code in attributes)}
    errors = {}
    for field, localized in texts.items():
        for text in localized.values():
            wrong = [match[1] for match in _MARK.finditer(text) if match[1] not in known]
            if wrong or text.count("{{") != len(_MARK.findall(text)):
                said = wrong[0][:60] if wrong else "{{"
                errors[field] = [
                    _l(
                        "“%(mark)s” stands for nothing. There are: %(known)s.",
                        mark=said,
                        known=", ".join(sorted(known)[:20]),
                    )
                ]
    if errors:
        raise Invalid(errors)

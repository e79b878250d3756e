"""What a file of another product holds, as far as this one can ask it; and what was not taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from improve.core.localized import Localized
from improve.core.messages import LazyText
from improve.surveys.languages import code_of
from improve.surveys.values.kinds import LONGEST_CODE, LONGEST_PART, OTHER, RESPONSES
from improve.surveys.values.questions import Choice, Spec

ENDS = (Localized(en="lowest", zh_Hans="最低"), Localized(en="highest", zh_Hans="最高"))


class UnreadableSurvey(Exception):
    """The file holds no survey that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something of the file that has no place here, or that somebody has to look at."""

    where: str
    what: str | LazyText


@dataclass
class FoundSurvey:
    """A survey read from a file."""

    title: Localized
    languages: list[str]
    intro: Localized | None = None
    thanks: Localized | None = None
    questions: list[Spec] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    # What is called otherwise here: the file's code of a question -> ours; of our question, the file's choices -> ours.
    renamed: dict[str, str] = field(default_factory=dict)
    renamed_choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def leave(self, where: str, what: str | LazyText) -> None:
        """Note what was not taken; a plain `what` stood so in the file."""
        self.not_taken.append(NotTaken(where[:200], what[:500] if isinstance(what, str) else what))


class Codes:
    """Codes as they may be here, each used once; those of other products may be longer or hold other letters."""

    def __init__(self, longest: int = LONGEST_CODE) -> None:
        self.longest = longest
        self._used: set[str] = {RESPONSES, OTHER}
        self.renamed: dict[str, str] = {}

    def of(self, raw: str) -> str:
        """The code for one of the file."""
        stem = re.sub(r"[^A-Za-z0-9_]+", "_", raw.strip()).strip("_")
        if self.longest == LONGEST_CODE and not re.match(r"[A-Za-z]", stem):
            stem = f"q{stem}"
        stem = stem or "c"
        code = stem[: self.longest]
        number = 1
        while code.lower() in self._used:
            number += 1
            suffix = f"_{number}"
            code = stem[: self.longest - len(suffix)] + suffix
        self._used.add(code.lower())
        if code != raw:
            self.renamed[raw] = code
        return code


def choices(found: Iterable[tuple[str, Localized]]) -> tuple[tuple[Choice, ...], dict[str, str]]:
    """Choices with codes that may be used here, and theirs by the file's."""
    codes = Codes(LONGEST_PART)
    out, by_raw = [], {}
    for raw, text in found:
        by_raw[raw] = codes.of(raw)
        out.append(Choice(by_raw[raw], text or Localized.both(raw)))
    return tuple(out), by_raw


def language(tag: str) -> str | None:
    """Our code for a language of the file."""
    return code_of(tag)

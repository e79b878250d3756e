"""The texts of the catalogs in their original words, to find them where they should have been translated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from tests.page import words

TRANSLATIONS = Path(__file__).resolve().parent.parent / "improve" / "translations"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|\{\w*\}")
A_WORD = re.compile(r"[A-Za-z]{3}")


class Originals:
    """The English texts of a catalog that read differently in its language."""

    def __init__(self, catalogs: Iterable[Path]) -> None:
        self._exact: set[str] = set()
        self._patterns: list[re.Pattern[str]] = []
        for catalog in catalogs:
            with catalog.open("rb") as file:
                for message in read_po(file):
                    sources = message.id if isinstance(message.id, (list, tuple)) else [message.id]
                    targets = (
                        message.string if isinstance(message.string, (list, tuple)) else [message.string]
                    )
                    for source in sources:
                        if source and source not in targets:
                            self._take(words(source))

    def _take(self, source: str) -> None:
        parts = PLACEHOLDER.split(source)
        if len(parts) == 1:
            self._exact.add(source.replace("%%", "%"))
        elif A_WORD.search("".join(parts)):
            self._patterns.append(re.compile(".+".join(re.escape(part.replace("%%", "%")) for part in parts)))

    def fits(self, text: str) -> bool:
        """Is the text an original, or one with values filled in?"""
        if not A_WORD.search(text):
            return False
        return text in self._exact or any(pattern.fullmatch(text) for pattern in self._patterns)


@cache
def originals(language: str) -> Originals:
    """The originals that have to be translated into `language` (a folder of the catalogs)."""
    return Originals(sorted((TRANSLATIONS / language).glob("*.po")) if language != "en" else ())

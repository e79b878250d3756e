"""Typing errors in English words: the nearest word of the thesaurus stands in for one that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from improve.core.text import fold
from improve.suggestions.similar.thesaurus import stem, thesaurus
from improve.suggestions.similar.words import ENGLISH_STOP, RUN, is_chinese

SHORTEST = 4


def corrected(text: str, is_known: Callable[[str], bool]) -> str:
    """The folded text with unknown words replaced. `is_known` tells whether any idea has a stem."""

    def nearest(word: str) -> str:
        if len(word) < SHORTEST or is_chinese(word) or word in ENGLISH_STOP or not word.isalpha():
            return word
        stemmed = stem(word)
        if (stemmed,) in thesaurus().english or word in _spelled() or is_known(stemmed):
            return word
        return closest(word, thesaurus().spelled) or word

    return RUN.sub(lambda match: nearest(match[0]), fold(text))


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word that is a slip of the finger away: one edit, or two in a long word."""
    found = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=slips(word))
    return str(found[0]) if found is not None else None


def slips(word: str) -> int:
    """How many edits still count as a slip."""
    return 1 if len(word) < 7 else 2


@cache
def _spelled() -> frozenset[str]:
    return frozenset(thesaurus().spelled)

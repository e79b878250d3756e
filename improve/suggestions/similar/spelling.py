"""Typing errors: the nearest word of the thesaurus, or of the ideas at hand, stands in for one that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from improve.core.stop_words import ENGLISH_STOP
from improve.core.text import fold
from improve.suggestions.similar.mistaken import righted
from improve.suggestions.similar.thesaurus import stem, thesaurus
from improve.suggestions.similar.usual import usual
from improve.suggestions.similar.words import RUN, is_chinese

SHORTEST = 4


def corrected(
    text: str,
    is_known: Callable[[str], bool],
    words: Collection[str] = (),
    there: Collection[str] = (),
    *,
    is_last: bool = True,
) -> str:
    """The folded text with unknown words replaced by one of `words`, or else of the thesaurus, and wrong Chinese
    characters by the right ones (see `mistaken`, also for `there`).

    `is_known` tells whether any idea has a stem. If this `is_last`, an unknown word at the end is taken for one
    that is still being typed, and left out.
    """
    folded = fold(text)
    runs = list(RUN.finditer(folded))
    pieces: list[str] = []
    end = 0
    for run in runs:
        pieces.append(folded[end : run.start()])
        end = run.end()
        word = run[0]
        if _is_word(word) and not _is_known(word, is_known):
            near = _meant(word, words)
            unfinished = is_last and near is None and end == len(folded) and len(runs) > 1
            word = "" if unfinished else near or word
        elif is_chinese(word):
            word = righted(word, there)
        pieces.append(word)
    return "".join([*pieces, folded[end:]])


def _is_word(word: str) -> bool:
    return not is_chinese(word) and word.isalpha() and word not in ENGLISH_STOP


def _meant(word: str, words: Collection[str]) -> str | None:
    """The nearest word of the ideas at hand, or else of the thesaurus, or else of those that everybody uses."""
    for known in (words, thesaurus().spelled, usual().usual):
        # The lists have not every plural.
        if near := closest(word, known) or (word.endswith("s") and closest(word[:-1], known)):
            return near
    return None


def _is_known(word: str, is_known: Callable[[str], bool]) -> bool:
    stemmed = stem(word)
    return (
        (stemmed,) in thesaurus().english
        or word in _spelled()
        or stemmed in usual().known
        or is_known(stemmed)
    )


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word that is a slip of the finger away: one edit, or two in a long word."""
    if len(word) < SHORTEST:
        return None
    # The stubs of rapidfuzz know scorers that answer floats; distances are whole numbers.
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips(word), limit=8)  # type: ignore[arg-type]
    return max((str(item[0]) for item in found), key=lambda other: fuzz.ratio(word, other), default=None)


def slips(word: str) -> int:
    """How many edits still count as a slip."""
    return 1 if len(word) < 7 else 2


@cache
def _spelled() -> frozenset[str]:
    return frozenset(thesaurus().spelled)

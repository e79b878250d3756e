"""The words of a comment: Chinese cut by a dictionary, English by its stems; what says nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import rjieba

from improve.core.stemming import stem_of
from improve.core.stop_words import CHINESE_STOP, ENGLISH_STOP
from improve.core.text import fold

_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_CHINESE}]+|[^\W\d_{_CHINESE}]+(?:['’][^\W\d_{_CHINESE}]+)?")
_IS_CHINESE = re.compile(rf"[{_CHINESE}]")
SHORTEST_ENGLISH = 3
LONGEST_WORD = 40


@lru_cache(maxsize=20_000)
def words_of(text: str) -> Mapping[str, str]:
    """The word's key (an English stem, or the Chinese word) -> how it is written, each once, in order."""
    found: dict[str, str] = {}
    for run in _RUN.findall(fold(text)):
        if _IS_CHINESE.match(run):
            for word in rjieba.cut(run):
                if len(word) > 1 and word not in CHINESE_STOP:
                    found.setdefault(word[:LONGEST_WORD], word[:LONGEST_WORD])
        else:
            word = run.replace("’", "'")
            if len(word) >= SHORTEST_ENGLISH and word not in ENGLISH_STOP:
                plain = word.removesuffix("'s")[:LONGEST_WORD]
                found.setdefault(stem_of(plain), plain)
    return found


@lru_cache(maxsize=20_000)
def _searchable(text: str) -> tuple[str, str]:
    """The folded text, and the stems of its words that are not Chinese between single spaces."""
    folded = fold(text)
    return folded, f" {' '.join(_stems(folded))} "


def _stems(folded: str) -> list[str]:
    runs = (run for run in _RUN.findall(folded) if not _IS_CHINESE.match(run))
    return [stem_of(run.replace("’", "'").removesuffix("'s")) for run in runs]


@lru_cache(maxsize=4_096)
def _needle(word: str) -> tuple[bool, str]:
    folded = fold(word).strip()
    if _IS_CHINESE.search(folded):
        return True, folded
    stems = _stems(folded)
    return False, f" {' '.join(stems)} " if stems else ""


def mentions(text: str, words: Iterable[str]) -> bool:
    """Does the text hold one of the words or phrases? English in any form of the word, Chinese as it is written."""
    folded, stems = _searchable(text)
    for word in words:
        is_chinese, needle = _needle(word)
        if needle and needle in (folded if is_chinese else stems):
            return True
    return False

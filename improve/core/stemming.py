"""The stems of English words, for whoever asks at the same time."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import snowballstemmer  # type: ignore[import-untyped]

_stemmer = snowballstemmer.stemmer("english")
# The stemmer keeps the word it works on in itself: two threads at once would get stems of each other's words.
_alone = Lock()


@lru_cache(maxsize=16_384)
def stem_of(word: str) -> str:
    """The stem of an English word in small letters (Porter's second algorithm)."""
    with _alone:
        stem: str = _stemmer.stemWord(word)
    return stem

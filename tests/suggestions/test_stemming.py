"""Stems of English words."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import snowballstemmer  # type: ignore[import-untyped]

from improve.core.stemming import stem_of

ROOTS = ("batteri", "pallet", "organiz", "hop", "relat", "weld", "conveyor", "gener")
ENDINGS = ("", "s", "es", "ed", "ing", "ation", "ational", "fulness", "ingly", "izer", "ously", "ement")


def test_who_asks_at_the_same_time_gets_the_stems_of_their_own_words() -> None:
    words = [f"{root}{letter}{ending}" for root in ROOTS for letter in "abcde" for ending in ENDINGS]
    alone = snowballstemmer.stemmer("english")
    expected = [alone.stemWord(word) for word in words]
    start = Barrier(8)

    def ask(number: int) -> list[str]:
        start.wait(timeout=30)
        mine = words[number * 50 :] + words[: number * 50]
        found = dict(zip(mine, map(stem_of.__wrapped__, mine), strict=True))
        return [found[word] for word in words]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert all(found == expected for found in pool.map(ask, range(8)))
    finally:
        sys.setswitchinterval(before)

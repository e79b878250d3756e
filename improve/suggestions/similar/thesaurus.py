"""Reading `thesaurus.txt`: which words mean about the same, in Chinese and English.

One meaning a line, `~` in front of a common one (twice and three times: very common). Words of a line share its
number; a word may have several. The version changes with the file, so that stored analyses are renewed.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from improve.core.stemming import stem_of
from improve.core.text import fold, is_cjk

FILE = Path(__file__).with_name("thesaurus.txt")
# How much a word says, by the number of marks in front of its line.
WEIGHTS = (3.4, 2.6, 2.0, 1.4)
# A change of the analysis itself: count up.
ANALYSIS = 2
WORD = re.compile(r"[a-z0-9]+(?:[&'][a-z]+)*")


@dataclass(frozen=True)
class Thesaurus:
    """`chinese`: word -> meanings; `english`: stems of a word or phrase -> meanings; `weights` by meaning.

    `spelled` are the English words as they are written, `near` the meanings that share a word with a meaning.
    """

    version: int
    chinese: dict[str, frozenset[int]]
    english: dict[tuple[str, ...], frozenset[int]]
    spelled: tuple[str, ...]
    weights: dict[int, float]
    near: dict[int, frozenset[int]]
    longest_chinese: int
    longest_english: int


def stem(word: str) -> str:
    """The stem of an English word."""
    return stem_of(word.removesuffix("'s"))


@cache
def thesaurus() -> Thesaurus:
    """The one we ship."""
    content = FILE.read_text(encoding="utf-8")
    chinese: defaultdict[str, set[int]] = defaultdict(set)
    english: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    weights: dict[int, float] = {}
    spelled: set[str] = set()
    for line in content.splitlines():
        if not line.strip() or line.startswith(("#", "=")):
            continue
        meaning = len(weights) + 1
        words = line.lstrip("~")
        weights[meaning] = WEIGHTS[len(line) - len(words)]
        for word in re.split(r"[,|]", fold(words)):
            text = word.strip()
            if is_cjk(text):
                chinese[text].add(meaning)
            elif parts := WORD.findall(text.replace("-", " ")):
                english[tuple(map(stem, parts))].add(meaning)
                spelled.update(parts)
    return Thesaurus(
        version=zlib.crc32(f"{ANALYSIS}\n{content}".encode()) & 0x7FFFFFFF,
        chinese={word: frozenset(found) for word, found in chinese.items()},
        english={stems: frozenset(found) for stems, found in english.items()},
        spelled=tuple(sorted(spelled)),
        weights=weights,
        near=_near([*chinese.values(), *english.values()]),
        longest_chinese=max(map(len, chinese)),
        longest_english=max(map(len, english)),
    )


def _near(together: list[set[int]]) -> dict[int, frozenset[int]]:
    """Meanings that share a word."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for meanings in together:
        if len(meanings) > 1:
            for meaning in meanings:
                near[meaning] |= meanings - {meaning}
    return {meaning: frozenset(others) for meaning, others in near.items()}

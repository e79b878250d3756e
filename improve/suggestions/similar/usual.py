"""Reading `usual.txt`: which English words there are at all, and which words everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from improve.suggestions.similar.thesaurus import stem

FILE = Path(__file__).with_name("usual.txt")
# Up to these places of the lists, by frequency, a word without a meaning of its own says this much of what a rare one does.
ENGLISH_SHARES = ((200, 0.2), (800, 0.4), (2000, 0.65), (6000, 0.85))
CHINESE_SHARES = ((150, 0.3), (600, 0.5), (2000, 0.75))
EVERYWHERE = (
    600  # Chinese characters before this place stand alone so often that they are hardly ever a mistake
)


@dataclass(frozen=True)
class Usual:
    """Places by frequency: of stems of English words, and of Chinese words.

    `known`: stems of all English words; `usual`: the frequent ones as they are written.
    """

    english: dict[str, int]
    chinese: dict[str, int]
    known: frozenset[str]
    usual: tuple[str, ...]


@cache
def usual() -> Usual:
    """The lists we ship."""
    words: dict[str, list[str]] = {"= english": [], "= other english": [], "= chinese": []}
    part = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            part = line
        elif not line.startswith("#"):
            words[part] += line.split()
    stems = [stem(word) for word in words["= english"]]
    return Usual(
        english={word: place for place, word in reversed(list(enumerate(stems)))},
        chinese={word: place for place, word in enumerate(words["= chinese"])},
        known=frozenset(stems).union(map(stem, words["= other english"])),
        usual=tuple(word for word in words["= english"] if len(word) > 3),
    )


def share_said(word: str, *, chinese: bool) -> float:
    """How much a word says, a stem if English, from 0 to 1: the less, the more everybody uses it."""
    place = (usual().chinese if chinese else usual().english).get(word)
    if place is None:
        return 1.0
    shares = CHINESE_SHARES if chinese else ENGLISH_SHARES
    return next((share for limit, share in shares if place < limit), 1.0)

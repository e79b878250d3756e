"""Wrong Chinese characters: one that sounds or looks alike is read as the one that makes a word.

People type by sound and take the wrong line of the list (食堂才单 for 食堂菜单), or a camera reads one character for
another. A character is only doubted where it stands in no word; it is replaced where the result is a word of the
thesaurus, or stands in one of the ideas at hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path

from improve.suggestions.similar.thesaurus import thesaurus
from improve.suggestions.similar.usual import EVERYWHERE, usual
from improve.suggestions.similar.words import cut

FILE = Path(__file__).with_name("characters.txt")
LONGEST = 4
PAIR = 2.5  # what speaks for a pair of characters that stands in an idea
SAME_SOUND, NEAR_SOUND, LOOKS = 0.1, 0.3, 0.2
# These stand anywhere and make a word with anything.
NEVER = frozenset(
    "的了着过是在有和与就都也还很太又再没要能会可得地把被给让对从到里上下中个们这那不一用二三四五六七八九十两几半"
)
# Syllables that many people do not tell apart, in speaking or in typing.
NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def alike(character: str) -> dict[str, float]:
    """The characters that may have been meant, with how far they are from this one."""
    sounds, of_sound, looks = _read()
    found: dict[str, float] = {}
    for other in looks.get(character, ""):
        found[other] = LOOKS
    for sound in sounds.get(character, ()):
        for near in of_sound:
            distance = SAME_SOUND if near == sound else NEAR_SOUND
            if near == sound or _blurred(near) == _blurred(sound):
                for other in of_sound[near]:
                    found[other] = min(found.get(other, 1.0), distance)
    found.pop(character, None)
    return found


@cache
def _blurred(sound: str) -> str:
    for clear, blurred in NEAR[:3]:
        if sound.startswith(clear):
            sound = blurred + sound[len(clear) :]
    for clear, blurred in NEAR[3:]:
        if sound.endswith(clear):
            sound = sound[: -len(clear)] + blurred
    return sound


@cache
def _read() -> tuple[dict[str, list[str]], dict[str, str], dict[str, str]]:
    """Syllables by character, characters by syllable, look-alikes by character."""
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    of_sound: dict[str, str] = {}
    looks: defaultdict[str, str] = defaultdict(str)
    part = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            part = line
        elif line and not line.startswith("#"):
            key, characters = line.split(" ")
            if part == "= sounds":
                of_sound[key] = characters
                for character in characters:
                    sounds[character].append(key)
            else:
                looks[key] += characters
                for character in characters:
                    looks[character] += key
    return dict(sounds), of_sound, dict(looks)


@dataclass(frozen=True)
class Reading:
    """A character that may have been meant at a place of a run, and how much speaks for it."""

    place: int
    character: str
    support: float


def righted(run: str, there: Collection[str] = ()) -> str:
    """A run of Chinese characters with those replaced that make no word but nearly do.

    `there` holds the pairs, triples and quadruples of neighbors in the ideas at hand.
    """
    if len(run) < 2:
        return run
    standing = _standing(run)
    found = [reading for place in range(len(run)) for reading in _readings(run, place, standing, there)]
    changed: dict[int, str] = {}
    for reading in sorted(found, key=lambda reading: (-reading.support, reading.place)):
        near = range(reading.place - 1, reading.place + 2)
        if not any(place in changed for place in near):
            changed[reading.place] = reading.character
    return "".join(changed.get(place, character) for place, character in enumerate(run))


def grams(texts: Iterator[str]) -> frozenset[str]:
    """The two, three and four characters that follow each other in Chinese texts."""
    found: set[str] = set()
    for text in texts:
        grown: Sequence[str] = text
        for length in range(2, LONGEST + 1):
            grown = list(map(add, grown, text[length - 1 :]))
            found.update(grown)
    return frozenset(found)


def _standing(run: str) -> list[tuple[int, int, str]]:
    """For each place the beginning, end and kind of the word it stands in."""
    out: list[tuple[int, int, str]] = []
    for word, kind in cut(run):
        start = len(out)
        if kind == "rest":
            out += [(start + step, start + step + 1, kind) for step in range(len(word))]
        else:
            out += [(start, start + len(word), kind)] * len(word)
    return out


def _readings(
    run: str, place: int, standing: list[tuple[int, int, str]], there: Collection[str]
) -> Iterator[Reading]:
    start, end, kind = standing[place]
    if run[place] in NEVER or (kind == "known" and end - start > 1):
        return
    own = max((len(gram) for _first, gram in _windows(run, place) if gram in there), default=0)
    # A word of the dictionary, and a character that often stands alone, is left alone unless more speaks against it.
    least = float(max(own, end - start if end - start > 1 else 0))
    if usual().chinese.get(run[place], EVERYWHERE) < EVERYWHERE:
        least = max(least, PAIR)
    known = thesaurus().chinese
    for other, distance in alike(run[place]).items():
        meant = run[:place] + other + run[place + 1 :]
        best = 0.0
        for first, gram in _windows(meant, place):
            speaks = gram in there or (
                gram in known and (len(gram) > 2 or (distance <= SAME_SOUND and kind != "known"))
            )
            if speaks and not _cuts(first, first + len(gram), standing):
                best = max(best, len(gram) + 0.5 * (gram in there))
        if best > least:
            yield Reading(place, other, best - distance)


def _windows(run: str, place: int) -> Iterator[tuple[int, str]]:
    for length in range(2, LONGEST + 1):
        for first in range(max(place - length + 1, 0), min(place, len(run) - length) + 1):
            yield first, run[first : first + length]


def _cuts(first: int, last: int, standing: list[tuple[int, int, str]]) -> bool:
    """Does a window divide a word of the thesaurus?"""
    return any(
        kind == "known" and end - start > 1 and (start < first or end > last)
        for start, end, kind in standing[first:last]
    )

"""How near an idea is to a title: plain numbers from the words, the characters and the vectors of both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from improve.core.stop_words import CHINESE_STOP, ENGLISH_STOP
from improve.core.text import fold
from improve.suggestions.similar.spelling import SHORTEST, closest
from improve.suggestions.similar.thesaurus import stem, thesaurus
from improve.suggestions.similar.words import (
    RUN,
    Unit,
    characters,
    is_chinese,
    pairs,
    units,
)

SAME_MEANING, NEAR_MEANING, SHARED_CHARACTERS, SAME_BEGINNING = 0.9, 0.4, 0.5, 0.7
BEGINNING = 5
MOST_KEPT = 8_192

FIRST = ("title", "whole", "covered", "covered_whole", "covers", "covers_text", "characters", "characters_whole",
         "pairs", "characters_back", "ratio", "partial", "mass", "both")  # fmt: skip
SECOND = ("first", "lead", "rest_title", "rest_whole", "left", "left_there", "left_whole", "apart", *FIRST,
          "units", "length", "units_there", "beside", "is_best")  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One text with what is asked of it again and again."""

    text: str
    found: tuple[Unit, ...]

    @cached_property
    def surfaces(self) -> frozenset[str]:
        return frozenset(unit.surface for unit in self.found)

    @cached_property
    def meanings(self) -> frozenset[int]:
        return frozenset(meaning for unit in self.found for meaning in unit.meanings)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Single Chinese characters, and beginnings of English words."""
        found: set[str] = set()
        for unit in self.found:
            if is_chinese(unit.surface):
                found |= set(unit.surface)
            else:
                found |= {word[:BEGINNING] for word in unit.surface.split() if len(word) >= 4}
        return frozenset(found)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """English words that are long enough to be misspelled recognizably."""
        return tuple(
            word
            for unit in self.found
            for word in unit.surface.split()
            if len(word) >= SHORTEST and not is_chinese(word)
        )

    @cached_property
    def characters(self) -> frozenset[str]:
        return characters(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return pairs(self.text)


def side_of(text: str) -> Side:
    """A text that was just typed."""
    return Side(fold(text), units(text))


@dataclass(frozen=True)
class Idea:
    """An idea as it is compared: its title, its text, and both."""

    suggestion_id: int
    title: Side
    body: Side

    @cached_property
    def whole(self) -> Side:
        return Side(f"{self.title.text} {self.body.text}", self.title.found + self.body.found)


def covered(asked: Side, there: Side) -> float:
    """The share of what `asked` says that `there` says as well, from 0 to 1."""
    total = sum(unit.weight for unit in asked.found)
    if not total:
        return 0.0
    return sum(unit.weight * _match(unit, there) for unit in asked.found) / total


def _match(unit: Unit, there: Side) -> float:
    if unit.surface in there.surfaces:
        return 1.0
    if not unit.meanings.isdisjoint(there.meanings):
        return SAME_MEANING
    soft = 0.0
    if is_chinese(unit.surface):
        if len(unit.surface) > 1:
            shared = sum(character in there.pieces for character in unit.surface)
            soft = SHARED_CHARACTERS * shared / len(unit.surface)
    elif any(word[:BEGINNING] in there.pieces for word in unit.surface.split() if len(word) >= 4) or (
        not unit.meanings and len(unit.surface) >= SHORTEST and closest(unit.surface, there.words)
    ):
        soft = SAME_BEGINNING
    if soft < NEAR_MEANING and not _near(unit.meanings).isdisjoint(there.meanings):
        soft = NEAR_MEANING
    return soft


@lru_cache(maxsize=MOST_KEPT)
def _near(meanings: frozenset[int]) -> frozenset[int]:
    """The meanings that share a word with one of these."""
    near = thesaurus().near
    return frozenset().union(*(near.get(meaning, ()) for meaning in meanings))


def _share(asked: Collection[str], there: Collection[str]) -> float:
    return sum(1 for item in asked if item in there) / len(asked) if asked else 0.0


def first_features(asked: Side, idea: Idea, title_cosine: float, whole_cosine: float) -> list[float]:
    """In the order of `FIRST`."""
    share = covered(asked, idea.title)
    back = covered(idea.title, asked)
    mass = sum(
        unit.weight
        for unit in asked.found
        if unit.surface in idea.whole.surfaces or unit.meanings & idea.whole.meanings
    )
    return [
        title_cosine,
        whole_cosine,
        share,
        covered(asked, idea.whole),
        back,
        covered(idea.body, asked),
        _share(asked.characters, idea.title.characters),
        _share(asked.characters, idea.whole.characters),
        _share(asked.pairs, idea.title.pairs),
        _share(idea.title.characters, asked.characters),
        fuzz.ratio(asked.text, idea.title.text) / 100,
        fuzz.partial_ratio(asked.text, idea.title.text) / 100,
        mass / 10,
        min(share, back),
    ]


# What is left after taking out what both say: the same thing in question may have another wish.


@dataclass(frozen=True)
class Rests:
    """What is left of the asked title and of the idea's, and how much, as shares of what says something."""

    asked: str
    title: str
    left: float
    left_there: float
    left_whole: float

    def features(self, title_cosine: float, whole_cosine: float) -> list[float]:
        """`rest_title` to `apart` of `SECOND`; a text of which nothing is left is as near as can be."""
        near = title_cosine if self.left and self.left_there else 1.0
        return [
            near,
            whole_cosine if self.left else 1.0,
            self.left,
            self.left_there,
            self.left_whole,
            (1 - near) * min(self.left, self.left_there),
        ]


def rests(asked: Side, idea: Idea) -> Rests:
    """The rests of both."""
    body = idea.body.text
    mine, theirs = without(asked.text, idea.title.text), without(idea.title.text, asked.text)
    mine_of_both = without(asked.text, f"{idea.title.text} {body}")
    size = max(content(asked.text), 1)
    return Rests(
        asked=mine,
        title=theirs,
        left=content(mine) / size,
        left_there=content(theirs) / max(content(idea.title.text), 1),
        left_whole=content(mine_of_both) / size,
    )


def without(text: str, other: str) -> str:
    """`text` without the Chinese strings of two or more characters and the English words that `other` has."""
    stems = frozenset(stem(word) for word in RUN.findall(other) if not is_chinese(word))
    out: list[str] = []
    for run in RUN.findall(text):
        if is_chinese(run):
            out.append(_without_shared(run, other))
        elif stem(run) not in stems:
            out.append(run)
    return " ".join(filter(None, out))


def _without_shared(run: str, other: str) -> str:
    left: list[str] = []
    place = 0
    while place < len(run):
        length = 0
        while place + length < len(run) and run[place : place + length + 1] in other:
            length += 1
        if length < 2:
            left.append(run[place])
            length = 1
        place += length
    return "".join(left)


def content(text: str) -> int:
    """How many characters (Chinese) and words (English) say something."""
    count = 0
    for run in RUN.findall(text):
        if is_chinese(run):
            count += sum(character not in CHINESE_STOP for character in run)
        else:
            count += run not in ENGLISH_STOP
    return count


def weighted(values: Sequence[float], weights: Sequence[float], constant: float) -> float:
    """The value of a linear model."""
    return constant + sum(value * weight for value, weight in zip(values, weights, strict=True))

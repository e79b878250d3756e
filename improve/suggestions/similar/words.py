"""Cutting a text into units: words with their meanings and how much they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from improve.core.stop_words import CHINESE_STOP, ENGLISH_STOP
from improve.core.text import fold
from improve.suggestions.similar.thesaurus import WORD, stem, thesaurus
from improve.suggestions.similar.usual import share_said

UNKNOWN = 3.4  # what a word says that the thesaurus does not have
RUN = re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff]+|{WORD.pattern}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase: how it is written (stemmed), what it can mean, and how much it says."""

    surface: str
    meanings: frozenset[int]
    weight: float


def is_chinese(text: str) -> bool:
    """Does a folded run begin with a Chinese character?"""
    return "\u3400" <= text[0] <= "\u9fff"


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[Unit, ...]:
    """The units of a text, each once, in order."""
    found: list[Unit] = []
    english: list[str] = []
    for run in RUN.findall(fold(text).replace("-", " ")):
        if is_chinese(run):
            found += _english(english)
            english = []
            found += _chinese(run)
        else:
            english.append(run)
    found += _english(english)
    return tuple(dict.fromkeys(found))


def _unit(surface: str, meanings: frozenset[int], scale: float = 1.0) -> Unit:
    weights = thesaurus().weights
    if meanings:
        weight = min(weights[meaning] for meaning in meanings)
    else:
        weight = UNKNOWN * share_said(surface, chinese=is_chinese(surface))
    return Unit(surface, meanings, round(weight * scale, 3))


def _english(words: list[str]) -> Iterator[Unit]:
    """The longest phrases of the thesaurus first; words that say nothing are left out."""
    known, longest = thesaurus().english, thesaurus().longest_english
    stems = [stem(word) for word in words]
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = tuple(stems[place : place + length])
            if phrase in known and not (length == 1 and words[place] in ENGLISH_STOP):
                yield _unit(" ".join(phrase), known[phrase])
                step = length
                break
        else:
            if words[place] not in ENGLISH_STOP and not words[place].isdigit():
                yield _unit(stems[place], frozenset())
        place += step


def _chinese(run: str) -> Iterator[Unit]:
    known = thesaurus().chinese
    for word, kind in cut(run):
        if kind == "known":
            yield _unit(word, known[word], 1.0 if len(word) > 1 else 0.7)
        elif kind == "word":
            yield _unit(word, frozenset())
        elif kind == "rest" and len(word) == 1:
            yield _unit(word, frozenset(), 0.5)
        elif kind == "rest":
            scale = (len(word) - 1) ** -0.5
            for start in range(len(word) - 1):
                yield _unit(word[start : start + 2], frozenset(), scale)


def cut(run: str) -> list[tuple[str, str]]:
    """The cheapest way to cover a run: words of the thesaurus first, then of the dictionary, then characters."""
    known, longest = thesaurus().chinese, thesaurus().longest_chinese
    dictionary = set(rjieba.cut_all(run))
    best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(1e9, 0, "")] * len(run)
    for start in range(len(run)):
        for length in range(1, min(longest, len(run) - start) + 1):
            word = run[start : start + length]
            priced = _price(word, known, dictionary)
            if priced is None:
                continue
            cost, kind = best[start][0] + priced[0], priced[1]
            if cost < best[start + length][0]:
                best[start + length] = (cost, start, kind)
    pieces: list[tuple[str, str]] = []
    end = len(run)
    while end:
        _cost, start, kind = best[end]
        pieces.append((run[start:end], kind))
        end = start
    return _joined(reversed(pieces))


def _price(word: str, known: dict[str, frozenset[int]], dictionary: set[str]) -> tuple[float, str] | None:
    single = len(word) == 1
    if not single and word in known:
        return 0.2, "known"
    if word in CHINESE_STOP:
        return (0.35, "stop") if single else (0.2, "stop")
    if not single and word in dictionary:
        return (0.25, "word") if len(word) < 5 else (0.3, "word")
    if single:
        return (0.6, "known") if word in known else (0.8, "rest")
    return None


def _joined(pieces: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Characters that stand alone beside each other become one rest."""
    out: list[tuple[str, str]] = []
    for word, kind in pieces:
        if kind == "rest" and out and out[-1][1] == "rest":
            out[-1] = (out[-1][0] + word, kind)
        else:
            out.append((word, kind))
    return out


def characters(text: str) -> frozenset[str]:
    """Chinese characters that say something, and letter triples of English words."""
    found: set[str] = set()
    for run in RUN.findall(fold(text)):
        if is_chinese(run):
            found |= {character for character in run if character not in CHINESE_STOP}
        elif run not in ENGLISH_STOP:
            framed = f"^{run}$"
            found |= {framed[place : place + 3] for place in range(len(framed) - 2)}
    return frozenset(found)


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighboring Chinese characters, and stems of English words."""
    found: set[str] = set()
    for run in RUN.findall(fold(text)):
        if is_chinese(run):
            found |= {run[place : place + 2] for place in range(len(run) - 1)}
        elif run not in ENGLISH_STOP:
            found.add(stem(run))
    return frozenset(found)

"""Which words set one class of comments apart from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

# How many comments the prior weighs: it pulls words that few have written towards no difference.
PRIOR = 10.0
LEAST_Z = 1.96


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of a class: how many of its comments have it, and how far that is from the other classes, in
    standard errors; `z` is None where there is nothing to compare with."""

    key: str
    shown: str
    count: int
    z: float | None = None


def z_of(count: int, total: int, other_count: int, other_total: int) -> float:
    """The log-odds ratio of a word between two groups of comments, divided by its standard error.

    Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words",
    Political Analysis 16:372, equations 15, 20 and 22), counted in comments that have the word instead of tokens;
    the prior is the word's share in both groups, weighing `PRIOR` comments.
    """
    prior = PRIOR * (count + other_count) / (total + other_total)
    mine, other = count + prior, other_count + prior
    odds = math.log(mine / (total + PRIOR - mine)) - math.log(other / (other_total + PRIOR - other))
    return odds / math.sqrt(1 / mine + 1 / other)


def keywords(
    comments: Iterable[tuple[Hashable, Mapping[str, str]]], group: Hashable | None, *, fewest: int
) -> list[Keyword]:
    """The words of a class that are more frequent in it than in all others, the most telling first; without a
    class the most frequent words.

    `comments` are (class, words: key -> as written), one for each person. A word of fewer than `fewest` people
    is never told.
    """
    mine: Counter[str] = Counter()
    others: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    total = other_total = 0
    for of, words in comments:
        is_mine = group is None or of == group
        total, other_total = total + is_mine, other_total + (not is_mine)
        (mine if is_mine else others).update(words.keys())
        if is_mine:
            for key, word in words.items():
                written.setdefault(key, Counter())[word] += 1
    out = []
    for key, count in mine.items():
        if count < fewest:
            continue
        z = z_of(count, total, others[key], other_total) if group is not None and other_total else None
        if z is None or z >= LEAST_Z:
            out.append(Keyword(key, _usual(written[key]), count, z))
    return sorted(out, key=lambda word: (-(word.z or 0.0), -word.count, word.key))


def _usual(written: Counter[str]) -> str:
    return min(written, key=lambda word: (-written[word], len(word), word))

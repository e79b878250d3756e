"""Ranking candidates: a first model over all, a second over the best, and the threshold below which we are silent.

Both are logistic regressions per language; `model.json` holds their coefficients and says how they were fitted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from improve.suggestions.similar import encoder
from improve.suggestions.similar.features import Idea, Side, first_features, rests, weighted

FILE = Path(__file__).with_name("model.json")
LOOKED_AT_TWICE = 7
BACKGROUND = 6  # the place whose score tells how good any idea is; with fewer candidates, the usual score
MOST = 5
# Who says more says it less like others: up to here the length of a title counts.
MOST_UNITS, MOST_CHARACTERS = 7, 20
STRONG = 0.7  # from this probability on the form asks once before an idea is handed in again


@dataclass(frozen=True)
class Model:
    """The coefficients for one language; below the probability `threshold` an idea is not offered."""

    first: tuple[float, ...]
    first_constant: float
    second: tuple[float, ...]
    second_constant: float
    background: float
    highest_background: float
    threshold: float


@cache
def model(language: str) -> Model:
    """The fitted model for `zh` or `en`."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))[language]
    return Model(
        first=tuple(stored["first"]),
        first_constant=stored["first_constant"],
        second=tuple(stored["second"]),
        second_constant=stored["second_constant"],
        background=stored["background"],
        highest_background=stored["highest_background"],
        threshold=stored["threshold"],
    )


@dataclass(frozen=True)
class Match:
    """An idea that may be the same, and how probably."""

    suggestion_id: int
    score: float


@dataclass(frozen=True)
class Candidate:
    """An idea with the vector of its whole text, and the cosines of its title's and its whole's to the typed title's."""

    idea: Idea
    whole: encoder.Vector
    title_cosine: float
    whole_cosine: float


@dataclass(frozen=True)
class Scored:
    """A candidate with the numbers about it, in the order of `features.FIRST`, and what the first model makes of them."""

    score: float
    told: list[float]
    candidate: Candidate


def first_stage(asked: Side, candidates: Sequence[Candidate], used: Model) -> list[Scored]:
    """The candidates with their scores, the best first."""
    scored: list[Scored] = []
    for item in candidates:
        told = first_features(asked, item.idea, item.title_cosine, item.whole_cosine)
        scored.append(Scored(weighted(told, used.first, used.first_constant), told, item))
    return sorted(scored, key=lambda found: (-found.score, found.candidate.idea.suggestion_id))


def second_features(asked: Side, scored: Sequence[Scored], used: Model) -> list[list[float]]:
    """In the order of `features.SECOND`, for the first few."""
    best = scored[:LOOKED_AT_TWICE]
    # Many copies of one idea are no background: what they score is capped.
    background = scored[BACKGROUND].score if len(scored) > BACKGROUND else used.background
    background = min(background, used.highest_background)
    left = [rests(asked, found.candidate.idea) for found in best]
    # The same rest often comes back; each is encoded once.
    texts = list(dict.fromkeys(text for rest in left for text in (rest.asked, rest.title)))
    vectors = dict(zip(texts, encoder.vectors(texts), strict=True))
    size = [float(min(len(asked.found), MOST_UNITS)), min(len(asked.text), MOST_CHARACTERS) / 10]
    out: list[list[float]] = []
    for place, (found, rest) in enumerate(zip(best, left, strict=True)):
        mine, whole = vectors[rest.asked], found.candidate.whole
        told = rest.features(float(mine @ vectors[rest.title]), float(mine @ whole))
        # What means the same as the best is as good: how near it lies to that.
        beside = float(whole @ best[0].candidate.whole) if place else 0.0
        there = float(len(found.candidate.idea.title.found))
        lead = found.score - background
        out.append([found.score, lead, *told, *found.told, *size, there, beside, float(not place)])
    return out


def ranked(asked: Side, candidates: Sequence[Candidate], language: str) -> list[Match]:
    """At most five that are probable enough, the best first."""
    if not candidates:
        return []
    used = model(language)
    scored = first_stage(asked, candidates, used)
    rows = second_features(asked, scored, used)
    matches = [
        Match(
            found.candidate.idea.suggestion_id,
            # The very same title comes before all that are only as probable.
            1.0
            if found.candidate.idea.title.text == asked.text
            else probability(weighted(row, used.second, used.second_constant)),
        )
        for row, found in zip(rows, scored, strict=False)
    ]
    likely = [match for match in matches if match.score >= used.threshold]
    return sorted(likely, key=lambda match: (-match.score, match.suggestion_id))[:MOST]


def is_strong(score: float) -> bool:
    """Is it probably the very same?"""
    return score >= STRONG


def probability(logit: float) -> float:
    """The logistic function."""
    return 1 / (1 + exp(-max(min(logit, 50.0), -50.0)))

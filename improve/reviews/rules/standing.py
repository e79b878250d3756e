"""Where the ideas of a round stand: scores, rank ranges, bands across the cut line, and how far members agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from improve.reviews.rules.certainty import weighted_mean
from improve.reviews.values import Outcome
from improve.stats.agreement import agreement
from improve.stats.ranking import Rating, rank

# Population standard deviation of an idea's scores, in points of 100.
AGREEMENT_BELOW = 10.0
CONFLICT_FROM = 20.0
METHOD_VERSION = 1  # raised when the same input would give another result


class Band(StrEnum):
    """Where an idea stands to the cut line."""

    AHEAD = "ahead"
    TIED = "tied"
    BEHIND = "behind"
    ORDERED = "ordered"  # no rank ranges could be computed: by the mean, without a claim
    UNSCORED = "unscored"


class Opinion(StrEnum):
    """How the members' views of one idea go together."""

    AGREE = "agree"
    MIXED = "mixed"
    CONFLICTING = "conflicting"
    SINGLE = "single"  # one score has nothing to agree with
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Given:
    """A review that is counted: whose, of which idea, on 0-100, the proposed action, and what it weighs by how sure its
    member is; None: the round does not weigh.
    """

    item_id: int
    reviewer: str
    score: float | None
    proposal: str | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """One idea. `n` scores of `of` members who may score it; abstentions are in neither mean nor n.

    `low` and `high`: 95 % interval of the adjusted score; what moves all ideas alike is left out. `weighted`: the mean
    by the members' certainty, where the round wants it; no order and no band follows it.
    """

    item_id: int
    n: int
    of: int
    mean: float | None
    median: float | None
    sd: float | None
    adjusted: float | None
    low: float | None
    high: float | None
    rank_low: int | None
    rank_high: int | None
    band: Band
    opinion: Opinion
    least: float | None
    most: float | None
    weighted: float | None = None


@dataclass(frozen=True, slots=True)
class Severity:
    """How far a reviewer's scores lie above (+) or below (-) the others', in points."""

    reviewer: str
    n: int
    effect: float | None


@dataclass(frozen=True)
class Standing:
    """A round's results, the best idea first. `reason` says why scores could not be adjusted."""

    places: int
    method: str
    reason: str | None
    seed: int
    items: tuple[ItemStanding, ...]
    reviews: int
    reviewers: int
    alpha: float | None
    icc: float | None
    severity: tuple[Severity, ...]

    def count(self, band: Band) -> int:
        """How many ideas are in a band."""
        return sum(item.band is band for item in self.items)

    @cached_property
    def zone(self) -> tuple[float, float] | None:
        """Where the intervals of all tied ideas overlap; None when they do not or nothing is tied."""
        tied = [item for item in self.items if item.band is Band.TIED]
        lows = [item.low for item in tied if item.low is not None]
        highs = [item.high for item in tied if item.high is not None]
        if not lows or not highs or max(lows) >= min(highs):
            return None
        return max(lows), min(highs)

    def to_json(self) -> dict[str, Any]:
        """A plain form to store."""
        return {**asdict(self), "items": [_plain(item) for item in self.items]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Standing:
        """What `to_json` stored."""
        items = tuple(
            ItemStanding(**{**item, "band": Band(item["band"]), "opinion": Opinion(item["opinion"])})
            for item in stored["items"]
        )
        severity = tuple(Severity(**entry) for entry in stored["severity"])
        return cls(**{**stored, "items": items, "severity": severity})


def _plain(item: ItemStanding) -> dict[str, Any]:
    return {**asdict(item), "band": str(item.band), "opinion": str(item.opinion)}


def digest(given: Sequence[Given], possible: Mapping[int, int], *, places: int, seed: int) -> str:
    """A hash of everything that a standing depends on: the same hash, the same standing."""
    told = [
        METHOD_VERSION,
        places,
        seed,
        sorted(possible.items()),
        sorted((g.item_id, g.reviewer, g.score, g.proposal) for g in given if g.score is not None),
        sorted((g.item_id, g.reviewer, g.proposal) for g in given if g.score is None),
    ]
    weights = sorted((g.item_id, g.reviewer, g.weight) for g in given if g.weight is not None)
    if weights:  # a round that does not weigh keeps the hash that it had before there were weights
        told.append(weights)
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def standing(given: Sequence[Given], possible: Mapping[int, int], *, places: int, seed: int) -> Standing:
    """The results. `possible`: item id -> members who may score it; it names all ideas, also unscored ones.

    The order of `given` does not matter: the model sees it sorted.
    """
    counted = sorted(
        (g for g in given if g.score is not None and g.item_id in possible),
        key=lambda g: (g.item_id, g.reviewer),
    )
    ratings = [Rating(g.item_id, g.reviewer, g.score) for g in counted if g.score is not None]
    ranking = rank(ratings, items=sorted(possible), seed=seed)
    by_item: dict[int, list[Given]] = {item_id: [] for item_id in possible}
    for one in counted:
        by_item[one.item_id].append(one)
    margins = _margins(ranking.items)
    found = []
    for ranked in ranking.items:
        item_id = int(str(ranked.item))
        scores = [g.score for g in by_item[item_id] if g.score is not None]
        margin = margins.get(item_id)
        adjusted = ranked.adjusted
        found.append(
            ItemStanding(
                item_id=item_id,
                n=len(scores),
                of=max(possible[item_id], len(scores)),
                mean=ranked.spread.mean,
                median=ranked.spread.median,
                sd=ranked.spread.sd,
                adjusted=adjusted,
                low=_within(adjusted - margin) if adjusted is not None and margin is not None else None,
                high=_within(adjusted + margin) if adjusted is not None and margin is not None else None,
                rank_low=ranked.rank_low,
                rank_high=ranked.rank_high,
                band=band(len(scores), ranked.rank_low, ranked.rank_high, places),
                opinion=opinion(ranked.spread.sd, [g.proposal for g in by_item[item_id]], len(scores)),
                least=min(scores, default=None),
                most=max(scores, default=None),
                weighted=weighted_mean((g.score, g.weight) for g in by_item[item_id] if g.score is not None),
            )
        )
    agreed = agreement([[g.score for g in group if g.score is not None] for group in by_item.values()])
    return Standing(
        places=places,
        method=ranking.method,
        reason=ranking.reason,
        seed=seed,
        items=tuple(sorted(found, key=_order)),
        reviews=len(counted),
        reviewers=len({g.reviewer for g in counted}),
        alpha=agreed.alpha,
        icc=agreed.icc.average if agreed.icc is not None else None,
        severity=tuple(
            sorted(
                (Severity(str(s.reviewer), s.n, s.effect) for s in ranking.severity),
                key=lambda s: (-(s.effect or 0.0), s.reviewer),
            )
        ),
    )


def _margins(items: Sequence[Any]) -> dict[int, float]:
    """Half the width of each 95 % interval; none where nothing tells the ideas apart (an interval of zero
    width would claim a certainty that is not there).
    """
    return {int(str(item.item)): 1.959964 * item.se for item in items if item.se}


def _within(score: float) -> float:
    return min(100.0, max(0.0, score))


def band(n: int, rank_low: int | None, rank_high: int | None, places: int) -> Band:
    """An idea is ahead when its whole rank range fits the places, behind when none of it does, else tied."""
    if not n:
        return Band.UNSCORED
    if rank_low is None or rank_high is None:
        return Band.ORDERED
    if rank_high <= places:
        return Band.AHEAD
    return Band.TIED if rank_low <= places else Band.BEHIND


def opinion(sd: float | None, proposals: Sequence[str | None], n: int) -> Opinion:
    """In words. Somebody for accepting and somebody for declining conflict, however close the numbers are."""
    if not n or sd is None:
        return Opinion.NONE
    if Outcome.ACCEPT in proposals and Outcome.DECLINE in proposals:
        return Opinion.CONFLICTING
    if n == 1:
        return Opinion.SINGLE
    if sd < AGREEMENT_BELOW:
        return Opinion.AGREE
    return Opinion.MIXED if sd < CONFLICT_FROM else Opinion.CONFLICTING


_BANDS = {Band.AHEAD: 0, Band.TIED: 1, Band.BEHIND: 2, Band.ORDERED: 1, Band.UNSCORED: 3}


def _order(item: ItemStanding) -> tuple[int, float, float, int]:
    return _BANDS[item.band], -(item.adjusted or 0.0), -(item.mean or 0.0), item.item_id


@dataclass(frozen=True, slots=True)
class Talk:
    """Why an idea should be talked about: `why` is a code, the rest fills its sentence."""

    item_id: int
    why: str
    least: float | None = None
    most: float | None = None
    mean: float | None = None
    adjusted: float | None = None


LONGEST_AGENDA = 6


def agenda(found: Standing) -> list[Talk]:
    """The order of a meeting: conflicting views at the cut line, ties at the line, ideas that the adjustment
    carries over it, too few scores, then the remaining conflicts. Each idea once.
    """
    items = found.items
    scored = [item for item in items if item.band is not Band.UNSCORED]
    inside = {item.item_id for item in scored[: found.places]}
    by_mean = sorted(scored, key=lambda item: (-(item.mean or 0.0), item.item_id))
    inside_by_mean = {item.item_id for item in by_mean[: found.places]}
    beside_line = {
        item.item_id for item in scored[max(0, found.places - 1) : found.places + 1] if item.band is Band.TIED
    }
    talks: dict[int, Talk] = {}

    def add(item: ItemStanding, why: str) -> None:
        talks.setdefault(
            item.item_id, Talk(item.item_id, why, item.least, item.most, item.mean, item.adjusted)
        )

    for item in scored:
        if item.opinion is Opinion.CONFLICTING and item.band is Band.TIED:
            add(item, "conflict_at_line")
    for item in scored:
        if item.item_id in beside_line:
            add(item, "at_line")
    for item in scored:
        if (item.item_id in inside) != (item.item_id in inside_by_mean):
            add(item, "crosses_line")
    for item in items:
        if item.n < min(2, item.of):
            add(item, "few_scores")
    for item in sorted(scored, key=lambda item: -(item.sd or 0.0)):
        if item.opinion is Opinion.CONFLICTING:
            add(item, "conflict")
    return list(talks.values())[:LONGEST_AGENDA]

"""What readings of comments add up to: counts by class, and how far two people agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from improve.stats.agreement import FEWEST_ITEMS, cohen_kappa
from improve.stats.intervals import Interval
from improve.stats.proportions import wilson
from improve.surveys.rules import disclosure
from improve.surveys.values.kinds import Group


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person found in one comment."""

    response_id: int
    coder_id: int
    group: Group | None
    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Cell:
    """In how many of n comments a code was found; None is hidden."""

    count: int | None
    n: int
    interval: Interval | None

    @property
    def share(self) -> float:
        return (self.count or 0) / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class CodeCount:
    """A code over all coded comments, and by class of the score given with them."""

    code_id: int
    all: Cell
    groups: Mapping[Group, Cell]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two people agree on the comments that both have coded: (code, kappa, share of same decisions)."""

    first: int
    second: int
    n: int
    codes: tuple[tuple[int, float | None, float], ...]


def latest(readings: Sequence[Reading]) -> list[Reading]:
    """The reading that counts for each comment: the latest, so that a second look settles it."""
    return list({reading.response_id: reading for reading in readings}.values())


def counts(readings: Sequence[Reading], code_ids: Sequence[int], *, suppress: bool) -> list[CodeCount]:
    """How often each code was found, the most frequent first; with `suppress` small cells are hidden."""
    counted = latest(readings)
    if not counted:
        return []
    by_group = {group: [r for r in counted if r.group is group] for group in Group}
    out = []
    for code_id in code_ids:
        cells: dict[Group | None, int] = {
            group: sum(code_id in r.codes for r in found) for group, found in by_group.items()
        }
        total = sum(code_id in r.codes for r in counted)
        if total > sum(cells.values()):
            cells[None] = total - sum(cells.values())
        # Of nobody nothing can be told.
        hides = suppress and total > 0
        shown: Mapping[Group | None, int | None] = disclosure.visible(cells) if hides else cells
        hides_all = hides and not disclosure.enough(total)
        out.append(
            CodeCount(
                code_id,
                _cell(None if hides_all else total, len(counted)),
                {group: _cell(None if hides_all else shown[group], len(by_group[group])) for group in Group},
            )
        )
    return sorted(out, key=lambda found: (-(found.all.count or 0), code_ids.index(found.code_id)))


def _cell(count: int | None, n: int) -> Cell:
    return Cell(count, n, wilson(count, n) if count is not None and n else None)


def agreements(readings: Sequence[Reading], code_ids: Sequence[int]) -> list[PairAgreement]:
    """Each pair of people with enough comments in common, the largest overlap first."""
    by_coder: defaultdict[int, dict[int, Collection[int]]] = defaultdict(dict)
    for reading in readings:
        by_coder[reading.coder_id][reading.response_id] = reading.codes
    out = []
    for first, second in combinations(sorted(by_coder), 2):
        both = sorted(by_coder[first].keys() & by_coder[second].keys())
        if len(both) < FEWEST_ITEMS:
            continue
        found = []
        for code_id in code_ids:
            one = [code_id in by_coder[first][key] for key in both]
            other = [code_id in by_coder[second][key] for key in both]
            if any(one) or any(other):
                same = sum(a == b for a, b in zip(one, other, strict=True)) / len(both)
                found.append((code_id, cohen_kappa(one, other), same))
        out.append(PairAgreement(first, second, len(both), tuple(found)))
    return sorted(out, key=lambda pair: (-pair.n, pair.first, pair.second))

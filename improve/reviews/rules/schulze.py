"""The Schulze method with winning votes (M. Schulze, “A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method”, Social Choice and Welfare 36, 2011).

A chain from A to B is as strong as its weakest link, a link X to Y as strong as the number of ballots that put X before
Y where these are more than the other way round (else there is no link). A beats B when the strongest chain from A to B is
stronger than the strongest back. Beating is transitive, so the number of those who beat an idea gives its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Pairs = Mapping[tuple[int, int], int]


def preferences(ballots: Iterable[tuple[Mapping[int, int], frozenset[int]]], items: Sequence[int]) -> Pairs:
    """(one, other) -> ballots that put one before the other. A ballot is (item -> place, items on it): what is on it
    without a place is equal and last; of what is not on it, it says nothing.
    """
    found = {(one, other): 0 for one in items for other in items if one != other}
    last = len(items) + 1
    for marks, on in ballots:
        there = [item for item in items if item in on]
        for one in there:
            for other in there:
                if marks.get(one, last) < marks.get(other, last):
                    found[one, other] += 1
    return found


def strongest(pairs: Pairs, items: Sequence[int]) -> Pairs:
    """(one, other) -> strength of the strongest chain (Floyd and Warshall's order of steps)."""
    paths = {(one, other): count if count > pairs[other, one] else 0 for (one, other), count in pairs.items()}
    for through in items:
        for one in items:
            if one == through:
                continue
            for other in items:
                if other not in (one, through):
                    chain = min(paths[one, through], paths[through, other])
                    paths[one, other] = max(paths[one, other], chain)
    return paths


def places(pairs: Pairs, items: Sequence[int]) -> dict[int, int]:
    """Item -> its place from 1 on; equal ones share it."""
    paths = strongest(pairs, items)
    return {
        item: 1 + sum(paths[other, item] > paths[item, other] for other in items if other != item)
        for item in items
    }


def condorcet(pairs: Pairs, items: Sequence[int]) -> int | None:
    """The item that more ballots put before than behind each other one, if there is one."""
    for item in items:
        if all(pairs[item, other] > pairs[other, item] for other in items if other != item):
            return item
    return None

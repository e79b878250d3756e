"""Spreading ideas over the members who lead their discussion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping


def spread(
    able: Mapping[int, Collection[int]],
    loads: Mapping[int, int],
    *,
    rather: Collection[tuple[int, int]] = frozenset(),
) -> dict[int, int]:
    """Idea -> member. `able`: idea -> the members who may lead it; `loads`: what members lead already and keep;
    `rather`: pairs that are taken where loads are equal.

    Loads come out as even as they can be: as long as a chain of exchanges moves an idea from a member to one who leads
    at least two fewer, it is made (the optimal semi-matching of Harvey, Ladner, Lovász and Tamir, 2003). Ideas that
    nobody may lead are left out.
    """
    counts = Counter(loads)
    found: dict[int, int] = {}
    for one in sorted(able, key=lambda idea: (len(able[idea]), idea)):
        if able[one]:
            person = min(able[one], key=lambda who: (counts[who], (one, who) not in rather, who))
            found[one] = person
            counts[person] += 1
    while (chain := _chain(found, able, counts)) is not None:
        for one, person in chain:
            counts[found[one]] -= 1
            counts[person] += 1
            found[one] = person
    return found


def _chain(
    found: Mapping[int, int], able: Mapping[int, Collection[int]], counts: Counter[int]
) -> list[tuple[int, int]] | None:
    """The exchanges, as (idea, new member), that take an idea off somebody who leads two more than who gets one."""
    led: dict[int, list[int]] = {}
    for one, person in sorted(found.items()):
        led.setdefault(person, []).append(one)
    for start in sorted(led, key=lambda person: (-counts[person], person)):
        chain = _path(start, led, able, counts)
        if chain:
            return chain
    return None


def _path(
    start: int, led: Mapping[int, list[int]], able: Mapping[int, Collection[int]], counts: Counter[int]
) -> list[tuple[int, int]]:
    came: dict[int, tuple[int, int]] = {}
    waiting = [start]
    for person in waiting:
        if counts[person] <= counts[start] - 2:
            return list(_back(person, start, came))
        for one in led.get(person, ()):
            for other in sorted(able[one]):
                if other != start and other not in came:
                    came[other] = one, person
                    waiting.append(other)
    return []


def _back(person: int, start: int, came: Mapping[int, tuple[int, int]]) -> Iterable[tuple[int, int]]:
    while person != start:
        one, before = came[person]
        yield one, person
        person = before

"""Who scores what: a minimum-cost flow over ideas, units and members, then swaps until all scores can be compared.

Hard: nobody scores against a conflict or more than the most; an idea gets no more than asked. What cannot be filled
is left short with its reason. Soft, in this order: loads as even as they can be (each further idea of a member costs
more than the last), what members wish, what they know, reviewers of one idea from different units.

The matrix is that of a network (an idea's members of one unit form a set within all its members), so the linear
program's vertices are whole numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

Pair = tuple[int, int]

SHORTAGE = 1e6  # a review that nobody gives
STEP = 1e3  # one more idea for a member: far more than all wishes along a chain of exchanges
WISH = 3.0  # what a member would like to score, and what rather not: more than category and unit together
STRANGE = 1.0  # a member who does not know the category
SAME_UNIT = 1.0  # a second reviewer from one unit
DICE = 1e-2  # equals are mixed, so that not the same three always meet
MOST_TRIALS = 4_000


@dataclass(frozen=True)
class Problem:
    """What is to be assigned. `kept` pairs stay; `forbidden` ones never come. `most`: ideas a member at most.

    `knows`: pairs of idea and a member who knows its category; `rather`, `rather_not`: what members wish. `units`: the unit of each member.
    """

    items: Sequence[int]
    members: Sequence[int]
    each: int
    most: int | None = None
    forbidden: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    knows: frozenset[Pair] = frozenset()
    rather: frozenset[Pair] = frozenset()
    rather_not: frozenset[Pair] = frozenset()
    units: Mapping[int, int | None] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Short:
    """An idea with too few members: how many it has of how many; how many of the others may not, and are full."""

    item_id: int
    found: int
    wanted: int
    conflicts: int
    full: int
    others: int

    @property
    def is_hopeless(self) -> bool:
        """Can none of the other members take it?"""
        return self.conflicts + self.full >= self.others


@dataclass(frozen=True)
class Plan:
    """All pairs, the kept ones among them. `parts`: groups of ideas without a common member; one is best."""

    pairs: frozenset[Pair]
    short: tuple[Short, ...]
    parts: int

    def loads(self, members: Sequence[int]) -> dict[int, int]:
        """How many ideas each member has."""
        count = Counter(member for _item, member in self.pairs)
        return {member: count[member] for member in members}

    def only(self, items: Collection[int]) -> Plan:
        """As if there were these ideas alone."""
        kept = items if isinstance(items, (set, frozenset)) else set(items)
        pairs = frozenset(pair for pair in self.pairs if pair[0] in kept)
        short = tuple(one for one in self.short if one.item_id in kept)
        return Plan(pairs, short, len(_parts(pairs)))


def assign(problem: Problem) -> Plan:
    """The best assignment, connected where exchanges can connect it."""
    found = _connect(problem, problem.kept | _flow(problem))
    return Plan(frozenset(found), short_of(problem, found), len(_parts(found)))


def _flow(problem: Problem) -> set[Pair]:
    wanted = Counter(item for item, _member in problem.kept)
    open_items = {item for item in problem.items if wanted[item] < problem.each}
    free = [
        (item, member)
        for item in problem.items
        if item in open_items
        for member in problem.members
        if (item, member) not in problem.forbidden and (item, member) not in problem.kept
    ]
    if not free:
        return set()
    made = _Program(problem, free)
    chosen = made.solve()
    return {pair for pair, taken in zip(free, chosen, strict=True) if taken}


def _cost(problem: Problem, pair: Pair) -> float:
    wish = -WISH if pair in problem.rather else WISH if pair in problem.rather_not else 0.0
    return wish + (0.0 if pair in problem.knows else STRANGE)


class _Program:
    """The linear program; columns: pairs, shortages, places of members, reviewers of one unit too many."""

    def __init__(self, problem: Problem, free: Sequence[Pair]) -> None:
        self._costs: list[float] = []
        self._most: list[float] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._pairs = len(free)
        dice = np.random.default_rng(problem.seed).random(len(free)) * DICE
        for pair, luck in zip(free, dice, strict=True):
            self._column(float(luck) + _cost(problem, pair), 1.0)
        self._equal = self._balance(problem, free)
        self._upper = self._mix(problem, free)

    def _column(self, cost: float, most: float) -> int:
        self._costs.append(cost)
        self._most.append(most)
        return len(self._costs) - 1

    def _entry(self, row: int, column: int, value: float) -> None:
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)

    def _balance(self, problem: Problem, free: Sequence[Pair]) -> tuple[list[float], int]:
        """Equalities: what an idea needs is found or missing; a member's ideas fill their places from the first."""
        has, load = Counter(i for i, _m in problem.kept), Counter(m for _i, m in problem.kept)
        items = {item: row for row, item in enumerate(dict.fromkeys(item for item, _m in free))}
        members = {m: len(items) + row for row, m in enumerate(dict.fromkeys(m for _i, m in free))}
        offered = Counter(member for _item, member in free)
        for column, (item, member) in enumerate(free):
            self._entry(items[item], column, 1.0)
            self._entry(members[member], column, 1.0)
        need = [float(problem.each - has[item]) for item in items]
        for item, row in items.items():
            self._entry(row, self._column(SHORTAGE, float(problem.each - has[item])), 1.0)
        for member, row in members.items():
            limit = offered[member] if problem.most is None else problem.most - load[member]
            for place in range(max(0, min(limit, offered[member]))):
                self._entry(row, self._column(STEP * (load[member] + place), 1.0), -1.0)
        return [*need, *([0.0] * len(members))], len(items) + len(members)

    def _mix(self, problem: Problem, free: Sequence[Pair]) -> tuple[list[float], int]:
        """Inequalities below the equalities: at most one reviewer of a unit, or it costs."""
        first = self._equal[1]
        groups: dict[Pair, list[int]] = defaultdict(list)
        there = Counter(
            (item, unit) for item, m in problem.kept if (unit := problem.units.get(m)) is not None
        )
        for column, (item, member) in enumerate(free):
            unit = problem.units.get(member)
            if unit is not None:
                groups[item, unit].append(column)
        bounds: list[float] = []
        for group, columns in groups.items():
            if len(columns) + there[group] < 2:
                continue
            row = first + len(bounds)
            for column in columns:
                self._entry(row, column, 1.0)
            self._entry(row, self._column(SAME_UNIT, float(len(columns))), -1.0)
            bounds.append(float(max(0, 1 - there[group])))
        return bounds, first + len(bounds)

    def solve(self) -> list[bool]:
        """Which pairs are taken."""
        needs, first = self._equal
        bounds, rows = self._upper
        matrix = coo_array(
            (self._values, (self._rows, self._columns)), shape=(rows, len(self._costs))
        ).tocsr()
        result = linprog(  # type: ignore[call-overload]  # takes sparse matrices, the stubs do not say so
            self._costs,
            A_eq=matrix[:first],
            b_eq=needs,
            A_ub=matrix[first:] if bounds else None,
            b_ub=bounds or None,
            bounds=np.array([(0.0, most) for most in self._most]),
            method="highs-ds",
        )
        if result.status != 0:  # every program has a solution: that nobody scores anything
            raise RuntimeError(f"the assignment could not be solved: {result.message}")
        return [value > 0.5 for value in result.x[: self._pairs]]


def _parts(pairs: set[Pair] | frozenset[Pair]) -> list[set[Pair]]:
    """The pairs by connected group, the largest first."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for item, member in pairs:
        root[find(("i", item))] = find(("m", member))
    groups: dict[tuple[str, int], set[Pair]] = defaultdict(set)
    for pair in pairs:
        groups[find(("i", pair[0]))].add(pair)
    return sorted(groups.values(), key=len, reverse=True)


def _connect(problem: Problem, pairs: set[Pair] | frozenset[Pair]) -> set[Pair]:
    """Exchange reviewers between groups while that joins them; loads and counts stay what they are."""
    found = set(pairs)
    parts = _parts(found)
    trials = 0
    while len(parts) > 1:
        better = None
        for one, other in _exchanges(problem, found, parts):
            trials += 1
            if trials > MOST_TRIALS:
                return found
            tried = (found - {one, other}) | {(one[0], other[1]), (other[0], one[1])}
            if len(_parts(tried)) < len(parts):
                better = tried
                break
        if better is None:
            return found
        found, parts = better, _parts(better)
    return found


def _exchanges(problem: Problem, found: set[Pair], parts: list[set[Pair]]) -> list[tuple[Pair, Pair]]:
    """Pairs of two groups whose members could change places."""
    possible = []
    for part in parts[1:]:
        for one in sorted(parts[0] - problem.kept):
            for other in sorted(part - problem.kept):
                fresh = {(one[0], other[1]), (other[0], one[1])}
                if not fresh & problem.forbidden and not fresh & found:
                    possible.append((one, other))
            if len(possible) > MOST_TRIALS:
                return possible
    return possible


def short_of(problem: Problem, pairs: Collection[Pair]) -> tuple[Short, ...]:
    """The ideas that have too few members, and why the others are not among them."""
    has, load = Counter(item for item, _m in pairs), Counter(m for _i, m in pairs)
    found = []
    for item in problem.items:
        if has[item] >= problem.each:
            continue
        others = [m for m in problem.members if (item, m) not in pairs]
        conflicts = sum((item, m) in problem.forbidden for m in others)
        full = sum(
            (item, m) not in problem.forbidden and problem.most is not None and load[m] >= problem.most
            for m in others
        )
        found.append(Short(item, has[item], problem.each, conflicts, full, len(others)))
    return tuple(found)

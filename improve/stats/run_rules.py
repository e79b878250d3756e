"""Rules that tell a signal from scatter on a chart with a center line and limits.

All rules take the plotted values, the center and the limits as computed, *before* a limit is clipped at 0 or
100 %: "two thirds of the way to the limit" means two standard errors also where the limit itself is not drawn.
A missing reading (None) ends the stretch it stands in: neighbors are neighbors in time. Comparisons are
strict, and a value that differs from a line only by rounding lies on it.

Sources: NHS England, Making Data Count ("plot the dots"); Nelson 1984, J. Quality Technology 16:237;
Western Electric, Statistical Quality Control Handbook, 1956; Anhoej and Olesen 2014, PLoS ONE 9:e113825.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, Literal, TypeAlias

from improve.stats.series import above, below, present, same_length, side, stretches

Limit: TypeAlias = float | Sequence[float | None] | None
Direction: TypeAlias = Literal["up", "down"]

COMMON_CAUSE: Final = "common_cause"
RUN: Final = 7
NHS: Final = ("outside", "trend7", "two_in_three", "shift7")
NELSON: Final = tuple(f"nelson_{number}" for number in range(1, 9))
WESTERN_ELECTRIC: Final = tuple(f"western_electric_{number}" for number in range(1, 5))


@dataclass(frozen=True)
class Signal:
    """A rule met at a point: `index` counts from 1, `rule` is an NHS label, `nelson_1` or `western_electric_1`."""

    index: int
    rule: str
    direction: Direction | None = None


@dataclass(frozen=True)
class Runs:
    """Anhoej's two tests of a whole series around its center; points on the line are not useful.

    Without a useful point there is nothing to measure: the four numbers are None and there is no signal.
    """

    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    crossings: int | None
    crossings_min: int | None
    signal: bool


@dataclass(frozen=True)
class _Dot:
    """A reading with its lines. `up` and `down` are the distances from the center to the limits, if any."""

    value: float
    center: float
    upper: float | None
    lower: float | None

    @property
    def side(self) -> int:
        return side(self.value, self.center)

    def beyond(self, thirds: int) -> int:
        """1 above, -1 below the line `thirds` thirds of the way to the limit on that side, else 0."""
        if self.upper is not None and above(self.value, self._line(self.upper, thirds)):
            return 1
        if self.lower is not None and below(self.value, self._line(self.lower, thirds)):
            return -1
        return 0

    def _line(self, limit: float, thirds: int) -> float:
        return limit if thirds == 3 else self.center + (limit - self.center) * thirds / 3

    @property
    def has_room(self) -> bool:
        """Whether the limits leave room for scatter at all."""
        return (
            self.upper is not None
            and self.lower is not None
            and above(self.upper, self.center)
            and below(self.lower, self.center)
        )


def direction_of(label: str) -> Direction | None:
    """Where an NHS label points: those ending in upper, above or up are signals up."""
    if label.endswith(("upper", "above", "up")):
        return "up"
    return "down" if label.endswith(("lower", "below", "down")) else None


def nhs_labels(
    values: Sequence[float | None],
    center: float,
    lower: Limit = None,
    upper: Limit = None,
    *,
    without: Collection[str] = (),
) -> list[str | None]:
    """Label every reading by the NHS "plot the dots" rules; None where there is no reading.

    `outside_upper/lower`: beyond a limit. `trend7_up/down`: part of 7 points each above (below) the one
    before; where two trends share their turning point it belongs to the later one. `two_in_three_above/below`:
    of three neighbors, all on one side of the center, at least two lie beyond two thirds of the way to the limit
    and not outside it; only those are labeled, and the three may hang over an end of the stretch.
    `shift7_above/below`: part of 7 neighbors strictly on one side. In this order of precedence.

    `lower` and `upper` are one number, one per value, or None for no limit. `without` are rules (of `NHS`) that are
    switched off: what they would have labeled is free for the others. Refuses lists of another length.
    """
    labels: list[str | None] = [None] * len(values)
    for start, dots in _stretches_of_dots(values, center, lower, upper):
        for offset, label in enumerate(_nhs_stretch(dots, without)):
            labels[start + offset] = label
    return labels


def _nhs_stretch(dots: list[_Dot], without: Collection[str]) -> list[str]:
    sides = [dot.side for dot in dots]
    moves = [0, *((b.value > a.value) - (b.value < a.value) for a, b in pairwise(dots))]
    labels = [COMMON_CAUSE] * len(dots)
    # From the weakest rule to the strongest, so that each overwrites the ones before.
    if "shift7" not in without:
        for i, j, sign in _long_runs(sides, RUN):
            labels[i:j] = [f"shift{RUN}_{'above' if sign > 0 else 'below'}"] * (j - i)
    if "two_in_three" not in without:
        for i in _two_in_three(dots, sides):
            labels[i] = f"two_in_three_{'above' if sides[i] > 0 else 'below'}"
    if "trend7" not in without:
        for i, j, sign in _long_runs(moves, RUN - 1):
            # Six moves join seven points: the trend begins one point before its first move.
            labels[i - 1 : j] = [f"trend{RUN}_{'up' if sign > 0 else 'down'}"] * (j - i + 1)
    if "outside" not in without:
        for i, dot in enumerate(dots):
            if outside := dot.beyond(3):
                labels[i] = f"outside_{'upper' if outside > 0 else 'lower'}"
    return labels


def _two_in_three(dots: list[_Dot], sides: list[int]) -> set[int]:
    """Positions of the members that lie in the outer third."""
    near = [dot.beyond(2) != 0 and dot.beyond(3) == 0 for dot in dots]
    members: set[int] = set()
    for start in range(-1, len(dots) - 1):
        window = range(max(start, 0), min(start + 3, len(dots)))
        outer = [i for i in window if near[i]]
        if len(outer) >= 2 and len({sides[i] for i in window}) == 1:
            members.update(outer)
    return members


def _long_runs(signs: list[int], least: int) -> list[tuple[int, int, int]]:
    """(start, end, sign) of the runs of one sign other than 0 with at least `least` members."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for sign, members in groupby(signs):
        end = start + sum(1 for _ in members)
        if sign != 0 and end - start >= least:
            runs.append((start, end, sign))
        start = end
    return runs


def nelson_signals(
    values: Sequence[float | None], center: float, lower: Limit = None, upper: Limit = None
) -> list[Signal]:
    """Nelson's tests 1 to 8, each reported at the point that completes the pattern.

    1: beyond a limit. 2: 9 on one side. 3: 6 steadily up or down. 4: 14 alternating. 5: 2 of 3 beyond two thirds
    of the way to the limit on one side. 6: 4 of 5 beyond one third on one side. 7: 15 within one third. 8: 8 beyond one
    third, on both sides. In 5 and 6 the completing point is itself beyond; 7 includes the line and needs
    limits that leave room for scatter.
    """
    return _completing(_stretches_of_dots(values, center, lower, upper), "nelson", _NELSON)


def western_electric_signals(
    values: Sequence[float | None], center: float, lower: Limit = None, upper: Limit = None
) -> list[Signal]:
    """The four Western Electric rules, each reported at the point that completes the pattern.

    1: beyond a limit. 2: 2 of 3 beyond two thirds of the way to the limit on one side. 3: 4 of 5 beyond one third on
    one side. 4: 8 on one side. In 2 and 3 the completing point is itself beyond.
    """
    return _completing(
        _stretches_of_dots(values, center, lower, upper), "western_electric", _WESTERN_ELECTRIC
    )


_Test: TypeAlias = Callable[[list[_Dot]], int | None]


def _beyond(dots: list[_Dot], thirds: int, least: int) -> int | None:
    last = dots[-1].beyond(thirds)
    return last if last and sum(dot.beyond(thirds) == last for dot in dots) >= least else None


def _one_side(dots: list[_Dot]) -> int | None:
    sides = {dot.side for dot in dots}
    return sides.pop() if sides in ({1}, {-1}) else None


def _steady(dots: list[_Dot]) -> int | None:
    if all(b.value > a.value for a, b in pairwise(dots)):
        return 1
    return -1 if all(b.value < a.value for a, b in pairwise(dots)) else None


def _alternating(dots: list[_Dot]) -> int | None:
    moves = [(b.value > a.value) - (b.value < a.value) for a, b in pairwise(dots)]
    return 0 if all(x * y < 0 for x, y in pairwise(moves)) else None


def _hugging(dots: list[_Dot]) -> int | None:
    return 0 if all(dot.has_room and dot.beyond(1) == 0 for dot in dots) else None


def _avoiding(dots: list[_Dot]) -> int | None:
    return 0 if {dot.beyond(1) for dot in dots} == {1, -1} else None


# Rule number -> points in the pattern, test of exactly those points: 1 up, -1 down, 0 neither, None not met.
_NELSON: Final[dict[int, tuple[int, _Test]]] = {
    1: (1, lambda dots: _beyond(dots, 3, 1)),
    2: (9, _one_side),
    3: (6, _steady),
    4: (14, _alternating),
    5: (3, lambda dots: _beyond(dots, 2, 2)),
    6: (5, lambda dots: _beyond(dots, 1, 4)),
    7: (15, _hugging),
    8: (8, _avoiding),
}
_WESTERN_ELECTRIC: Final[dict[int, tuple[int, _Test]]] = {
    1: (1, lambda dots: _beyond(dots, 3, 1)),
    2: (3, lambda dots: _beyond(dots, 2, 2)),
    3: (5, lambda dots: _beyond(dots, 1, 4)),
    4: (8, _one_side),
}


def _completing(
    parts: list[tuple[int, list[_Dot]]], name: str, tests: dict[int, tuple[int, _Test]]
) -> list[Signal]:
    directions: dict[int, Direction | None] = {1: "up", -1: "down", 0: None}
    signals: list[Signal] = []
    for start, dots in parts:
        for end in range(1, len(dots) + 1):
            for number, (length, test) in tests.items():
                found = test(dots[end - length : end]) if end >= length else None
                if found is not None:
                    signals.append(Signal(start + end, f"{name}_{number}", directions[found]))
    return signals


def _stretches_of_dots(
    values: Sequence[float | None], center: float, lower: Limit, upper: Limit
) -> list[tuple[int, list[_Dot]]]:
    lowers, uppers = _per_value(lower, values, "lower"), _per_value(upper, values, "upper")
    return [
        (start, [_Dot(v, center, uppers[start + i], lowers[start + i]) for i, v in enumerate(part)])
        for start, part in stretches(values)
    ]


def _per_value(limit: Limit, values: Sequence[float | None], name: str) -> Sequence[float | None]:
    if limit is None or isinstance(limit, (int, float)):
        return [limit] * len(values)
    same_length(values, limit, name)
    return limit


def runs_around(values: Sequence[float | None], center: float) -> Runs:
    """Longest run and number of crossings of the center, with Anhoej's limits for the useful points.

    Signal: longest run > round(log2 n) + 3, or crossings < the 5 % quantile of Binomial(n - 1, 1/2).
    Missing readings are passed over, as are points on the line: neither breaks a run.
    """
    sides = [s for v in present(values) if (s := side(v, center)) != 0]
    if not sides:
        return Runs(0, None, None, None, None, False)
    lengths = [sum(1 for _ in members) for _, members in groupby(sides)]
    longest_max, crossings_min = run_limits(len(sides))
    longest, crossings = max(lengths), len(lengths) - 1
    signal = longest > longest_max or crossings < crossings_min
    return Runs(len(sides), longest, longest_max, crossings, crossings_min, signal)


def run_limits(n_useful: int) -> tuple[int, int]:
    """Longest run and fewest crossings that chance explains among `n_useful` >= 1 points."""
    return round(math.log2(n_useful)) + 3, _coin_quantile(n_useful - 1)


def _coin_quantile(tosses: int) -> int:
    """5 % quantile of the heads in `tosses` fair tosses: the smallest k with P(heads <= k) >= 1/20, in whole numbers."""
    ways, at_most, heads = 1, 1, 0
    while at_most * 20 < 1 << tosses:
        ways = ways * (tosses - heads) // (heads + 1)
        heads += 1
        at_most += ways
    return heads

"""From values to pixels: linear scales and ticks at 1, 2 and 5 times a power of ten."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low` to `start` and `high` to `end` (px); values outside are drawn at the nearer end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high <= self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + max(0.0, min(1.0, share)) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Ticks from the first at or below all values to the last at or above; none when there is no value.

    `exponent` is the power of ten of the step.
    """

    values: tuple[float, ...]
    exponent: int

    @property
    def decimals(self) -> int:
        """What the ticks themselves need."""
        return max(0, -self.exponent)

    @property
    def fine_decimals(self) -> int:
        """What a value between two ticks needs: a tenth where the ticks are units or tens."""
        return 0 if self.exponent > 1 else max(1, 1 - self.exponent)

    @property
    def low(self) -> float:
        return self.values[0] if self.values else 0.0

    @property
    def high(self) -> float:
        return self.values[-1] if self.values else 1.0


def nice_ticks(values: Iterable[float], most: int) -> Ticks:
    """At most `most` intervals (at least 2), the smallest step of the series 1-2-5 that needs no more."""
    known = list(values)
    if not known:
        return Ticks((), 0)
    low, high = _opened(min(known), max(known))
    exponent = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for multiple in (1, 2, 5):
            step = float(f"{multiple}e{exponent}")
            first = math.floor(low / step + 1e-9)
            last = math.ceil(high / step - 1e-9)
            if last - first <= max(most, 2):
                places = tuple(place * step for place in range(first, max(last, first + 1) + 1))
                return Ticks(places, exponent)
        exponent += 1


def with_margin(ticks: Ticks, value: float) -> Ticks:
    """The ticks with one more beyond `value` where it is the first or the last."""
    step = ticks.values[1] - ticks.values[0]
    first = [ticks.low - step] if value <= ticks.low else []
    last = [ticks.high + step] if value >= ticks.high else []
    return Ticks((*first, *ticks.values, *last), ticks.exponent)


def _opened(low: float, high: float) -> tuple[float, float]:
    """A range with an inside: a constant series gets a tenth of its size above and below."""
    size = max(abs(low), abs(high))
    if size < 1e-290:
        return 0.0, 1.0
    if high - low <= size * 1e-9:
        return low - size / 10, high + size / 10
    return low, high

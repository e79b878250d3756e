"""Numbers as a reader wants them: as many digits as the error leaves meaning, and a real minus sign."""

from __future__ import annotations

import math
from dataclasses import dataclass

from improve.stats.effect import Effect

MINUS = "\N{MINUS SIGN}"

# Beyond these a row of digits cannot be read.
_MOST_DECIMALS = 10
_LONGEST = 1e15


def decimals_for(effect: Effect, *values: float) -> int:
    """Decimals that show two digits of the error, and more where a bound would otherwise read as 0.

    Without an error: those that the values themselves have, at most 4.
    """
    if effect.se <= 0:
        return max(_own_decimals(v) for v in (effect.difference, *values))
    decimals = min(max(0, 1 - math.floor(math.log10(effect.se))), _MOST_DECIMALS)
    nearest = min(abs(effect.low), abs(effect.high)) if effect.low * effect.high > 0 else math.inf
    while decimals < _MOST_DECIMALS and round(nearest * 10**decimals if nearest < _LONGEST else 1) == 0:
        decimals += 1
    return decimals


def _own_decimals(value: float) -> int:
    for decimals in range(4):
        if abs(round(value, decimals) - value) <= 1e-9 * abs(value):
            return decimals
    return 4


def figure(value: float, decimals: int, *, signed: bool = False) -> str:
    """`decimals` places, commas from 10,000 on; `signed` puts a plus before what is above 0."""
    size = abs(value)
    if size >= _LONGEST or 0 < size < 10**-_MOST_DECIMALS:
        text = f"{size:.3g}".replace("-", MINUS)
    else:
        text = f"{size:,.{decimals}f}" if size >= 10_000 else f"{size:.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{MINUS if value < 0 else '+' if signed else ''}{text}"


def plain(value: float) -> str:
    """A number that somebody typed, with the decimals it was typed with."""
    return figure(value, _own_decimals(value))


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one verdict, rounded alike."""

    before: str
    after: str
    change: str
    size: str
    low: str
    high: str

    @classmethod
    def of(cls, effect: Effect, before: float, after: float) -> Figures:
        """Means, change and interval with the decimals that the error leaves."""
        decimals = decimals_for(effect, before, after)
        # A bound carries its sign where the two differ in it; else the direction is plain.
        signed = effect.low < 0 < effect.high
        return cls(
            before=figure(before, decimals),
            after=figure(after, decimals),
            change=figure(effect.difference, decimals, signed=True),
            size=figure(abs(effect.difference), decimals),
            low=figure(effect.low, decimals, signed=signed),
            high=figure(effect.high, decimals, signed=signed),
        )

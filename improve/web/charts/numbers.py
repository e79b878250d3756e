"""Numbers and periods as text, and the guard that keeps NaN and infinities out of a drawing."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, SupportsFloat, TypeAlias

Number: TypeAlias = Callable[[float, int], str]
"""Writes a value with so many decimals."""
Period: TypeAlias = Callable[[Any], str]
"""Names the period that a point stands for, as the axis shows it."""
Level: TypeAlias = SupportsFloat | Sequence[SupportsFloat | None] | None
"""One value for all points, one for each point (None where there is none), or nothing."""

# Differences of two such values are still finite.
_LARGEST = 1e300


def clean(value: SupportsFloat | None) -> float | None:
    """The value as a finite float; None for a missing one, NaN and the infinities."""
    if value is None:
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    if not math.isfinite(number):
        return None
    return max(-_LARGEST, min(_LARGEST, number)) + 0.0


def level(values: Level, count: int) -> tuple[float | None, ...]:
    """One value per point. Raises ValueError for a list that is not as long as the points."""
    # Arrays know how to become a float as well, so "is it a number" would be the wrong question.
    if not isinstance(values, Iterable):
        return (clean(values),) * count
    found = tuple(clean(value) for value in values)
    if len(found) != count:
        raise ValueError(f"{len(found)} values for {count} points")
    return found


def present(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def minus(text: str) -> str:
    """The text with a real minus sign before its figures, whatever the formatter wrote."""
    return "−" + text[1:] if text.startswith("-") else text


def plain_number(value: float, decimals: int) -> str:
    """English: 1,234.5 and −3; powers of ten where the digits would not be read."""
    if abs(value) >= 1e9 or (decimals > 6 and value != 0):
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    text = f"{value:,.{min(decimals, 6)}f}"
    return "0" if value == 0 else minus(text)


def signed(number: Number) -> Number:
    """The same formatter with a plus sign before what is above zero."""

    def with_sign(value: float, decimals: int) -> str:
        text = minus(number(value, decimals))
        return f"+{text}" if value > 0 else text

    return with_sign


def plain_count(count: int) -> str:
    return f"{count:,}"


def plain_share(share: float) -> str:
    """`share` is between 0 and 1."""
    return f"{100 * share:.0f}%"


def plain_period(period: Any) -> str:
    if isinstance(period, datetime):
        return period.date().isoformat()
    if isinstance(period, date):
        return period.isoformat()
    return "" if period is None else str(period)

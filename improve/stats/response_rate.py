"""Response rates: several numbers, never one "response rate"."""

from __future__ import annotations

from dataclasses import dataclass

from improve.stats.errors import StatsError


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """Shares 0..1; None where the denominator is 0. `completion` is the share of the starts that finished."""

    rr1: float | None
    rr2: float | None
    rr5: float | None
    rr6: float | None
    cooperation: float | None
    completion: float | None


def response_rates(
    *, complete: int, partial: int, refused: int, no_contact: int, other: int, unknown: int
) -> ResponseRates:
    """AAPOR Standard Definitions for surveys of named persons.

    RR1 = I / (I + P + R + NC + O + UO), RR2 = (I + P) / the same; RR5 and RR6 leave out unknown eligibility
    (UO). Cooperation = I / (I + P + R + O) (COOP1). Completion = I / (I + P + break-offs), where a refusal is
    a break-off. Refuses negative counts (`counts`).
    """
    if min(complete, partial, refused, no_contact, other, unknown) < 0:
        raise StatsError("counts", "Counts are not negative.")
    known = complete + partial + refused + no_contact + other
    return ResponseRates(
        rr1=_rate(complete, known + unknown),
        rr2=_rate(complete + partial, known + unknown),
        rr5=_rate(complete, known),
        rr6=_rate(complete + partial, known),
        cooperation=_rate(complete, complete + partial + refused + other),
        completion=_rate(complete, complete + partial + refused),
    )


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None

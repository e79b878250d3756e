"""The arithmetic of savings and what is refused. Amounts in whole units of a currency, days as dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.projects.models import VerdictCode
from improve.savings.models import Recurrence

# More than this is a slip of whoever said what a unit is worth.
LARGEST_MEASURED = 10**15


@dataclass(frozen=True)
class Amount:
    """Money with its interval (95 %)."""

    gross: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Part:
    """What another saving on the same metric counts: how much of the change, and when."""

    title: str
    share: int
    from_on: date
    until_on: date


def year_after(day: date) -> date:
    """The same day a year later; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February before a 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def measured(
    difference: float, low: float | None, high: float | None, *, better: str, worth: float
) -> Amount:
    """An effect (after minus before) as money: what got better is positive. `worth`: of one unit of the metric."""
    if better == "down":
        difference, low, high = -difference, None if high is None else -high, None if low is None else -low
    return Amount(
        _money(difference * worth),
        None if low is None else _money(low * worth),
        None if high is None else _money(high * worth),
    )


def _money(amount: float) -> int:
    return round(max(-LARGEST_MEASURED, min(LARGEST_MEASURED, amount)))


def net(gross: float, cost: float, share: int) -> float:
    """What is left of the part that counts when the costs are paid."""
    return gross * share / 100 - cost


@dataclass(frozen=True)
class Counted:
    """A validated saving, or the sum of several of the same days, as the sums need it; amounts in the company's currency after `rate`."""

    recurrence: str
    gross: float
    cost: float
    share: int
    rate: float
    from_on: date
    until_on: date


def realized(saving: Counted, since: date, until: date) -> float:
    """What of it falls into the days from `since` up to, not including, `until`, in the company's currency.

    A yearly saving counts day by day through its twelve months; what is saved once, and every cost, on the first.
    """
    begins = since <= saving.from_on < until
    part = saving.gross * saving.share / 100
    if saving.recurrence == Recurrence.YEARLY:
        days = (min(until, saving.until_on) - max(since, saving.from_on)).days
        gross = part * max(days, 0) / (saving.until_on - saving.from_on).days
    else:
        gross = part if begins else 0.0
    return (gross - (saving.cost if begins else 0)) * saving.rate


def check_measured(verdict: str | None, *, early: bool) -> None:
    """Only what the data show can be validated."""
    if verdict != VerdictCode.IMPROVED:
        raise Refused(_l("The data do not show an improvement, so there is nothing to validate yet."))
    if early:
        raise Refused(_l("The improvement is an early sign. Please wait until more readings confirm it."))


def check_amount(gross: int, amount: Amount) -> None:
    """Nobody validates more than the data allow."""
    most = amount.high if amount.high is not None else amount.gross
    if gross > most:
        raise Invalid.field(
            "gross", _l("This is more than the data allow: at most %(most)s.", most=f"{most:,}")
        )


def check_begin(from_on: date, starts_on: date | None) -> None:
    """Nothing is saved before the change begins."""
    if starts_on is not None and from_on < starts_on:
        raise Invalid.field(
            "from_on", _l("The change began on %(day)s; nothing counts before.", day=starts_on)
        )


def check_parts(share: int, from_on: date, until_on: date, others: Iterable[Part]) -> None:
    """Savings on one metric in the same months are parts of one change: together at most all of it."""
    overlapping = [other for other in others if other.from_on < until_on and from_on < other.until_on]
    taken = _most_at_once(overlapping, from_on, until_on)
    if share + taken > 100:
        raise Invalid.field(
            "share",
            _l(
                "%(taken)s %% of this metric’s change in these months is already counted (%(titles)s); "
                "at most %(rest)s %% is left.",
                taken=taken,
                titles=", ".join(dict.fromkeys(other.title for other in overlapping)),
                rest=max(100 - taken, 0),
            ),
        )


def _most_at_once(parts: list[Part], from_on: date, until_on: date) -> int:
    """The largest sum of shares that are counted on one day of the window."""
    days = [from_on, *(part.from_on for part in parts if from_on <= part.from_on < until_on)]
    return max(
        (sum(part.share for part in parts if part.from_on <= day < part.until_on) for day in days), default=0
    )

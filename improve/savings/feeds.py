"""Validated money as a metric: what of the validated savings, net of costs, falls into each period.

A period in which nothing counts is 0, for the ledger knows all of it. The sorts of money are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from improve.accounts.models import Unit
from improve.accounts.queries import units, units_below
from improve.core.db import LARGEST_ID, db
from improve.core.messages import _l
from improve.core.periods import PeriodKind, after, start_of
from improve.core.policy import SYSTEM, Actor, allows
from improve.metrics.models import MetricKind
from improve.metrics.ports import MetricSource, Offer, SourceReading
from improve.metrics.queries import company_day
from improve.savings import rules, words
from improve.savings.models import Kind
from improve.savings.policy import Permission
from improve.savings.queries import counted_savings

MOST_OFFERED = 200
WHOLE = "0"


def offers(actor: Actor) -> list[Offer]:
    """Each sort of money of the company, and the hard savings of each unit."""
    if not allows(actor, Permission.READ):
        return []
    found = db.session.scalars(units().limit(MOST_OFFERED)).all()
    return [*(_offer(kind, None) for kind in Kind), *(_offer(Kind.HARD, unit) for unit in found)]


def offer(actor: Actor, key: str) -> Offer | None:
    """One of them."""
    kind, place, unit = _read_key(key)
    if kind is None or not allows(actor, Permission.READ) or (place != WHOLE and unit is None):
        return None
    return _offer(kind, unit)


def read(key: str, by: PeriodKind) -> Sequence[SourceReading]:
    """Each period from the first validated saving on, up to yesterday."""
    kind, place, unit = _read_key(key)
    if kind is None or (place != WHOLE and unit is None):
        return []
    below = units_below(unit.path) if unit is not None else None
    found = [one for _kind, one in counted_savings(SYSTEM, kind=kind, units=below)]
    if not found:
        return []
    today = company_day()
    return [
        SourceReading(start, value=round(sum(rules.realized(one, start, until) for one in found), 2))
        for start, until in _periods(by, min(one.from_on for one in found), today - timedelta(days=1))
    ]


def _periods(by: PeriodKind, first: date, last: date) -> Iterator[tuple[date, date]]:
    start = start_of(by, first)
    while start <= last:
        following = after(by, start, 1)
        yield start, following
        start = following


def _offer(kind: Kind, unit: Unit | None) -> Offer:
    what = words.SHORT_KINDS[kind]
    if unit is None:
        label = _l("Validated savings, %(kind)s, the whole company", kind=what)
        return Offer(f"{kind}:{WHOLE}", label, MetricKind.VALUE, "savings.index", {"kind": str(kind)})
    label = _l("Validated savings, %(kind)s, %(place)s", kind=what, place=unit.name)
    return Offer(f"{kind}:{unit.id}", label, MetricKind.VALUE, "savings.index", {"kind": str(kind)})


def _read_key(key: str) -> tuple[Kind | None, str, Unit | None]:
    """Sort of money, place as written, and the unit (None: the whole company, or a unit that is gone)."""
    name, _colon, place = key.partition(":")
    kind = Kind(name) if name in tuple(Kind) else None
    known = place.isascii() and place.isdigit() and len(place) < 11 and 0 < int(place) <= LARGEST_ID
    return kind, place, db.session.get(Unit, int(place)) if known else None


SOURCE = MetricSource("savings", offers, offer, read)

"""The completion rate of actions as a metric: due in a period and done in time, out of all that were due in it.

What is still open counts as not done; putting an action off does not help, the first promised day counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select

from improve.accounts.models import Unit
from improve.accounts.queries import units, units_below
from improve.core.db import LARGEST_ID, db
from improve.core.messages import _l
from improve.core.periods import PeriodKind, start_of
from improve.core.policy import Actor, allows
from improve.metrics.models import MetricKind
from improve.metrics.ports import MetricSource, Offer, SourceReading
from improve.metrics.queries import company_day
from improve.projects.actions.queries import due_in
from improve.projects.models import Project
from improve.projects.policy import Permission

MOST_OFFERED = 200
WHOLE = "0"
EARLIEST = timedelta(days=3 * 366)


def offers(actor: Actor) -> list[Offer]:
    """The rate of the company and of each unit."""
    if not allows(actor, Permission.READ):
        return []
    found = db.session.scalars(units().limit(MOST_OFFERED)).all()
    return [_offer(None), *(_offer(unit) for unit in found)]


def offer(actor: Actor, key: str) -> Offer | None:
    """One of them."""
    if not allows(actor, Permission.READ):
        return None
    if key == WHOLE:
        return _offer(None)
    unit = _unit(key)
    return _offer(unit) if unit is not None else None


def read(key: str, by: PeriodKind) -> Sequence[SourceReading]:
    """Each period in which something was due, up to yesterday: today's actions have the day."""
    projects: Select[tuple[int]] = select(Project.id)
    if key != WHOLE:
        unit = _unit(key)
        if unit is None:
            return []
        projects = projects.where(Project.unit_id.in_(units_below(unit.path)))
    today = company_day()
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, due, in_time in db.session.execute(
        due_in(projects, today - EARLIEST, today - timedelta(days=1))
    ):
        period = found[start_of(by, day)]
        period[0] += in_time
        period[1] += due
    return [
        SourceReading(start, numerator=float(in_time), denominator=float(due))
        for start, (in_time, due) in sorted(found.items())
    ]


def _offer(unit: Unit | None) -> Offer:
    if unit is None:
        label = _l("Actions done in time, the whole company")
        return Offer(WHOLE, label, MetricKind.PROPORTION, "projects.standup")
    label = _l("Actions done in time, %(place)s", place=unit.name)
    return Offer(str(unit.id), label, MetricKind.PROPORTION, "projects.standup", {"unit": unit.id})


def _unit(key: str) -> Unit | None:
    known = key.isascii() and key.isdigit() and len(key) < 11 and int(key) <= LARGEST_ID
    return db.session.get(Unit, int(key)) if known else None


SOURCE = MetricSource("actions", offers, offer, read)

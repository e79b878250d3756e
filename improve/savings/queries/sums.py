"""Sums of savings, and what they are held against. The sorts of money are never added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.projects.models import Project
from improve.savings import rules
from improve.savings.models import CostBase, Entry, Kind, Saving, Step
from improve.savings.queries.standing import Standing, State, deciding, visible_ids


def counted_savings(
    actor: Actor,
    *,
    kind: Kind | None = None,
    units: Select[tuple[int]] | None = None,
    over_after: date | None = None,
) -> list[tuple[Kind, rules.Counted]]:
    """The validated savings as bare figures, for sums: of one sort, of the projects of these units, and only those
    that were not over on a day. One statement, and no rows are made into objects.
    """
    ids = visible_ids(actor)
    if kind is not None:
        ids = ids.where(Saving.kind == str(kind))
    if units is not None:
        ids = ids.where(Saving.project_id.in_(select(Project.id).where(Project.unit_id.in_(units))))
    asked = (
        select(
            Saving.kind,
            Saving.recurrence,
            Entry.gross,
            Entry.cost,
            Entry.share,
            Entry.rate,
            Entry.from_on,
            Entry.until_on,
        )
        .join(Entry, Entry.saving_id == Saving.id)
        .where(Entry.id.in_(deciding(ids)), Entry.step == str(Step.VALIDATED))
    )
    if over_after is not None:
        asked = asked.where(Entry.until_on > over_after)
    return [(Kind(row[0]), rules.Counted(*row[1:])) for row in rows(asked)]


def headline(actor: Actor, today: date) -> tuple[float, CostBase | None]:
    """Validated hard money of the last twelve months, net of costs, and the yearly costs to hold it against."""
    since = rules.year_before(today)
    found = counted_savings(actor, kind=Kind.HARD, over_after=since)
    return sum(rules.realized(one, since, today) for _kind, one in found), cost_base()


def cost_base() -> CostBase | None:
    """The yearly costs that hold now."""
    return db.session.scalar(
        select(CostBase).options(joinedload(CostBase.by)).order_by(CostBase.id.desc()).limit(1)
    )


@dataclass(frozen=True)
class KindSums:
    """The sums of one kind in the company's currency, net of cost."""

    kind: Kind
    waiting: int  # how many wait for finance: the data show them
    in_force: float  # validated: what the present ones bring in their twelve months
    realized: float  # validated: what fell into the last twelve months
    expired: int  # how many are over


@dataclass(frozen=True)
class Totals:
    """What the company saved. `rate`: validated hard savings of twelve months in percent of the yearly costs."""

    kinds: tuple[KindSums, ...]
    base: CostBase | None
    rate: float | None

    def of(self, kind: Kind) -> KindSums:
        return next(item for item in self.kinds if item.kind is kind)

    @property
    def is_reached(self) -> bool:
        return self.rate is not None and self.base is not None and self.rate >= self.base.target


def totals(found: Iterable[Standing], today: date) -> Totals:
    """The sums over these savings; the kinds are never added."""
    items = list(found)
    base = cost_base()
    kinds = tuple(_sums(kind, [item for item in items if item.saving.kind == kind], today) for kind in Kind)
    hard = next(item.realized for item in kinds if item.kind is Kind.HARD)
    return Totals(kinds, base, None if base is None else 100 * hard / base.yearly)


def _sums(kind: Kind, items: Sequence[Standing], today: date) -> KindSums:
    since = rules.year_before(today)
    counted = {item: _counted(item) for item in items if item.entry.step == Step.VALIDATED}
    states = {item: item.state(today) for item in items}
    return KindSums(
        kind,
        waiting=sum(state is State.MEASURED for state in states.values()),
        in_force=sum(
            rules.net(one.gross, one.cost, one.share) * one.rate
            for item, one in counted.items()
            if states[item] is State.VALIDATED
        ),
        realized=sum(rules.realized(one, since, today) for one in counted.values()),
        expired=sum(state is State.EXPIRED for state in states.values()),
    )


def _counted(item: Standing) -> rules.Counted:
    entry = item.entry
    if entry.gross is None or entry.rate is None or entry.from_on is None or entry.until_on is None:
        raise LookupError("validated without its amount: a constraint forbids it")
    return rules.Counted(
        item.saving.recurrence,
        entry.gross,
        entry.cost,
        entry.share,
        entry.rate,
        entry.from_on,
        entry.until_on,
    )

"""Sums of savings, and what they are held against. The sorts of money are never added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Double, Select, cast, func, select
from sqlalchemy.orm import joinedload

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.projects.models import Project
from improve.savings import rules
from improve.savings.models import CostBase, Entry, Kind, Saving, Step
from improve.savings.queries.standing import State, deciding, state_counts, visible_ids


def counted_savings(
    actor: Actor,
    *,
    kind: Kind | None = None,
    units: Select[tuple[int]] | None = None,
    over_after: date | None = None,
) -> list[tuple[Kind, rules.Counted]]:
    """The validated savings as bare figures, for sums: of one sort, of the projects of these units, and only those
    that were not over on a day. One statement; the database adds up what counts on the same days at the same rate,
    so there are as many rows as days on which something begins, whatever the number of savings.
    """
    ids = visible_ids(actor)
    if kind is not None:
        ids = ids.where(Saving.kind == str(kind))
    if units is not None:
        ids = ids.where(Saving.project_id.in_(select(Project.id).where(Project.unit_id.in_(units))))
    conditions = [] if over_after is None else [Entry.until_on > over_after]
    return _validated(ids, *conditions)


def _validated(ids: Select[tuple[int]], *conditions: ColumnElement[bool]) -> list[tuple[Kind, rules.Counted]]:
    what = (Saving.kind, Saving.recurrence, Entry.rate, Entry.from_on, Entry.until_on)
    # The share of each first: what the sum stands for counts whole.
    gross = func.sum(cast(Entry.gross, Double) * Entry.share / 100)
    asked = (
        select(*what, gross, func.sum(cast(Entry.cost, Double)))
        .join(Entry, Entry.saving_id == Saving.id)
        .where(Entry.id.in_(deciding(ids)), Entry.step == str(Step.VALIDATED), *conditions)
        .group_by(*what)
    )
    return [
        (Kind(sort), rules.Counted(recurrence, sum, cost, 100, rate, from_on, until_on))
        for sort, recurrence, rate, from_on, until_on, sum, cost in rows(asked)
    ]


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


def totals(actor: Actor, today: date) -> Totals:
    """The sums over all savings that the actor may see; the kinds are never added. Three statements."""
    ids = visible_ids(actor)
    found = _validated(ids)
    counts = state_counts(ids, today)
    base = cost_base()
    kinds = tuple(_sums(kind, [one for sort, one in found if sort is kind], counts, today) for kind in Kind)
    hard = next(item.realized for item in kinds if item.kind is Kind.HARD)
    return Totals(kinds, base, None if base is None else 100 * hard / base.yearly)


def _sums(
    kind: Kind,
    found: Sequence[rules.Counted],
    counts: Mapping[tuple[Kind, State], int],
    today: date,
) -> KindSums:
    since = rules.year_before(today)
    return KindSums(
        kind,
        waiting=counts.get((kind, State.MEASURED), 0),
        in_force=sum(
            rules.net(one.gross, one.cost, one.share) * one.rate for one in found if one.until_on > today
        ),
        realized=sum(rules.realized(one, since, today) for one in found),
        expired=counts.get((kind, State.EXPIRED), 0),
    )

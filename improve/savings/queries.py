"""Questions about savings. Everything shown to somebody starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, and_, false, func, select
from sqlalchemy.orm import aliased, joinedload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor, allows
from improve.projects.models import Project, VerdictCode
from improve.projects.queries import visible_ids as visible_projects
from improve.savings import rules
from improve.savings.models import CostBase, Entry, Kind, Saving, Step
from improve.savings.policy import Permission

# The lines that say where a saving stands; what is measured only adds what the data show.
DECIDING = (Step.CLAIMED, Step.VALIDATED, Step.REFUSED, Step.WITHDRAWN)


class State(StrEnum):
    """Where a saving stands on a day."""

    CLAIMED = "claimed"
    MEASURED = "measured"
    VALIDATED = "validated"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Standing:
    """A saving with the line that says where it stands, and the newest measurement made for that claim."""

    saving: Saving
    entry: Entry
    measured: Entry | None

    @property
    def is_shown_by_data(self) -> bool:
        """Does the newest measurement rest on an improvement, not an early one?"""
        found = self.measured
        return found is not None and found.verdict == VerdictCode.IMPROVED and not found.early

    def state(self, today: date) -> State:
        """Where it stands on a day."""
        step = Step(self.entry.step)
        if step is Step.VALIDATED:
            over = self.entry.until_on is not None and self.entry.until_on <= today
            return State.EXPIRED if over else State.VALIDATED
        if step is Step.CLAIMED and self.is_shown_by_data:
            return State.MEASURED
        return State(step)

    @property
    def shown(self) -> Entry:
        """The line whose amount is shown: finance's word, else what was measured, else what was claimed."""
        if self.entry.step == Step.CLAIMED and self.is_shown_by_data and self.measured is not None:
            return self.measured
        return self.entry


def visible_to(actor: Actor) -> Select[tuple[Saving]]:
    """The savings an actor may see: those of the projects they may see."""
    statement = select(Saving).where(Saving.project_id.in_(visible_projects(actor)))
    return statement if allows(actor, Permission.READ) else statement.where(false())


def visible_one(actor: Actor, saving_id: int) -> Saving | None:
    """The saving, if the actor may see it; use with `found_or_404`."""
    if not 0 < saving_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        visible_to(actor)
        .options(joinedload(Saving.project).joinedload(Project.owner), joinedload(Saving.metric))
        .where(Saving.id == saving_id)
    )


def visible_ids(actor: Actor) -> Select[tuple[int]]:
    """The ids of those savings: for lists of things about them."""
    return visible_to(actor).with_only_columns(Saving.id)


def standings(savings: Select[tuple[Saving]]) -> list[Standing]:
    """Where these savings stand, the newest first; one statement for any number."""
    ids = savings.with_only_columns(Saving.id).order_by(None)
    last = (
        select(func.max(Entry.id))
        .where(Entry.step.in_([str(step) for step in DECIDING]), Entry.saving_id.in_(ids))
        .group_by(Entry.saving_id)
    )
    measured = aliased(Entry)
    newest = (
        select(func.max(Entry.id))
        .where(Entry.step == str(Step.MEASURED), Entry.saving_id.in_(ids))
        .group_by(Entry.saving_id)
    )
    rows = db.session.execute(
        select(Saving, Entry, measured)
        .select_from(Saving)
        .join(Entry, and_(Entry.saving_id == Saving.id, Entry.id.in_(last)))
        .outerjoin(measured, and_(measured.saving_id == Saving.id, measured.id.in_(newest)))
        .options(joinedload(Saving.project).joinedload(Project.owner), joinedload(Saving.metric))
        .order_by(Saving.id.desc())
    )
    return [
        Standing(saving, entry, found if found is not None and _is_for(entry, found) else None)
        for saving, entry, found in rows
    ]


def _is_for(entry: Entry, found: Entry) -> bool:
    """A measurement for an earlier claim says nothing of this one; after a decision it still informs."""
    return entry.step != Step.CLAIMED or found.id > entry.id


def standing(saving: Saving) -> Standing:
    """Where one saving stands."""
    return standings(select(Saving).where(Saving.id == saving.id))[0]


def entries_of(saving: Saving) -> Sequence[Entry]:
    """All lines, the oldest first."""
    return db.session.scalars(
        select(Entry).options(joinedload(Entry.by)).where(Entry.saving_id == saving.id).order_by(Entry.id)
    ).all()


def parts_of_metric(metric_id: int, *, besides: int) -> list[rules.Part]:
    """The validated savings that count the same metric's change."""
    found = standings(select(Saving).where(Saving.metric_id == metric_id, Saving.id != besides))
    return [
        rules.Part(item.saving.project.title, item.entry.share, item.entry.from_on, item.entry.until_on)
        for item in found
        if item.entry.step == Step.VALIDATED and item.entry.from_on and item.entry.until_on
    ]


def others_on_metric(actor: Actor, saving: Saving) -> list[Standing]:
    """The other savings on the same metric that are not given up."""
    same = visible_to(actor).where(Saving.metric_id == saving.metric_id, Saving.id != saving.id)
    return [item for item in standings(same) if item.entry.step not in (Step.REFUSED, Step.WITHDRAWN)]


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

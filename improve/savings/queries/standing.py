"""Which savings there are, who may see them, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from improve.core.db import LARGEST_ID, db, rows
from improve.core.policy import Actor, allows
from improve.projects.models import Project, StoredVerdict, VerdictCode
from improve.projects.queries import owners_ever
from improve.projects.queries import visible_ids as visible_projects
from improve.savings import rules
from improve.savings.models import Entry, Kind, Saving, Step
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


_measured = aliased(Entry)
# A measurement of what is claimed now, that rests on an improvement which is not early.
WAITS_FOR_FINANCE = (
    Entry.step == str(Step.CLAIMED),
    _measured.verdict == str(VerdictCode.IMPROVED),
    _measured.early.is_(False),
    _measured.id > Entry.id,
)


def standings(
    savings: Select[tuple[Saving]],
    *conditions: ColumnElement[bool],
    limit: int | None = None,
    offset: int = 0,
) -> list[Standing]:
    """Where these savings stand, the newest first; one statement for any number.

    `conditions` may ask for the deciding line (`Entry`), as `WAITS_FOR_FINANCE` and `in_state` do.
    """
    ids = savings.with_only_columns(Saving.id).order_by(None)
    read = db.session.execute(
        _with_lines(select(Saving, Entry, _measured), ids)
        .options(joinedload(Saving.project).joinedload(Project.owner), joinedload(Saving.metric))
        .where(*conditions)
        .order_by(Saving.id.desc())
        .limit(limit)
        .offset(offset or None)
    )
    return [
        Standing(saving, entry, found if found is not None and _is_for(entry, found) else None)
        for saving, entry, found in read
    ]


def state_of(today: date) -> ColumnElement[str]:
    """`Standing.state` as the database says it."""
    is_over = and_(Entry.step == str(Step.VALIDATED), Entry.until_on <= today)
    return case(
        (is_over, str(State.EXPIRED)), (and_(*WAITS_FOR_FINANCE), str(State.MEASURED)), else_=Entry.step
    )


def state_counts(ids: Select[tuple[int]], today: date) -> dict[tuple[Kind, State], int]:
    """How many savings of each sort stand where; one statement."""
    state = state_of(today)
    asked = _with_lines(select(Saving.kind, state, func.count()), ids).group_by(Saving.kind, state)
    return {(Kind(kind), State(found)): count for kind, found, count in rows(asked)}


def _with_lines(asked: Select[Any], ids: Select[tuple[int]]) -> Select[Any]:
    """Savings with the line that says where they stand (`Entry`) and the newest measurement (`_measured`)."""
    newest = (
        select(func.max(Entry.id))
        .where(Entry.step == str(Step.MEASURED), Entry.saving_id.in_(ids))
        .group_by(Entry.saving_id)
    )
    return (
        asked.select_from(Saving)
        .join(Entry, and_(Entry.saving_id == Saving.id, Entry.id.in_(deciding(ids))))
        .outerjoin(_measured, and_(_measured.saving_id == Saving.id, _measured.id.in_(newest)))
    )


def deciding(ids: Select[tuple[int]]) -> Select[tuple[int]]:
    """The ids of the lines that say where these savings stand."""
    return (
        select(func.max(Entry.id))
        .where(Entry.step.in_([str(step) for step in DECIDING]), Entry.saving_id.in_(ids))
        .group_by(Entry.saving_id)
    )


def _is_for(entry: Entry, found: Entry) -> bool:
    """A measurement for an earlier claim says nothing of this one; after a decision it still informs."""
    return entry.step != Step.CLAIMED or found.id > entry.id


def standing(saving: Saving) -> Standing:
    """Where one saving stands."""
    return standings(select(Saving).where(Saving.id == saving.id))[0]


def outdated() -> Select[tuple[Saving]]:
    """The savings whose newest measurement rests on other readings than the verdict of their project does now."""
    return (
        _with_lines(select(Saving), select(Saving.id))
        .join(Project, and_(Project.id == Saving.project_id, Project.metric_id == Saving.metric_id))
        .join(StoredVerdict, StoredVerdict.project_id == Saving.project_id)
        .where(
            Entry.step.in_([str(Step.CLAIMED), str(Step.VALIDATED)]),
            or_(
                _measured.id.is_(None),
                _measured.inputs_hash != StoredVerdict.inputs_hash,
                and_(Entry.step == str(Step.CLAIMED), _measured.id < Entry.id),
            ),
        )
        .order_by(Saving.metric_id, Saving.id)
    )


def entries_of(saving: Saving) -> Sequence[Entry]:
    """All lines, the oldest first."""
    return db.session.scalars(
        select(Entry).options(joinedload(Entry.by)).where(Entry.saving_id == saving.id).order_by(Entry.id)
    ).all()


def concerned_people(savings: Sequence[Saving]) -> dict[int, set[int]]:
    """Whose own saving each is, by person id: whoever owns or owned the project, claimed it or corrected the claim."""
    owners = owners_ever(saving.project_id for saving in savings)
    found: dict[int, set[int]] = {}
    for saving in savings:
        named = {one for one in (saving.created_by_id, saving.owner_id) if one is not None}
        found[saving.id] = named | owners.get(saving.project_id, set())
    claims = select(Entry.saving_id, Entry.by_id).where(
        Entry.saving_id.in_(list(found)), Entry.step == str(Step.CLAIMED), Entry.by_id.is_not(None)
    )
    for saving_id, person_id in rows(claims):
        found[saving_id].add(person_id)
    return found


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

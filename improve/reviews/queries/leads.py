"""Questions about who leads the discussion of which idea, and about summaries. Callers hand in items that their reader
may meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from improve.core.db import db
from improve.core.policy import Actor
from improve.reviews.days import company_today
from improve.reviews.models import Lead, Round, RoundItem, Summary
from improve.reviews.queries.committees import members_on, own_committees
from improve.reviews.queries.conflicts import conflicts_between
from improve.reviews.queries.items import item_numbers, items_of_own_rounds
from improve.reviews.rules.lifecycle import RUNNING
from improve.suggestions.models import Suggestion

AT_ONCE = 500


def lead_of(item_id: int) -> Lead | None:
    """Who leads the discussion of an idea."""
    return db.session.scalar(
        select(Lead).options(joinedload(Lead.person)).where(Lead.item_id == item_id).limit(1)
    )


def leads_in(round_id: int) -> Mapping[int, Lead]:
    """Item id -> who leads it, of all ideas of a round, withdrawn ones too."""
    found = db.session.scalars(
        select(Lead)
        .join(RoundItem, RoundItem.id == Lead.item_id)
        .options(joinedload(Lead.person))
        .where(RoundItem.round_id == round_id)
        .order_by(Lead.item_id)
    )
    return {one.item_id: one for one in found}


def leads_among(item_ids: Iterable[int]) -> Sequence[Lead]:
    """Who leads these ideas."""
    ids = sorted(set(item_ids))
    found: list[Lead] = []
    for start in range(0, len(ids), AT_ONCE):
        statement = select(Lead).options(joinedload(Lead.person))
        found += db.session.scalars(statement.where(Lead.item_id.in_(ids[start : start + AT_ONCE])))
    return found


def able_to_lead(held: Round, numbers: Mapping[int, int]) -> dict[int, set[int]]:
    """Item id -> the members in office who have no conflict with it. `numbers`: item id -> idea id."""
    members = [one.person_id for one in members_on(held.committee_id, max(company_today(), held.opens_on))]
    away = conflicts_between(numbers, members)
    return {item: {one for one in members if (item, one) not in away} for item in numbers}


def led_by(actor: Actor) -> Select[tuple[RoundItem]]:
    """The ideas that the actor leads in running rounds of their committees, what is decided soonest first."""
    return (
        items_of_own_rounds(actor)
        .join(Lead, Lead.item_id == RoundItem.id)
        .join(RoundItem.round)
        .options(
            contains_eager(RoundItem.round),
            contains_eager(RoundItem.suggestion).joinedload(Suggestion.category),
        )
        .where(
            Lead.person_id == actor.person_id,
            Round.state.in_(sorted(RUNNING)),
            Round.committee_id.in_(own_committees(actor.person_id, company_today())),
        )
        .order_by(Round.closes_on, Round.id, RoundItem.suggestion_id)
    )


def summaries_of(items: Sequence[RoundItem]) -> dict[int, Summary]:
    """The current summary of each idea that has one, unless who wrote it turned out to have a conflict with it."""
    by_id = {item.id: item for item in items}
    found = {one.item_id: one for one in _summaries(by_id) if one.is_current}
    away = conflicts_between(
        {item_id: by_id[item_id].suggestion_id for item_id in found},
        {one.person_id for one in found.values()},
    )
    return {item_id: one for item_id, one in found.items() if (item_id, one.person_id) not in away}


def every_summary(item_ids: Iterable[int]) -> Sequence[Summary]:
    """All that leads wrote of these ideas, also what was replaced, by idea in the order it came."""
    return _summaries(item_ids)


def _summaries(item_ids: Iterable[int]) -> Sequence[Summary]:
    ids = sorted(set(item_ids))
    found: list[Summary] = []
    for start in range(0, len(ids), AT_ONCE):
        found += db.session.scalars(
            select(Summary)
            .options(joinedload(Summary.person))
            .where(Summary.item_id.in_(ids[start : start + AT_ONCE]))
            .order_by(Summary.item_id, Summary.id)
        )
    return found


def summaries_numbered(summary_ids: Iterable[int]) -> Mapping[int, Summary]:
    """These summaries by their id, current or not."""
    ids = sorted(set(summary_ids))
    found: dict[int, Summary] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.scalars(select(Summary).where(Summary.id.in_(ids[start : start + AT_ONCE])))
        found |= {one.id: one for one in rows}
    return found


def owing_summaries(held: Round) -> dict[int, int]:
    """Person id -> ideas that they lead and nobody has summed up, of leads who may do so."""
    leads = leads_in(held.id)
    numbers = {item: number for item, number in item_numbers(held.id).items() if item in leads}
    able = able_to_lead(held, numbers)
    written = {one.item_id: one.person_id for one in _summaries(numbers) if one.is_current}
    away = conflicts_between(numbers, set(written.values()))
    done = {item for item, person in written.items() if (item, person) not in away}
    return dict(
        Counter(
            leads[item].person_id
            for item in numbers
            if item not in done and leads[item].person_id in able[item]
        )
    )


def rounds_led() -> Select[tuple[Round]]:
    """Running rounds in which somebody leads an idea."""
    led = select(RoundItem.round_id).join(Lead, Lead.item_id == RoundItem.id)
    return select(Round).where(Round.state.in_(sorted(RUNNING)), Round.id.in_(led)).order_by(Round.id)

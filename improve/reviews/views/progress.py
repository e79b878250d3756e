"""An open round: who has finished, for those who look after it; the reader's own part. No score is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import render_template

from improve.reviews import presenting, service
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import in_office, manages
from improve.reviews.queries import (
    Results,
    items_met,
    members_on,
    names_of,
    owed_practice,
    practices_for,
    queue_of,
    results_for,
)
from improve.reviews.values import CONFLICT_WORDS
from improve.web.access import current_actor
from improve.web.charts import progress_dots
from improve.web.tables import Page, page_number

PER_PAGE = 50
MOST_RECUSED = 20


@dataclass(frozen=True)
class MemberProgress:
    """How many of the ideas that a member may score they have scored."""

    name: str
    is_chair: bool
    scored: int
    total: int


def shown(held: Round) -> str:
    """The page."""
    actor = current_actor()
    results = results_for(held, actor)
    overview = manages(actor, held) or in_office(actor, held, chair=True)
    members = _members(held, results)
    queue = [entry for entry in queue_of(actor, company_today()) if entry.round_id == held.id]
    number = page_number()
    part = results.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    items = items_met(results, part)
    return render_template(
        "reviews/progress.html",
        held=held,
        heading=presenting.progress_heading(
            sum(member.scored for member in members), sum(member.total for member in members), held.closes_on
        ),
        page=Page(items=items, number=number, per_page=PER_PAGE, total=len(results.ids)),
        counts=results.counts,
        possible=results.inputs.possible,
        members=members,
        overview=overview,
        recused=recused_in(held, results) if overview else None,
        may_record=overview,
        queue=queue,
        mine={entry.item_id: entry.is_scored for entry in queue},
        waiting=sum(not entry.is_scored for entry in queue),
        dots=progress_dots,
        may_manage=manages(actor, held),
        practices=len(practices_for(actor, held.id)),
        practice_owed=len(owed_practice(actor, (held.id,))) if queue else 0,
        may_practice=overview and service.may_set_practice(held, by=actor),
        practice_line=presenting.practice_line,
        may_wish=held.is_assigned and in_office(actor, held),
    )


def _members(held: Round, results: Results) -> list[MemberProgress]:
    away = Counter(person_id for _item, person_id in results.inputs.recused)
    found = []
    for one in members_on(held.committee_id, company_today()):
        total = (
            results.asked_of.get(one.person_id, 0)
            if held.is_assigned
            else len(results.ids) - away[one.person_id]
        )
        scored = min(results.given_by.get(f"p{one.person_id}", 0), total)
        found.append(MemberProgress(one.person.name, one.is_chair, scored, total))
    return found


@dataclass(frozen=True)
class Recusal:
    """Who stays away from an idea, and why (nothing while the round is blind: it would name the author)."""

    item: RoundItem
    people: list[tuple[str, str]]


@dataclass(frozen=True)
class Recusals:
    """The first ideas that somebody stays away from, and how many more there are."""

    shown: list[Recusal]
    more: int


def recused_in(held: Round, results: Results) -> Recusals | None:
    """Those among the ideas that the reader may meet."""
    pairs, inputs = results.away, results.inputs
    told = [item_id for item_id in results.ids if item_id in pairs]
    if not told:
        return None
    part = told[:MOST_RECUSED]
    people = names_of({person_id for item_id in part for person_id in pairs[item_id]})
    items = {item.id: item for item in items_met(results, part)}
    found = []
    for item_id in part:
        named = [
            (people[one], "" if held.is_blind else str(CONFLICT_WORDS[inputs.recused[item_id, one]]))
            for one in pairs[item_id]
            if one in people
        ]
        if named and item_id in items:
            found.append(Recusal(items[item_id], sorted(named)))
    return Recusals(found, len(told) - len(part)) if found else None

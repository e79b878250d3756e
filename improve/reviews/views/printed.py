"""The whole record of a round as a document to be printed, or saved as PDF from the print dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.policy import authorize
from improve.reviews import presenting, voting_words
from improve.reviews.days import company_today
from improve.reviews.models import Decision, Review, RoundItem, Summary
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    Rated,
    answers_as_read,
    decisions_of,
    earlier_decisions,
    items_of,
    leads_among,
    meeting_of,
    members_on,
    names_of,
    rated_comments,
    results_for,
    reviews_of,
    summaries_of,
    talked_in,
)
from improve.reviews.queries.results import Inputs
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import ItemStanding, digest
from improve.reviews.values import CONFIDENCE_WORDS, CONFLICT_WORDS, PROPOSALS, State, VoteKind
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.reviews.views.voting import shown_polls, voted_items
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

# Ideas in one document: 2,000 scores with their notes, about as many pages of paper as a binder holds.
PER_PART = 100


@dataclass(frozen=True)
class Entry:
    """One idea with everything that was given and decided. `reviews`: with earlier revisions; `recused`: names with why
    (nothing while the round is blind: it would name the author); `rated`: what the comments of each reviewer got.
    """

    item: RoundItem
    standing: ItemStanding
    reviews: Sequence[Review]
    recused: list[tuple[str, str]]
    left_out: frozenset[int]
    decision: Decision | None
    earlier: Sequence[Decision]
    summary: Summary | None
    lead: str
    response: str
    rated: Mapping[str, Rated]


@blueprint.get("/rounds/<int:round_id>/record")
@requires(Permission.READ)
def printed_record(round_id: int) -> ResponseReturnValue:
    """The record, without the ideas its reader must not meet; there is none while scores still come in."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.READ_RECORD, held)
    lifecycle.check_results(held.phase)
    results = results_for(held, actor)
    number = page_number()
    order = results.found.items
    part = order[(number - 1) * PER_PART : number * PER_PART]
    items = {one.id: one for one in items_of(actor, held.id, only=[row.item_id for row in part])}
    entries = _entries([row for row in part if row.item_id in items], items, results.inputs, held.is_blind)
    inputs = results.inputs
    found = shown_polls(held, closed=True)
    return render_template(
        "reviews/record.html",
        held=held,
        page=Page(entries, number, PER_PART, len(order)),
        found=results.found,
        members=members_on(held.committee_id, min(company_today(), held.closes_on)),
        meeting=meeting_of(held.id),
        talked={one.item_id: one for one in talked_in(held.id)},
        reason=presenting.REASONS.get(results.found.reason or ""),
        digest=digest(inputs.given, inputs.possible, places=held.places, seed=held.seed),
        polls=found,
        voted=voted_items(held, found),
        words=voting_words,
        VoteKind=VoteKind,
        confidence=CONFIDENCE_WORDS,
        proposals=PROPOSALS,
        show=presenting,
        State=State,
    )


def _entries(
    rows: Sequence[ItemStanding], items: dict[int, RoundItem], inputs: Inputs, blind: bool
) -> list[Entry]:
    decisions, earlier = decisions_of(items), earlier_decisions(items, unpublished=True)
    reviews: dict[int, list[Review]] = {}
    for review in reviews_of(items, with_earlier=True):
        reviews.setdefault(review.item_id, []).append(review)
    away = {pair: kind for pair, kind in inputs.recused.items() if pair[0] in items}
    responses = answers_as_read(list(items.values()))
    summaries = summaries_of(list(items.values()))
    leads = {one.item_id: one for one in leads_among(items)}
    names = names_of({person_id for _item, person_id in away})
    rated: dict[int, dict[str, Rated]] = {}
    if rows:
        held = items[rows[0].item_id].round_id
        for (item_id, key), one in rated_comments(held, items, inputs.recused).items():
            rated.setdefault(item_id, {})[key] = one
    return [
        Entry(
            item=items[row.item_id],
            standing=row,
            reviews=reviews.get(row.item_id, []),
            recused=sorted(
                (names.get(person_id, ""), "" if blind else str(CONFLICT_WORDS[kind]))
                for (item_id, person_id), kind in away.items()
                if item_id == row.item_id
            ),
            left_out=frozenset(person_id for item_id, person_id in away if item_id == row.item_id),
            decision=decisions.get(row.item_id),
            earlier=earlier.get(row.item_id, ()),
            summary=summaries.get(row.item_id),
            response=responses.get(row.item_id, ""),
            rated=rated.get(row.item_id, {}),
            lead=leads[row.item_id].person.name if row.item_id in leads else "",
        )
        for row in rows
    ]

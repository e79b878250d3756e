"""A round: how far it has come, or its results with the decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _n
from improve.core.policy import allows
from improve.reviews import presenting, service, voting_words
from improve.reviews.days import company_today
from improve.reviews.forms.alike import MOST_ALIKE, STILL_OPEN, TICK, AlikeForm
from improve.reviews.forms.rounds import Choice, DecisionsForm, Drafts, bases_sent, items_sent, summaries_sent
from improve.reviews.models import Round
from improve.reviews.policy import Permission, manages
from improve.reviews.queries import (
    Results,
    Sorting,
    answered_in,
    decisions_numbered,
    decisions_of,
    earlier_decisions,
    in_order,
    items_met,
    items_of,
    meeting_of,
    outcome_of_each,
    polls,
    practices_for,
    rated_in,
    results_for,
    reviewer_names,
    summaries_numbered,
    summaries_of,
    votes_of,
)
from improve.reviews.queries.tables import SORTING_WORDS
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import Band, ItemStanding, Standing
from improve.reviews.values import OUTCOME_WORDS, DecisionData, Outcome, State
from improve.reviews.views import progress
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.reviews.views.sight import FILTERS, Sight
from improve.reviews.views.voting import places_in
from improve.suggestions.queries import categories
from improve.web.access import current_actor, requires
from improve.web.charts import interval_scale
from improve.web.tables import Page, page_number

PER_PAGE = 50


@blueprint.get("/rounds/<int:round_id>")
@requires(Permission.READ)
def show_round(round_id: int) -> ResponseReturnValue:
    """The round as it stands: being prepared, open, or with results."""
    held = shown_round(round_id)
    if held.phase is State.DRAFT:
        return redirect(url_for("reviews.prepare", round_id=held.id), 303)
    if held.phase is State.OPEN:
        return progress.shown(held)
    return _results(held, None)


def _address(round_id: int, endpoint: str = "reviews.show_round") -> str:
    """The table as it is looked at."""
    kept: dict[str, Any] = {name: request.args[name] for name in (*FILTERS, "page") if request.args.get(name)}
    return url_for(endpoint, round_id=round_id, **kept)


@dataclass(frozen=True)
class Group:
    """A band of the table (None in another order), and its ideas on this page."""

    band: Band | None
    rows: list[ItemStanding]


def _groups(rows: Iterable[ItemStanding], *, banded: bool) -> list[Group]:
    if not banded:
        return [Group(None, list(rows))]
    return [Group(band, list(part)) for band, part in groupby(rows, key=lambda row: row.band)]


def _results(held: Round, form: DecisionsForm | None, alike: AlikeForm | None = None) -> str:
    actor = current_actor()
    results = results_for(held, actor)
    found = results.found
    decides = held.phase in lifecycle.DECIDING and allows(actor, Permission.DECIDE, held)
    sees_names = allows(actor, Permission.DECIDE, held) or allows(actor, Permission.READ_RECORD, held)
    is_public = held.phase is State.PUBLISHED
    sees_decisions = decides or is_public or sees_names
    sight = Sight.asked(sees_decisions=sees_decisions, weighs=held.confidence_weighs)
    rows = sight.rows(held, results)
    number = page_number()
    part = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    if form is not None:  # what was sent stays in sight and in its order, whatever the filter says by now
        part = [row for row in in_order(found.items, sight.sorting) if row.item_id in form.choices]
    talks = results.talks if not is_public else []
    votes = votes_of(held.id, closed=True)
    voted = polls(held, votes, results.by_item) if votes else []
    shown = {row.item_id for row in part}
    items = {one.id: one for one in items_met(results, shown | {talk.item_id for talk in talks})}
    part = [row for row in part if row.item_id in items]
    decisions = decisions_of(shown)
    if decides and form is None:
        shown_items = [items[row.item_id] for row in part]
        form = DecisionsForm(shown_items, decisions, drafts=Drafts(summaries_of(shown_items)))
    every = outcome_of_each(held.id)
    made = Counter(every[one] for one in results.ids if one in every)
    return render_template(
        "reviews/results.html",
        held=held,
        heading=_heading(held, found, results.scored, made),
        base=presenting.base_line(len(results.ids), found.reviewers, found.reviews),
        standing=found,
        page=Page(items=part, number=number, per_page=PER_PAGE, total=len(rows)),
        groups=_groups(part, banded=sight.sorting is Sorting.RESULT),
        last_place=results.last_place if sight.sorting is Sorting.RESULT else None,
        sight=sight,
        save_at=_address(held.id, "reviews.save_decisions"),
        is_long=len(results.ids) > PER_PAGE,
        sortings={
            one: word
            for one, word in SORTING_WORDS.items()
            if one is not Sorting.WEIGHTED or held.confidence_weighs
        },
        order_words=presenting.order_words(found, sight.sorting) if held.confidence_weighs else "",
        weights=presenting.WEIGHT_ROWS if held.confidence_weighs else (),
        outcomes=OUTCOME_WORDS if sees_decisions else {},
        categories=categories(with_closed=True) if len(results.ids) > PER_PAGE else [],
        items=items,
        decisions=decisions if sees_decisions else {},
        earlier=earlier_decisions(shown) if is_public else {},
        may_decide_again=is_public and allows(actor, Permission.DECIDE, held),
        undecided=len(results.ids) - sum(made.values()),
        form=form if decides else None,
        alike=(alike or AlikeForm()) if decides else None,
        tick=TICK,
        still_open=min(MOST_ALIKE, sum(row.item_id not in every for row in rows)),
        bands=[one for one in Band if any(row.band is one for row in found.items)],
        decides=decides,
        may_publish=held.phase in lifecycle.DECIDING and (decides or manages(actor, held)),
        may_manage=manages(actor, held),
        may_meet=not is_public or meeting_of(held.id) is not None,
        sees_names=sees_names,
        names=reviewer_names(results.inputs) if sees_names else {},
        rated=rated_in(held.id, results.by_item, results.inputs.recused) if sees_names else {},
        polls=voted,
        voted=places_in(voted),
        words=voting_words,
        recused=progress.recused_in(held, results) if sees_names else None,
        practices=len(practices_for(actor, held.id)) if not is_public else 0,
        may_record=not is_public and service.may_record(actor, held),
        talks=talks,
        heard=_heard(held, results),
        scale=presenting.scale_of(results.bounds),
        show=presenting,
        interval_scale=interval_scale,
        reason=presenting.REASONS.get(found.reason or ""),
        Band=Band,
        State=State,
    )


@dataclass(frozen=True)
class Heard:
    """How far the authors have answered, of the ideas that the reader may meet."""

    answered: int
    is_open: bool


def _heard(held: Round, results: Results) -> Heard | None:
    if held.responses_until is None or held.phase is State.PUBLISHED:
        return None
    is_open = lifecycle.is_responding(held.phase, held.responses_until, company_today())
    return Heard(len(answered_in(held.id) & set(results.ids)), is_open)


def _heading(held: Round, found: Standing, scored: int, made: Mapping[str, int]) -> str:
    if held.phase is State.PUBLISHED:
        return presenting.published_heading(made.get(Outcome.ACCEPT, 0), len(found.items))
    return presenting.results_heading(found, scored)


@blueprint.post("/rounds/<int:round_id>/decisions")
@requires(Permission.READ)
def save_decisions(round_id: int) -> ResponseReturnValue:
    """Store the decisions of the table; good ones are kept only when all are good."""
    held = shown_round(round_id)
    actor = current_actor()
    alike = AlikeForm()
    wanted = items_sent()
    if alike.wanted == STILL_OPEN:
        wanted |= _still_open(held)
    items = items_of(actor, held.id, only=wanted)
    form = DecisionsForm(
        items,
        decisions_of(item.id for item in items),
        decisions_numbered(bases_sent()),
        Drafts(summaries_of(items), summaries_numbered(summaries_sent())),
    )
    if not form.validate_on_submit() or (alike.wanted and not alike.is_whole()):
        return _results(held, form, alike), 422
    if alike.wanted:
        alike.pass_on(form)
    try:
        made = form.made()
        with transaction():
            for item_id, decision in made.items():
                _decide(form.choices[item_id], decision)
            if form.is_refused:
                raise Invalid({})
    except (Invalid, Refused) as error:
        form.problems = [] if isinstance(error, Invalid) else [error.message]
        return _results(shown_round(round_id), form, alike), error.status
    flash(_n("%(n)s decision saved", "%(n)s decisions saved", len(made)))
    return redirect(_address(round_id), 303)


def _decide(row: Choice, decision: DecisionData) -> None:
    """Prepare one decision; what is wrong with it stands in its row, and the next ones are looked at as well."""
    try:
        service.decide(row.item, decision, by=current_actor())
    except Invalid as error:
        row.errors = error.errors


def _still_open(held: Round) -> set[int]:
    """The ideas of the table as it is looked at, on every page of it, that have no decision."""
    made = outcome_of_each(held.id)
    sight = Sight.asked(sees_decisions=True, weighs=held.confidence_weighs)
    rows = sight.rows(held, results_for(held, current_actor()))
    return set([row.item_id for row in rows if row.item_id not in made][:MOST_ALIKE])

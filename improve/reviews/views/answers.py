"""What the authors will read; publishing tells them all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _
from improve.core.policy import allows
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.forms.rounds import DecisionsForm
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.policy import Permission, manages
from improve.reviews.queries import (
    decisions_of,
    ids_of,
    items_of,
    outcome_of_each,
    reviews_of,
    unanswered_in,
)
from improve.reviews.rules.lifecycle import check_heard
from improve.reviews.values import Outcome, State
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50


@dataclass(frozen=True)
class Reply:
    """What an author will read."""

    item: RoundItem
    decision: Decision | None
    notes: list[str]


@blueprint.route("/rounds/<int:round_id>/answers", methods=["GET", "POST"])
@requires(Permission.READ)
def answers(round_id: int) -> ResponseReturnValue:
    """What the authors will read; publishing tells them all at once."""
    held = shown_round(round_id)
    actor = current_actor()
    if not (allows(actor, Permission.DECIDE, held) or manages(actor, held)):
        return redirect(url_for("reviews.show_round", round_id=round_id), 303)
    form = DecisionsForm([], {})
    problem, status = None, 200
    if form.validate_on_submit():
        try:
            with transaction():
                service.publish_round(held, by=actor)
            flash(_("The decisions are published. Every author has been told."))
            return redirect(url_for("reviews.show_round", round_id=round_id), 303)
        except Refused as error:
            problem, status = error.message, error.status
            held = shown_round(round_id)
    ids = ids_of(actor, held.id)
    made = outcome_of_each(held.id)
    return render_template(
        "reviews/answers.html",
        held=held,
        page=_replies(held.id, ids, made),
        undecided=sum(one not in made for one in ids),
        problem=problem,
        not_yet=_not_yet(held),
        State=State,
        Outcome=Outcome,
    ), status


def _not_yet(held: Round) -> LazyText | None:
    """Why this cannot be published today although all is decided: authors may still answer."""
    if held.phase is State.PUBLISHED:
        return None
    try:
        check_heard(held.responses_until, company_today(), len(unanswered_in(held.id)))
    except Refused as error:
        return error.message
    return None


def _replies(round_id: int, ids: list[int], made: Mapping[int, str]) -> Page[Reply]:
    """What is still open first, then by outcome."""
    order = {str(outcome): place for place, outcome in enumerate(Outcome)}
    ranked = sorted(ids, key=lambda one: order.get(made.get(one, ""), -1))
    number = page_number()
    part = ranked[(number - 1) * PER_PAGE : number * PER_PAGE]
    items = {item.id: item for item in items_of(current_actor(), round_id, only=part)}
    decisions = decisions_of(part)
    notes: dict[int, list[str]] = {}
    for review in reviews_of(part):
        if review.note_to_author:
            notes.setdefault(review.item_id, []).append(review.note_to_author)
    found = [
        Reply(items[one], decisions.get(one), sorted(notes.get(one, []))) for one in part if one in items
    ]
    return Page(items=found, number=number, per_page=PER_PAGE, total=len(ids))

"""What the authors will read; publishing tells them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _
from improve.core.policy import allows
from improve.reviews import service
from improve.reviews.forms.rounds import DecisionsForm
from improve.reviews.models import Decision, RoundItem
from improve.reviews.policy import Permission, manages
from improve.reviews.queries import decisions_of, items_of, reviews_of
from improve.reviews.values import Outcome, State
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires


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
    replies = _replies(items_of(actor, held.id))
    return render_template(
        "reviews/answers.html",
        held=held,
        replies=replies,
        undecided=sum(reply.decision is None for reply in replies),
        problem=problem,
        State=State,
        Outcome=Outcome,
    ), status


def _replies(items: Sequence[RoundItem]) -> list[Reply]:
    decisions = decisions_of(item.id for item in items)
    order = {outcome: place for place, outcome in enumerate(Outcome)}
    notes: dict[int, list[str]] = {}
    for review in reviews_of(item.id for item in items):
        if review.note_to_author:
            notes.setdefault(review.item_id, []).append(review.note_to_author)
    found = [Reply(item, decisions.get(item.id), sorted(notes.get(item.id, []))) for item in items]
    return sorted(
        found,
        key=lambda reply: (
            order[reply.decision.verdict] if reply.decision is not None else -1,
            reply.item.suggestion_id,
        ),
    )

"""Deciding an idea of a published round once more."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.reviews import service
from improve.reviews.forms.rounds import DecideAgainForm
from improve.reviews.policy import Permission
from improve.reviews.queries import decisions_of, earlier_decisions
from improve.reviews.rules import lifecycle
from improve.reviews.values import Outcome
from improve.reviews.views.blueprint import blueprint, shown_item
from improve.web.access import current_actor, requires


@blueprint.route("/items/<int:item_id>/decision", methods=["GET", "POST"])
@requires(Permission.READ)
def decide_again(item_id: int) -> ResponseReturnValue:
    """What is in force and what was before; a form for the other decision."""
    item, actor = shown_item(item_id), current_actor()
    authorize(actor, Permission.DECIDE, item)
    lifecycle.check_published(item.round.phase)
    now = decisions_of([item.id]).get(item.id)
    other = Outcome.DECLINE if now is not None and now.verdict is Outcome.ACCEPT else Outcome.ACCEPT
    form = DecideAgainForm(outcome=str(other))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.decide_again(shown_item(item_id), form.value(), by=actor)
        if form.ok:
            flash(_("Decided anew. The author has been told; the earlier decision stays in the record."))
            return redirect(url_for("reviews.show_round", round_id=item.round_id), 303)
        item = shown_item(item_id)
    return render_template(
        "reviews/decide_again.html",
        item=item,
        held=item.round,
        now=decisions_of([item.id]).get(item.id),
        earlier=earlier_decisions([item.id]).get(item.id, []),
        other=other,
        form=form,
    ), 422 if form.is_submitted() else 200

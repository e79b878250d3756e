"""Which of these two is better? The question, and the order that comes of the answers."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.messages import _
from improve.core.spreadsheets import csv_lines
from improve.suggestions.blueprint import blueprint
from improve.suggestions.calendar import company_day
from improve.suggestions.comparing import presenting, queries, rules, service
from improve.suggestions.comparing.forms import JudgeForm
from improve.suggestions.comparing.values import ENOUGH, FEWEST_PEOPLE, MOST_COMPARED
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.voting.queries import rule_of
from improve.web.access import current_actor, found_or_404, requires
from improve.web.charts import interval_scale


@blueprint.get("/compare")
@requires(Permission.VOTE)
def comparing() -> ResponseReturnValue:
    """The categories whose ideas are compared; the only one at once."""
    found = queries.compared_categories()
    if len(found) == 1:
        return redirect(url_for("suggestions.compare", category_id=found[0][0]))
    return render_template("suggestions/comparing.html", categories=found)


@blueprint.get("/compare/<int:category_id>")
@requires(Permission.VOTE)
def compare(category_id: int) -> ResponseReturnValue:
    """Two ideas; or why there are none."""
    actor, category = current_actor(), _category(category_id)
    answered = queries.answered_by(actor.person_id, category.id)
    closed = None
    pair = None
    try:
        rules.check_open(category.is_compared, rule_of(category.id), company_day(clock.now()))
    except Refused as refusal:
        closed = refusal.message
    else:
        pair = queries.next_two(actor, category.id, queries.drawn)
    ideas = [db.session.get_one(Suggestion, number) for number in pair or ()]
    return render_template(
        "suggestions/compare.html",
        category=category,
        ideas=ideas,
        closed=closed,
        done=len(answered),
        enough=ENOUGH,
    )


@blueprint.post("/compare/<int:category_id>")
@requires(Permission.VOTE)
def judge(category_id: int) -> ResponseReturnValue:
    """Keep the answer and ask about the next two."""
    category = _category(category_id)
    form = JudgeForm()
    if form.validate():
        try:
            with transaction():
                service.judge(category, form.value(), by=current_actor())
        except Refused as refusal:
            flash(str(refusal.message), "error")
    else:
        flash(_("Please press the button of the idea that is better."), "error")
    return redirect(url_for("suggestions.compare", category_id=category_id), 303)


@blueprint.post("/compare/<int:category_id>/take-back")
@requires(Permission.VOTE)
def take_comparison_back(category_id: int) -> ResponseReturnValue:
    """Forget the last answer: a button was pressed too fast."""
    with transaction():
        taken = service.take_back(_category(category_id), by=current_actor())
    flash(_("Your last answer is taken back.") if taken else _("There is no answer of yours to take back."))
    return redirect(url_for("suggestions.compare", category_id=category_id), 303)


@blueprint.get("/compare/<int:category_id>/order")
@requires(Permission.READ)
def compared_order(category_id: int) -> ResponseReturnValue:
    """The order that the answers give, with how certain each place is."""
    category = _category(category_id)
    order = queries.order_of(current_actor(), category)
    return render_template(
        "suggestions/compared_order.html",
        category=category,
        order=order,
        steps=steps_of([placed.suggestion for placed in order.ideas]),
        heading=presenting.heading(order, str(category.name)),
        scale=presenting.scale(),
        interval_scale=interval_scale,
        plot=presenting.plot,
        places=presenting.places,
        fewest=FEWEST_PEOPLE,
        most=MOST_COMPARED,
    )


@blueprint.get("/compare/<int:category_id>/order.csv")
@requires(Permission.READ)
def compared_order_csv(category_id: int) -> ResponseReturnValue:
    """The same as a file."""
    category = _category(category_id)
    header, rows = presenting.sheet(queries.order_of(current_actor(), category))
    name = f"order-{category.id}-{clock.now():%Y-%m-%d}.csv"
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(csv_lines(header, rows)), mimetype="text/csv", headers=named)


def _category(category_id: int) -> Category:
    category: Category = found_or_404(queries.compared_one(category_id))
    return category

"""What finance decides about a saving."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import company_currency
from improve.core.db import transaction
from improve.savings import service
from improve.savings.forms import ReasonForm, ValidationForm
from improve.savings.policy import Permission
from improve.savings.queries import others_on_metric, standing
from improve.savings.views.blueprint import blueprint, visible_or_404
from improve.web.access import current_actor, requires


@blueprint.route("/<int:saving_id>/validate", methods=["GET", "POST"])
@requires(Permission.VALIDATE)
def validate(saving_id: int) -> ResponseReturnValue:
    """Stand for an amount."""
    saving = visible_or_404(saving_id)
    item = standing(saving)
    shown = item.shown
    form = ValidationForm(
        gross=shown.gross,
        cost=item.entry.cost,
        share=item.entry.share,
        from_on=item.entry.from_on,
    )
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.validate(saving, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("savings.show", saving_id=saving_id), 303)
    return render_template(
        "savings/validate.html",
        form=form,
        saving=saving,
        item=standing(saving),
        others=others_on_metric(current_actor(), saving),
        asks_rate=saving.currency != company_currency(),
        currency=company_currency(),
    ), 422 if form.is_submitted() else 200


@blueprint.route("/<int:saving_id>/refuse", methods=["GET", "POST"])
@requires(Permission.VALIDATE)
def refuse(saving_id: int) -> ResponseReturnValue:
    """Do not stand for it."""
    saving = visible_or_404(saving_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.refuse(saving, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("savings.show", saving_id=saving_id), 303)
    return render_template(
        "savings/reason.html", form=form, saving=saving, act="refuse"
    ), 422 if form.is_submitted() else 200

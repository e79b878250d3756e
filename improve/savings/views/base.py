"""The yearly costs of which a part is to be saved."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import company_currency
from improve.core.db import transaction
from improve.savings import service
from improve.savings.forms import CostBaseForm
from improve.savings.policy import Permission
from improve.savings.queries import cost_base
from improve.savings.views.blueprint import blueprint
from improve.web.access import current_actor, requires


@blueprint.route("/costs", methods=["GET", "POST"])
@requires(Permission.SET_BASE)
def costs() -> ResponseReturnValue:
    """Name them."""
    base = cost_base()
    form = CostBaseForm(yearly=base.yearly if base else "", target=f"{base.target:g}" if base else "15")
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.set_cost_base(form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("savings.index"), 303)
    return render_template(
        "savings/costs.html", form=form, base=base, currency=company_currency()
    ), 422 if form.is_submitted() else 200

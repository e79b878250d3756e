"""The company's own settings."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service
from improve.accounts.forms import CompanyForm
from improve.accounts.policy import COMPANY, Permission
from improve.accounts.queries import organization
from improve.accounts.views.blueprint import blueprint
from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.web.access import current_actor, requires


@blueprint.route("/settings/company", methods=["GET", "POST"])
@requires(Permission.CHANGE_SETTINGS)
def company() -> ResponseReturnValue:
    """Name, currency, default language and time zone."""
    authorize(current_actor(), Permission.CHANGE_SETTINGS, COMPANY)
    stored = organization()
    defaults = {
        "currency": "CNY",
        "default_language": current_app.config["DEFAULT_LANGUAGE"],
        "time_zone": current_app.config["TIME_ZONE"],
    }
    form = CompanyForm(obj=stored, data=defaults)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_company(form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("accounts.company"), 303)
    page = render_template("accounts/company.html", form=form, is_new=stored is None)
    return page, 422 if form.is_submitted() else 200

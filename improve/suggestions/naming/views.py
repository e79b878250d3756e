"""The page of the company's own words."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.suggestions.blueprint import blueprint
from improve.suggestions.naming.forms import StatusNamesForm
from improve.suggestions.naming.queries import own_names
from improve.suggestions.naming.service import name_statuses
from improve.suggestions.policy import Permission
from improve.suggestions.ports import SHAPES
from improve.suggestions.values import Status
from improve.web.access import current_actor, requires


@blueprint.route("/statuses", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def statuses() -> ResponseReturnValue:
    """What each status is called here."""
    form = StatusNamesForm(data=dict(own_names()))
    if form.validate_on_submit():
        with form.catching(), transaction():
            name_statuses(form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.statuses"), 303)
    fields = [(form[str(status)], SHAPES[status]) for status in Status]
    return render_template("suggestions/statuses.html", form=form, fields=fields), (
        422 if form.is_submitted() else 200
    )

"""The page on which limits are set."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import transaction
from improve.core.errors import Forbidden
from improve.core.messages import _
from improve.core.policy import WHOLE_COMPANY, authorize
from improve.projects.blueprint import blueprint, unit_of
from improve.projects.board.forms import LimitsForm
from improve.projects.board.queries import limits_at
from improve.projects.board.service import set_limits
from improve.projects.policy import Permission, paths_of, place_of
from improve.web.access import current_actor, requires


@blueprint.route("/limits", methods=["GET", "POST"])
@requires(Permission.LIMIT)
def limits() -> ResponseReturnValue:
    """Limits of a place; `?unit=4` chooses it."""
    actor = current_actor()
    paths = paths_of(actor, Permission.LIMIT)
    if not paths:
        raise Forbidden()
    choices = unit_choices(below=paths)
    if WHOLE_COMPANY in paths:
        choices = [("", _("The whole company")), *choices]
    asked = request.args.get("unit", choices[0][0] if choices else "")
    unit = unit_of(asked)
    if request.method == "GET":
        authorize(actor, Permission.LIMIT, place_of(unit))
    present = {stage.value: most for stage, most in limits_at(unit).items()}
    form = LimitsForm(data={"unit_id": unit.id if unit is not None else "", **present})
    form.unit_id.choices = choices
    if form.validate_on_submit():
        with form.catching(), transaction():
            set_limits(form.value(), by=actor)
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("projects.index", unit=form.value().unit_id), 303)
    page = render_template("projects/limits.html", form=form, unit=unit)
    return page, 422 if form.is_submitted() else 200

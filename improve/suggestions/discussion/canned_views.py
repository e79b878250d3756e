"""Looking after the ready answers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.suggestions.blueprint import blueprint
from improve.suggestions.discussion import queries, service
from improve.suggestions.discussion.canned import PLACES
from improve.suggestions.discussion.forms import CannedForm
from improve.suggestions.discussion.models import CannedAnswer
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/canned")
@requires(Permission.MANAGE_CANNED)
def canned() -> ResponseReturnValue:
    """All ready answers."""
    return render_template("suggestions/canned.html", answers=queries.canned_answers())


@blueprint.route("/canned/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CANNED)
def new_canned() -> ResponseReturnValue:
    """Write a ready answer."""
    form = CannedForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.create_canned(form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.canned"), 303)
    return _form_page(form, None)


@blueprint.route("/canned/<int:canned_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CANNED)
def edit_canned(canned_id: int) -> ResponseReturnValue:
    """Change a ready answer."""
    found: CannedAnswer = found_or_404(queries.canned_one(canned_id))
    form = CannedForm(obj=found)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_canned(found, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.canned"), 303)
    return _form_page(form, found)


@blueprint.post("/canned/<int:canned_id>/remove")
@requires(Permission.MANAGE_CANNED)
def remove_canned(canned_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    with transaction():
        found: CannedAnswer = found_or_404(queries.canned_one(canned_id))
        service.remove_canned(found, by=current_actor())
    flash(_("The ready answer is removed. What was sent with it stays."))
    return redirect(url_for("suggestions.canned"), 303)


def _form_page(form: CannedForm, found: CannedAnswer | None) -> ResponseReturnValue:
    return render_template(
        "suggestions/canned_answer.html", form=form, canned=found, places=PLACES
    ), 422 if form.is_submitted() else 200

"""Rubrics: the questions a committee asks, in both languages."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.core.policy import authorize
from improve.reviews import service
from improve.reviews.forms.setup import ADD, RubricForm, rubric_form
from improve.reviews.models import Rubric, RubricVersion
from improve.reviews.policy import COMPANY, Permission
from improve.reviews.queries import latest_version, rounds_with
from improve.reviews.rules import lifecycle
from improve.reviews.values import MOST_CRITERIA
from improve.reviews.views.blueprint import blueprint
from improve.suggestions.queries import categories
from improve.web.access import current_actor, found_or_404, requires


@blueprint.route("/rubrics/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_rubric() -> ResponseReturnValue:
    """Write a rubric."""
    authorize(current_actor(), Permission.MANAGE, COMPANY)
    form = rubric_form(None, [], categories())
    if _is_complete(form):
        with form.catching(), transaction():
            service.create_rubric(form.value(), form.criteria(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("reviews.committees"), 303)
    return _page(form, None, None)


@blueprint.route("/rubrics/<int:rubric_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_rubric(rubric_id: int) -> ResponseReturnValue:
    """Change a rubric; a used one gets a new version."""
    authorize(current_actor(), Permission.MANAGE, COMPANY)
    rubric: Rubric = found_or_404(db.session.get(Rubric, rubric_id))
    version = latest_version(rubric_id)
    form = rubric_form(rubric, version.criteria if version is not None else [], categories())
    if _is_complete(form):
        with form.catching(), transaction():
            number = service.change_rubric(rubric, form.value(), form.criteria(), by=current_actor()).number
        if form.ok:
            flash(_("Saved as version %(number)s.", number=number))
            return redirect(url_for("reviews.committees"), 303)
        rubric = found_or_404(db.session.get(Rubric, rubric_id))
        version = latest_version(rubric_id)
    return _page(form, rubric, version)


def _is_complete(form: RubricForm) -> bool:
    """Is it to be saved, and is its frame good? The criteria show their problems together with it."""
    if not form.is_submitted() or ADD in request.form:
        return False
    good = bool(form.validate())
    try:
        form.criteria()
    except Invalid as error:
        if not good:
            form.show(error)
    return good


def _page(form: RubricForm, rubric: Rubric | None, version: RubricVersion | None) -> ResponseReturnValue:
    adding = form.is_submitted() and ADD in request.form
    frozen = version is not None and lifecycle.is_frozen(
        states=[one.phase for one in rounds_with(version.id)], reviews=0
    )
    return render_template(
        "reviews/rubric.html",
        form=form,
        rubric=rubric,
        version=version,
        frozen=frozen,
        may_add=form.count < MOST_CRITERIA,
        add=ADD,
    ), 422 if form.is_submitted() and not adding else 200

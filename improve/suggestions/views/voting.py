"""Looking after the voting rule of a category."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import LARGEST_ID, db, transaction
from improve.core.messages import _
from improve.suggestions.blueprint import blueprint
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.suggestions.voting import service
from improve.suggestions.voting.forms import VotingForm
from improve.suggestions.voting.queries import rule_of
from improve.web.access import current_actor, found_or_404, requires


@blueprint.route("/categories/<int:category_id>/voting", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def category_voting(category_id: int) -> ResponseReturnValue:
    """Say how one votes in a category."""
    category: Category = found_or_404(
        db.session.get(Category, category_id) if category_id <= LARGEST_ID else None
    )
    form = VotingForm(data=_present(category_id))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_rule(category, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.categories"), 303)
    return render_template(
        "suggestions/voting.html", form=form, category=category
    ), 422 if form.is_submitted() else 200


def _present(category_id: int) -> dict[str, Any]:
    ticks = {True: "y", False: "n"}
    present = asdict(rule_of(category_id))
    return {name: ticks[value] if isinstance(value, bool) else value for name, value in present.items()}

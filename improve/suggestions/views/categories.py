"""Looking after the categories."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.messages import _
from improve.suggestions import queries, service
from improve.suggestions.blueprint import blueprint
from improve.suggestions.calendar import company_day
from improve.suggestions.forms import CategoryForm
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.suggestions.values import DEFAULT_PROMISE_DAYS, SUPPORT_ONLY, VISIBILITY_LINES, Visibility
from improve.suggestions.voting.queries import voting_rules
from improve.suggestions.voting.rules import hidden_until
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/categories")
@requires(Permission.MANAGE_CATEGORIES)
def categories() -> ResponseReturnValue:
    """All categories with their promises."""
    voting = voting_rules()
    today = company_day(clock.now())
    return render_template(
        "suggestions/categories.html",
        voting=voting,
        support_only=SUPPORT_ONLY,
        hidden={category_id: hidden_until(rule, today) for category_id, rule in voting.items()},
        categories=queries.categories(with_closed=True),
        counts=queries.counts_by_category(current_actor()),
        default_days=DEFAULT_PROMISE_DAYS,
        visibility_lines=VISIBILITY_LINES,
    )


@blueprint.route("/categories/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def new_category() -> ResponseReturnValue:
    """Add a category."""
    form = CategoryForm(data={"visibility": Visibility.EVERYONE})
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.create_category(form.value(), by=current_actor())
        if form.ok:
            flash(_("The category is added."))
            return redirect(url_for("suggestions.categories"), 303)
    return _form_page(form, None)


@blueprint.route("/categories/<int:category_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def edit_category(category_id: int) -> ResponseReturnValue:
    """Rename, move, close or open a category."""
    category: Category = found_or_404(
        db.session.get(Category, category_id) if category_id <= LARGEST_ID else None
    )
    form = CategoryForm(obj=category)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_category(category, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.categories"), 303)
    return _form_page(form, category)


def _form_page(form: CategoryForm, category: Category | None) -> ResponseReturnValue:
    return render_template(
        "suggestions/category.html", form=form, category=category
    ), 422 if form.is_submitted() else 200

"""Pages of the routes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.messages import _
from improve.core.policy import COMPANY, authorize
from improve.suggestions.blueprint import blueprint
from improve.suggestions.policy import Permission
from improve.suggestions.queries import categories
from improve.suggestions.routing import queries
from improve.suggestions.routing.admin import change_route, make_route, remove_route
from improve.suggestions.routing.forms import RouteForm
from improve.suggestions.routing.models import Route
from improve.suggestions.routing.values import HANDLER_WORDS, Handler
from improve.suggestions.rules import ESCALATION_DAYS
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/routes")
@requires(Permission.MANAGE_CATEGORIES)
def routes() -> ResponseReturnValue:
    """Who triages which ideas."""
    return render_template(
        "suggestions/routes.html",
        routes=queries.routes(),
        words=HANDLER_WORDS,
        days=ESCALATION_DAYS,
        Handler=Handler,
    )


@blueprint.route("/routes/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def new_route() -> ResponseReturnValue:
    """Add a rule."""
    form = _form(RouteForm(data={"handler": str(Handler.LEAD)}))
    if form.validate_on_submit():
        with form.catching(), transaction():
            make_route(form.value(), by=current_actor())
        if form.ok:
            flash(_("The rule is added. It holds for ideas from now on."))
            return redirect(url_for("suggestions.routes"), 303)
    return _form_page(form, None)


@blueprint.route("/routes/<int:route_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def edit_route(route_id: int) -> ResponseReturnValue:
    """Change a rule."""
    route = _route(route_id)
    form = _form(RouteForm(data=_present(route)))
    if form.validate_on_submit():
        with form.catching(), transaction():
            change_route(route, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.routes"), 303)
        route = _route(route_id)
    return _form_page(form, route)


@blueprint.post("/routes/<int:route_id>/remove")
@requires(Permission.MANAGE_CATEGORIES)
def drop_route(route_id: int) -> ResponseReturnValue:
    """Remove a rule."""
    authorize(current_actor(), Permission.MANAGE_CATEGORIES, COMPANY)
    with transaction():
        remove_route(_route(route_id), by=current_actor())
    flash(_("The rule is removed."))
    return redirect(url_for("suggestions.routes"), 303)


def _route(route_id: int) -> Route:
    found: Route = found_or_404(db.session.get(Route, route_id) if route_id <= LARGEST_ID else None)
    return found


def _form(form: RouteForm) -> RouteForm:
    form.category_id.choices = [
        ("", _("Any category")),
        *((str(category.id), str(category.name)) for category in categories()),
    ]
    form.unit_id.choices = [("", _("The whole company")), *unit_choices()]
    return form


def _present(route: Route) -> dict[str, object]:
    return {
        "category_id": route.category_id,
        "unit_id": route.unit_id,
        "handler": route.handler,
        "person": route.person.login if route.person is not None else "",
    }


def _form_page(form: RouteForm, route: Route | None) -> ResponseReturnValue:
    return render_template(
        "suggestions/route.html", form=form, route=route
    ), 422 if form.is_submitted() else 200

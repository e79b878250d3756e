"""Pages of saved views."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import transaction
from improve.core.errors import Forbidden
from improve.core.messages import _
from improve.core.policy import Actor, allows
from improve.suggestions.blueprint import blueprint
from improve.suggestions.policy import HANDLERS, Permission
from improve.suggestions.saved import queries, service
from improve.suggestions.saved.address import address_of
from improve.suggestions.saved.forms import ViewForm
from improve.suggestions.saved.models import SavedView
from improve.suggestions.views.lists import filters_of
from improve.web.access import current_actor, found_or_404, requires
from improve.web.addresses import address

LONGEST_ADDRESS = 2_000


@blueprint.get("/views")
@requires(Permission.READ)
def views() -> ResponseReturnValue:
    """My views: to open, share, begin with, remove."""
    return render_template("suggestions/views.html", views=queries.views_of(current_actor()))


@blueprint.get("/views/new")
@requires(Permission.READ)
def new_view() -> ResponseReturnValue:
    """A name for the list whose filters are in the address."""
    asked, _problems = filters_of(request.args.to_dict())
    return _form_page(_form(), asked=urlencode(address_of(asked)))


@blueprint.post("/views")
@requires(Permission.READ)
def save_view() -> ResponseReturnValue:
    """Keep the list that the form belongs to."""
    form, asked = _form(), request.form.get("asked", "")[:LONGEST_ADDRESS]
    filters, _problems = filters_of(dict(parse_qsl(asked)))
    if form.validate():
        with form.catching(), transaction():
            view = service.save(form.value(), address_of(filters), by=current_actor())
        if form.ok:
            flash(_("Saved as “%(name)s”.", name=view.name))
            return redirect(url_for("suggestions.open_view", view_id=view.id), 303)
    return _form_page(form, asked=asked)


@blueprint.get("/views/<int:view_id>")
@requires(Permission.READ)
def open_view(view_id: int) -> ResponseReturnValue:
    """The list of a view: this address stays although its filters change."""
    view = _visible_or_404(view_id)
    return redirect(address("suggestions.index", **(view.asked or {"all": "1"})))


@blueprint.get("/views/<int:view_id>/edit")
@requires(Permission.READ)
def edit_view(view_id: int) -> ResponseReturnValue:
    """Rename, share, begin with it."""
    view = _own_or_404(view_id)
    begins = any(one.id == view_id and one.is_default for one in queries.views_of(current_actor()))
    kept = {"name": view.name, "unit_id": view.unit_id, "is_default": begins}
    return _form_page(_form(formdata=None, data=kept), view=view)


@blueprint.post("/views/<int:view_id>")
@requires(Permission.READ)
def change_view(view_id: int) -> ResponseReturnValue:
    """Rename, share, begin with it."""
    view, form = _own_or_404(view_id), _form()
    if form.validate():
        with form.catching(), transaction():
            service.change(_own_or_404(view_id), form.value(), by=current_actor())
        if form.ok:
            flash(_("Changed."))
            return redirect(url_for("suggestions.views"), 303)
    return _form_page(form, view=view)


@blueprint.post("/views/<int:view_id>/begin")
@requires(Permission.READ)
def begin_with_view(view_id: int) -> ResponseReturnValue:
    """Begin with this view, or, sent from it, with all ideas again."""
    actor = current_actor()
    with transaction():
        view = _visible_or_404(view_id)
        service.begin_with(view if request.form.get("begin") == "1" else None, by=actor)
    return redirect(url_for("suggestions.views"), 303)


@blueprint.post("/views/<int:view_id>/remove")
@requires(Permission.READ)
def remove_view(view_id: int) -> ResponseReturnValue:
    """Forget it."""
    with transaction():
        service.remove(_visible_or_404(view_id), by=current_actor())
    flash(_("Removed. The ideas themselves stay as they are."))
    return redirect(url_for("suggestions.views"), 303)


def _visible_or_404(view_id: int) -> SavedView:
    view: SavedView = found_or_404(queries.visible_view(current_actor(), view_id))
    return view


def _own_or_404(view_id: int) -> SavedView:
    view = _visible_or_404(view_id)
    if view.owner_id != current_actor().actor_id:
        raise Forbidden()
    return view


def _form(**given: Any) -> ViewForm:
    form = ViewForm(**given)
    form.unit_id.choices = [("", _("Nobody")), *_shared_with(current_actor())]
    return form


def _shared_with(actor: Actor) -> list[tuple[str, str]]:
    """The units with which the actor may share."""
    if not allows(actor, Permission.SHARE_VIEWS):
        return []
    return unit_choices(below=[held.path for held in actor.assignments if held.role in HANDLERS])


def _form_page(form: ViewForm, *, view: SavedView | None = None, asked: str = "") -> ResponseReturnValue:
    refused = bool(form.errors or form.form_errors)
    page = render_template("suggestions/view.html", form=form, view=view, asked=asked)
    return page, 422 if refused else 200

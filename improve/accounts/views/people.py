"""The directory, and the page of one person."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from improve.accounts import service
from improve.accounts.forms import GiveRoleForm, NewPersonForm, PersonForm
from improve.accounts.models import Person
from improve.accounts.policy import Permission, authorize_over, may_over
from improve.accounts.queries import (
    assignments_of,
    assignments_with_units,
    in_unit,
    leads_of,
    matching,
    open_links_of,
    tokens_of,
    unit_choices,
    unit_names,
    units_led_by,
    visible_to,
)
from improve.accounts.values import ROLE_NAMES
from improve.accounts.views.blueprint import blueprint, existing_unit, number_in, visible_person
from improve.accounts.views.places import paths_with, places_for_roles
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows
from improve.web.access import current_actor, requires
from improve.web.features import contributed
from improve.web.tables import page_number, paginate


@blueprint.get("/people")
@requires(Permission.READ_PEOPLE)
def people() -> ResponseReturnValue:
    """All colleagues: search, one unit, page by page."""
    actor = current_actor()
    manages = paths_with(actor, Permission.MANAGE_PEOPLE)
    text = request.args.get("q", "").strip()[:200]
    unit_id = request.args.get("unit", "")
    ended = bool(manages) and request.args.get("state") == "ended"
    page = paginate(_listed(actor, text, unit_id, ended=ended, manages=manages), page=page_number())
    paths = {person.unit.path for person in page.items if person.unit is not None}
    return render_template(
        "accounts/people.html",
        page=page,
        text=text,
        unit_id=unit_id,
        ended=ended,
        manages=bool(manages),
        units=unit_choices(),
        trails=unit_names(paths),
        assignments=assignments_of([person.id for person in page.items]),
        role_name=lambda role: ROLE_NAMES[Role(role)],
        knows_login=lambda person: allows(actor, Permission.MANAGE_PEOPLE, person),
    )


def _listed(
    actor: Actor, text: str, unit_id: str, *, ended: bool, manages: tuple[str, ...]
) -> Select[tuple[Person]]:
    """The people that fit. Logins are searched, and ended access is listed, where the actor looks after people."""
    everywhere = WHOLE_COMPANY in manages
    statement = matching(visible_to(actor), text, logins=everywhere).order_by(Person.name, Person.id)
    statement = statement.where(Person.disabled_at.is_not(None) if ended else Person.disabled_at.is_(None))
    if ended and not everywhere:
        statement = in_unit(statement, *manages)
    number = number_in(unit_id)
    if number is not None:
        statement = in_unit(statement, existing_unit(number).path)
    return statement


@blueprint.get("/people/<int:person_id>")
@requires(Permission.READ_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """Who somebody is, what they are responsible for, and what other features tell of them."""
    return render_template("accounts/person.html", **_person_page(visible_person(person_id)))


def _person_page(shown: Person) -> dict[str, Any]:
    actor = current_actor()
    manages = may_over(actor, Permission.MANAGE_PEOPLE, shown)
    helps = may_over(actor, Permission.RESET_ACCESS, shown)
    places = places_for_roles(actor)
    links = db.session.scalars(open_links_of(shown.id, clock.now())).first() if helps else None
    return {
        "person": shown,
        "trail": unit_names([shown.unit.path])[shown.unit.path] if shown.unit is not None else [],
        "leads": db.session.scalars(leads_of(shown.unit_path)).all(),
        "led": db.session.scalars(units_led_by(shown.id)).all(),
        "assignments": db.session.scalars(assignments_with_units(shown.id)).all(),
        "role_name": lambda role: ROLE_NAMES[Role(role)],
        "may_take": lambda path: allows(actor, Permission.GIVE_ROLES, _At(path)),
        "knows_login": manages or helps or shown.id == actor.actor_id,
        "manages": manages,
        "helps": helps and shown.id != actor.actor_id,
        "by_mail": service.can_send(),
        "open_link": links,
        "tokens": db.session.scalars(tokens_of(shown.id)).all() if manages else [],
        "role_form": GiveRoleForm(places, formdata=None) if places and shown.is_active else None,
        "panels": [
            panel
            for fill in contributed(current_app, "person.panel")
            if (panel := fill(actor, shown.id)) is not None
        ],
    }


class _At:
    """A place in the tree, to ask about."""

    def __init__(self, path: str) -> None:
        self.unit_path = path


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """Add somebody by hand."""
    form = NewPersonForm(unit_choices(below=paths_with(current_actor(), Permission.MANAGE_PEOPLE)))
    if request.method == "GET":
        form.unit_id.data = request.args.get("unit", "")
    if form.validate_on_submit():
        with form.catching(), transaction():
            added = service.create_person(form.value(), by=current_actor())
        if form.ok:
            flash(_("%(name)s is added. Next: the invitation.", name=added.name))
            return redirect(url_for("accounts.person", person_id=added.id), 303)
    return render_template("accounts/new_person.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Change what is kept of somebody."""
    shown = visible_person(person_id)
    authorize_over(current_actor(), Permission.MANAGE_PEOPLE, shown)
    form = PersonForm(unit_choices(below=paths_with(current_actor(), Permission.MANAGE_PEOPLE)), obj=shown)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_person(shown, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("accounts.person", person_id=shown.id), 303)
    page = render_template("accounts/edit_person.html", form=form, person=shown)
    return page, 422 if form.is_submitted() else 200

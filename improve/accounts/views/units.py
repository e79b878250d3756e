"""The organization tree as pages."""

from __future__ import annotations

from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service
from improve.accounts.forms import MoveUnitForm, NewUnitForm, UnitForm
from improve.accounts.models import Person, Unit
from improve.accounts.policy import Permission
from improve.accounts.queries import (
    active_people,
    all_units,
    headcount,
    in_tree_order,
    in_unit,
    person_meant,
    unit_choices,
    unit_names,
)
from improve.accounts.rules import kind_below
from improve.accounts.values import UNIT_KIND_NAMES, UnitData
from improve.accounts.views.blueprint import blueprint, existing_unit, number_in
from improve.accounts.views.places import places_with
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _, _l
from improve.core.policy import allows, authorize
from improve.web.access import current_actor, requires

MOST_LEADS_OFFERED = 200


@blueprint.get("/units")
@requires(Permission.READ_PEOPLE)
def units() -> ResponseReturnValue:
    """The whole tree with leads and headcounts."""
    found = in_tree_order(db.session.scalars(all_units()).all())
    counts = headcount()
    shown = [unit for unit in found if not unit.is_closed]
    children: defaultdict[int | None, list[Unit]] = defaultdict(list)
    for unit in shown:
        children[unit.parent_id].append(unit)
    totals = {
        unit.id: sum(counts.get(other.id, 0) for other in found if other.path.startswith(unit.path))
        for unit in shown
    }
    return render_template(
        "accounts/units.html",
        units=shown,
        children=children,
        closed=[unit for unit in found if unit.is_closed],
        totals=totals,
        people=sum(counts.values()),
        kind_name=UNIT_KIND_NAMES,
        manages=allows(current_actor(), Permission.MANAGE_UNITS),
    )


@blueprint.get("/units/<int:unit_id>")
@requires(Permission.READ_PEOPLE)
def unit(unit_id: int) -> ResponseReturnValue:
    """One unit: lead, what is inside, who belongs to it."""
    shown = existing_unit(unit_id)
    inside = [
        other
        for other in db.session.scalars(all_units().where(Unit.parent_id == shown.id))
        if not other.is_closed
    ]
    people = db.session.scalars(active_people().where(Person.unit_id == shown.id).limit(100)).all()
    return render_template(
        "accounts/unit.html",
        unit=shown,
        trail=_trail(shown),
        inside=in_tree_order(inside),
        people=people,
        total=sum(_headcount_below(shown).values()),
        kind_name=UNIT_KIND_NAMES,
        manages=allows(current_actor(), Permission.MANAGE_UNITS, shown),
    )


def _headcount_below(shown: Unit) -> dict[int, int]:
    below = set(
        db.session.scalars(all_units().with_only_columns(Unit.id).where(Unit.path.startswith(shown.path)))
    )
    return {unit_id: count for unit_id, count in headcount().items() if unit_id in below}


def _trail(shown: Unit) -> list[tuple[str, str]]:
    """Name and address of every unit above."""
    ids = [int(part) for part in shown.path.split("/") if part][:-1]
    names = unit_names([shown.path])[shown.path][:-1]
    return [
        (str(name), url_for("accounts.unit", unit_id=unit_id))
        for unit_id, name in zip(ids, names, strict=True)
    ]


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_UNITS)
def new_unit() -> ResponseReturnValue:
    """Add a unit."""
    form = NewUnitForm(
        places_with(current_actor(), Permission.MANAGE_UNITS, _("Nothing: it stands at the top"))
    )
    if request.method == "GET":
        _suggest(form, request.args.get("inside", ""))
    if form.validate_on_submit():
        with form.catching(), transaction():
            added = service.create_unit(_data(form), by=current_actor())
        if form.ok:
            flash(_("%(name)s is added.", name=added.name))
            return redirect(url_for("accounts.units"), 303)
    page = render_template("accounts/new_unit.html", form=form, candidates=[])
    return page, 422 if form.is_submitted() else 200


def _suggest(form: NewUnitForm, inside: str) -> None:
    number = number_in(inside)
    parent = db.session.get(Unit, number) if number is not None else None
    form.parent_id.data = str(parent.id) if parent is not None else ""
    form.kind.data = str(kind_below(parent.kind if parent is not None else None))


def _data(form: UnitForm) -> UnitData:
    """What was typed, with the lead found."""
    text = form.value()
    lead = person_meant(text.lead) if text.lead else None
    if text.lead and lead is None:
        raise Invalid.field(
            "lead", _l("There is nobody with this login, or several with this name. Type the login.")
        )
    data: UnitData = text.unit(lead.id if lead is not None else None)
    return data


@blueprint.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_UNITS)
def edit_unit(unit_id: int) -> ResponseReturnValue:
    """Rename a unit, give it another lead."""
    shown = existing_unit(unit_id)
    authorize(current_actor(), Permission.MANAGE_UNITS, shown)
    given = {"name": shown.name, "kind": shown.kind, "code": shown.code}
    form = UnitForm(data={**given, "lead": shown.lead.login if shown.lead is not None else ""})
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_unit(shown, _data(form), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("accounts.unit", unit_id=shown.id), 303)
    candidates = db.session.scalars(in_unit(active_people(), shown.path).limit(MOST_LEADS_OFFERED)).all()
    page = render_template("accounts/edit_unit.html", form=form, unit=shown, candidates=candidates)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@requires(Permission.MANAGE_UNITS)
def move_unit(unit_id: int) -> ResponseReturnValue:
    """Put a unit somewhere else in the tree."""
    shown = existing_unit(unit_id)
    authorize(current_actor(), Permission.MANAGE_UNITS, shown)
    places = places_with(current_actor(), Permission.MANAGE_UNITS, _("Nothing: it stands at the top"))
    inside = {value for value, _name in unit_choices(below=(shown.path,))}
    form = MoveUnitForm([place for place in places if place[0] not in inside], obj=shown)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.move_unit(shown, form.value().parent_id, by=current_actor())
        if form.ok:
            flash(_("%(name)s is moved, with everything inside.", name=shown.name))
            return redirect(url_for("accounts.unit", unit_id=shown.id), 303)
    page = render_template("accounts/move_unit.html", form=form, unit=shown)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/units/<int:unit_id>/close")
@requires(Permission.MANAGE_UNITS)
def close_unit(unit_id: int) -> ResponseReturnValue:
    """Close a unit that nobody belongs to any more."""
    shown = existing_unit(unit_id)
    try:
        with transaction():
            service.close_unit(shown, by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
        return redirect(url_for("accounts.unit", unit_id=unit_id), 303)
    flash(_("%(name)s is closed. What happened in it stays.", name=shown.name))
    return redirect(url_for("accounts.units"), 303)


@blueprint.post("/units/<int:unit_id>/reopen")
@requires(Permission.MANAGE_UNITS)
def reopen_unit(unit_id: int) -> ResponseReturnValue:
    """Open a closed unit again."""
    shown = existing_unit(unit_id)
    try:
        with transaction():
            service.reopen_unit(shown, by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("accounts.unit", unit_id=unit_id), 303)

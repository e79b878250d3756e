"""What is done about one person's access: roles, links, ending and opening."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service
from improve.accounts.models import Person, RoleAssignment, Unit
from improve.accounts.policy import Permission
from improve.accounts.values import ROLE_NAMES, RoleGrant
from improve.accounts.views.blueprint import blueprint, existing_unit, visible_person
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _
from improve.core.policy import Role
from improve.core.values import check
from improve.web.access import current_actor, requires, signed_in


def _back(person: Person, anchor: str = "") -> ResponseReturnValue:
    return redirect(url_for("accounts.person", person_id=person.id, _anchor=anchor or None), 303)


@blueprint.post("/people/<int:person_id>/roles")
@requires(Permission.GIVE_ROLES)
def give_role(person_id: int) -> ResponseReturnValue:
    """Give a role in a unit or in the whole company."""
    person = visible_person(person_id)
    try:
        grant = check(RoleGrant, request.form)
    except Invalid:
        flash(_("Choose a role and where it counts."), "error")
        return _back(person, "roles")
    unit: Unit | None = existing_unit(grant.unit_id) if grant.unit_id is not None else None
    with transaction():
        service.give_role(person, Role(grant.role), unit, by=current_actor())
    flash(_("%(name)s is now: %(role)s.", name=person.name, role=ROLE_NAMES[Role(grant.role)]))
    return _back(person, "roles")


@blueprint.post("/people/<int:person_id>/roles/<int:assignment_id>/take")
@requires(Permission.GIVE_ROLES)
def take_role(person_id: int, assignment_id: int) -> ResponseReturnValue:
    """Take a role back."""
    person = visible_person(person_id)
    assignment = db.session.get(RoleAssignment, assignment_id)
    if assignment is None or assignment.person_id != person.id:
        return _back(person, "roles")  # somebody else was faster
    try:
        with transaction():
            service.take_role(person, Role(assignment.role), assignment.unit, by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
    return _back(person, "roles")


@blueprint.post("/people/<int:person_id>/link")
@signed_in
def issue_link(person_id: int) -> ResponseReturnValue:
    """Make an invitation or reset: by mail, or as a slip to print."""
    person = visible_person(person_id)
    by_mail = request.form.get("way") == "mail" and service.can_send()
    try:
        with transaction():
            make = service.send_link if by_mail else service.issue_slip
            link_id = make(person, by=current_actor()).id
    except Refused as refusal:
        flash(str(refusal.message), "error")
        return _back(person)
    if by_mail:
        flash(_("The link is on its way to %(address)s.", address=person.email))
        return _back(person)
    return redirect(url_for("accounts.slip", person_id=person.id, link_id=link_id), 303)


@blueprint.post("/people/<int:person_id>/disable")
@requires(Permission.MANAGE_PEOPLE)
def disable(person_id: int) -> ResponseReturnValue:
    """End somebody's access at once."""
    person = visible_person(person_id)
    try:
        with transaction():
            service.disable(person, by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
        return _back(person)
    flash(_("The access of %(name)s has ended.", name=person.name))
    return _back(person)


@blueprint.post("/people/<int:person_id>/enable")
@requires(Permission.MANAGE_PEOPLE)
def enable(person_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    person = visible_person(person_id)
    with transaction():
        service.enable(person, by=current_actor())
    flash(_("%(name)s can sign in again.", name=person.name))
    return _back(person)


@blueprint.post("/people/<int:person_id>/sign-out-everywhere")
@requires(Permission.MANAGE_PEOPLE)
def sign_person_out_everywhere(person_id: int) -> ResponseReturnValue:
    """End all sessions and tokens of somebody whose phone was lost."""
    person = visible_person(person_id)
    with transaction():
        service.sign_out_everywhere(person, by=current_actor())
    flash(_("%(name)s is signed out everywhere.", name=person.name))
    return _back(person)

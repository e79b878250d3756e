"""A person's own account: settings, password, sessions."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service, sessions
from improve.accounts.forms import ChangePasswordForm, PersonalSettingsForm
from improve.accounts.queries import assignments_with_units, tokens_of, units_led_by
from improve.accounts.service import TooManyAttempts
from improve.accounts.values import ROLE_NAMES
from improve.accounts.views.blueprint import blueprint, myself, private
from improve.accounts.views.door import again
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import Role
from improve.web.access import current_actor, forget_actor, signed_in
from improve.web.features import contributed
from improve.web.i18n import forget_reader


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in
def me() -> ResponseReturnValue:
    """The person's own page: what others know, and the settings."""
    person = myself()
    form = PersonalSettingsForm(obj=person)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_settings(person, form.value(), by=current_actor())
        if form.ok:
            _speak_anew()
            flash(_("Your settings are saved."))
            return redirect(url_for("accounts.me"), 303)
    page = render_template(
        "accounts/me.html",
        form=form,
        person=person,
        assignments=db.session.scalars(assignments_with_units(person.id)).all(),
        led=db.session.scalars(units_led_by(person.id)).all(),
        role_name=lambda role: ROLE_NAMES[Role(role)],
        tokens=len(db.session.scalars(tokens_of(person.id)).all()),
        panels=[
            panel
            for fill in contributed(current_app, "person.panel")
            if (panel := fill(current_actor(), person.id)) is not None
        ],
    )
    return page, 422 if form.is_submitted() else 200


def _speak_anew() -> None:
    """Say what follows in the language just chosen."""
    sessions.renew(myself())
    forget_actor()
    forget_reader()


@blueprint.route("/me/password", methods=["GET", "POST"])
@signed_in
@private
def password() -> ResponseReturnValue:
    """Replace the password. All other sessions end, this one stays."""
    form = ChangePasswordForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        person = myself()
        try:
            with transaction():
                service.reserve_sign_in(person.login, request.remote_addr)
            with form.catching(), transaction():
                service.change_own_password(person, form.value(), request.remote_addr, by=current_actor())
        except TooManyAttempts as refusal:
            form.ok = False
            form.form_errors = [again(refusal.again_at)]
            status = 429
        if form.ok:
            sessions.renew(myself())
            flash(_("Your password is changed. You were signed out everywhere else."))
            return redirect(url_for("accounts.me"), 303)
    return render_template("accounts/password.html", form=form), status


@blueprint.post("/me/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions, this one too, and withdraw all tokens."""
    with transaction():
        service.sign_out_everywhere(myself(), by=current_actor())
    sessions.end()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), 303)

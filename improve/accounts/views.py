"""Pages of accounts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session
from flask.typing import ResponseReturnValue

from improve.accounts import passwords, sessions
from improve.accounts.forms import SignInForm
from improve.accounts.queries import person_by_login
from improve.core.messages import _l
from improve.web.access import public, signed_in
from improve.web.navigation import safe_next

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("the door itself")
def sign_in() -> ResponseReturnValue:
    """Sign in with a login and a password."""
    form = SignInForm()
    if form.validate_on_submit():
        person = person_by_login(form.value().login)
        if (
            passwords.matches(person.password_hash if person else None, form.value().password)
            and person
            and person.is_active
        ):
            sessions.begin(person)
            return redirect(safe_next(session.pop("next", None)))
        form.form_errors = [_l("Login and password do not fit together. Check both, or ask for a reset.")]
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    sessions.end()
    return redirect("/sign-in")


@blueprint.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """The person's own page."""
    return render_template("accounts/me.html")

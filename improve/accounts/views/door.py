"""Signing in and out, and asking for a reset link."""

from __future__ import annotations

import time
from datetime import datetime

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service, sessions
from improve.accounts.forms import ForgotForm, SignInForm
from improve.accounts.models import Person
from improve.accounts.ports import BELOW_SIGN_IN
from improve.accounts.service import TooManyAttempts
from improve.accounts.values import Credentials
from improve.accounts.views.blueprint import blueprint
from improve.core import clock
from improve.core.db import transaction
from improve.core.messages import LazyText, _l
from improve.web.access import current_actor, public, signed_in
from improve.web.features import contributed
from improve.web.formatting import in_words
from improve.web.forms import ValueForm
from improve.web.navigation import safe_next

WRONG = _l("Login and password do not fit together. Check both, or ask for a new password.")
# Asking for a reset takes this long for everybody, so that its time does not tell who exists.
RESET_SECONDS = 0.25


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("the door itself")
def sign_in() -> ResponseReturnValue:
    """Sign in with a login and a password."""
    if request.method == "GET" and current_actor().actor_id is not None:
        return redirect(safe_next(session.pop("next", None)))
    form = SignInForm()
    status = 422 if form.is_submitted() else 200
    try:
        if form.validate_on_submit():
            person = _who_fits(form.value())
            if person is not None:
                sessions.begin(person)
                return redirect(safe_next(session.pop("next", None)), 303)
            form.form_errors = [WRONG]
    except TooManyAttempts as refusal:
        return _too_many(_sign_in_page(form, refusal), form, refusal)
    return _sign_in_page(form), status


def _who_fits(credentials: Credentials) -> Person | None:
    """Count, then compare, then let in: three steps, so that no lock is held while the password is hashed."""
    address = request.remote_addr
    with transaction():
        service.reserve_sign_in(credentials.login, address)
    verified = service.matching_person(credentials)
    if verified is None:
        return None
    with transaction():
        return service.accept_sign_in(verified, credentials.login, address)


def _sign_in_page(form: SignInForm, refusal: TooManyAttempts | None = None) -> str:
    if refusal is not None:
        form.form_errors = [again(refusal.again_at)]
    below = [markup for fill in contributed(current_app, BELOW_SIGN_IN) if (markup := fill()) is not None]
    return render_template("accounts/sign_in.html", form=form, below=below)


def again(instant: datetime) -> LazyText:
    """When the throttle opens."""
    return _l("Too many attempts. You can try again %(when)s.", when=in_words(instant))


def _too_many(page: str, form: ValueForm, refusal: TooManyAttempts) -> ResponseReturnValue:
    seconds = max(int((refusal.again_at - clock.now()).total_seconds()), 1)
    return page, 429, {"Retry-After": str(seconds)}


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    sessions.end()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/forgot", methods=["GET", "POST"])
@public("who forgot the password cannot sign in")
def forgot() -> ResponseReturnValue:
    """Ask for a reset link by mail. The answer and its time are the same for everybody."""
    form = ForgotForm()
    if form.validate_on_submit():
        ready_at = time.monotonic() + RESET_SECONDS
        try:
            with transaction():
                service.reserve_reset(form.value().login, request.remote_addr)
        except TooManyAttempts as refusal:
            form.form_errors = [again(refusal.again_at)]
            return _too_many(_forgot_page(form), form, refusal)
        with transaction():
            service.send_reset_to(form.value().login)
        time.sleep(max(ready_at - time.monotonic(), 0))
        return redirect(url_for("accounts.forgot", asked=1), 303)
    return _forgot_page(form), 422 if form.is_submitted() else 200


def _forgot_page(form: ForgotForm) -> str:
    asked = request.method == "GET" and request.args.get("asked") == "1"
    return render_template("accounts/forgot.html", form=form, asked=asked, by_mail=service.can_send())

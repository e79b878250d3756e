"""Pages of the demonstration: entering it by a button, and leaving it for a company of one's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.ports import begin_session
from improve.accounts.service import TooManyAttempts
from improve.core.errors import Missing, Refused
from improve.core.messages import _, _l
from improve.demo import door, queries, service
from improve.demo.forms import BeginForm, SignInForm
from improve.demo.policy import Permission
from improve.web.access import current_actor, forget_actor, public, requires
from improve.web.navigation import safe_next

blueprint = Blueprint("demo", __name__)
BY_COMMAND = _l(
    "Everybody can sign in here, so the demonstration is removed on the machine itself: improve demo reset"
)


@blueprint.post("/demo/enter")
@public("the demonstration's door, for requests of the machine itself or where a setting opens it")
def enter() -> ResponseReturnValue:
    """Sign in as one of the people who are offered, with one click."""
    form = SignInForm()
    if not door.is_open() or not form.validate_on_submit():
        raise Missing()
    try:
        person = service.let_in(form.value().login, request.remote_addr)
    except TooManyAttempts:
        flash(_("Too many attempts. Please try again in a quarter of an hour."), "error")
        return redirect(url_for("accounts.sign_in"), 303)
    if person is None:
        flash(_("This sign-in no longer works: its password was changed or its access ended."), "error")
        return redirect(url_for("accounts.sign_in"), 303)
    begin_session(person)
    return redirect(safe_next(session.pop("next", None)), 303)


@blueprint.route("/demo/begin", methods=["GET", "POST"])
@requires(Permission.BEGIN_COMPANY)
def begin() -> ResponseReturnValue:
    """Remove the demonstration and begin with one's own company."""
    if not service.is_loaded():
        raise Missing()
    form = BeginForm()
    if form.validate_on_submit():
        if door.is_public():
            raise Refused(BY_COMMAND)
        with form.catching():
            link = service.reset(form.value(), by=current_actor())
        if form.ok:
            session.clear()
            forget_actor()
            flash(_("The demonstration is gone. Now you become the first administrator."))
            return redirect(urlsplit(link).path, 303)
    page = render_template(
        "demo/begin.html",
        form=form,
        goes=queries.what_goes(),
        is_public=door.is_public(),
        by_command=BY_COMMAND,
    )
    return page, 422 if form.is_submitted() else 200

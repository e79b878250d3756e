"""Single-use links: what their holders see, and the slip on which they are handed over."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from improve.accounts import links, service, sessions
from improve.accounts.forms import FirstAdministratorForm, NewPasswordForm
from improve.accounts.models import LinkPurpose, Person, SingleUseLink
from improve.accounts.policy import COMPANY, Permission, authorize_over
from improve.accounts.queries import open_links_of, organization
from improve.accounts.service import LinkGone
from improve.accounts.views.blueprint import blueprint, private, visible_person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import allows
from improve.web.access import current_actor, found_or_404, public, signed_in
from improve.web.i18n import speaking

IN_SESSION = "link"
LONGEST_TOKEN = 100


@blueprint.get("/link/<token>")
@public("invitations and resets are for people who cannot sign in")
@private
def link(token: str) -> ResponseReturnValue:
    """Take the token out of the address, where logs, histories and language links would keep it."""
    session[IN_SESSION] = links.as_typed(token[:LONGEST_TOKEN])
    return redirect(url_for("accounts.set_password"), 303)


@blueprint.route("/link", methods=["GET", "POST"])
@public("invitations and resets are for people who cannot sign in")
@private
def set_password() -> ResponseReturnValue:
    """The page behind a link. Looking at it uses nothing up: mail scanners look as well."""
    token = str(session.get(IN_SESSION, ""))
    try:
        found = service.link_behind(token)
        if found.purpose == LinkPurpose.FIRST_ADMINISTRATOR:
            return _first_administrator(token)
        return _new_password(token, found)
    except LinkGone as gone:
        session.pop(IN_SESSION, None)
        return render_template("accounts/link_gone.html", sentence=gone.message), 410


def _new_password(token: str, found: SingleUseLink) -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            person = service.set_password_by_link(token, form.value())
        if form.ok:
            return _let_in(person)
    is_new = found.purpose == LinkPurpose.INVITATION
    page = render_template("accounts/set_password.html", form=form, person=found.person, is_new=is_new)
    return page, 422 if form.is_submitted() else 200


def _first_administrator(token: str) -> ResponseReturnValue:
    form = FirstAdministratorForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            person = service.become_first_administrator(token, form.value())
        if form.ok:
            return _let_in(person)
    return render_template(
        "accounts/first_administrator.html", form=form
    ), 422 if form.is_submitted() else 200


def _let_in(person: Person) -> ResponseReturnValue:
    sessions.begin(person)
    flash(_("Your password is set. Welcome, %(name)s.", name=person.name))
    if organization() is None and allows(current_actor(), Permission.CHANGE_SETTINGS, COMPANY):
        return redirect(url_for("accounts.company"), 303)
    return redirect("/", 303)


@blueprint.get("/people/<int:person_id>/slip/<int:link_id>")
@signed_in
@private
def slip(person_id: int, link_id: int) -> ResponseReturnValue:
    """The link on paper, for whoever made it, while it works."""
    person = visible_person(person_id)
    authorize_over(current_actor(), Permission.RESET_ACCESS, person)
    found = db.session.scalar(
        open_links_of(person.id, clock.now()).where(
            SingleUseLink.id == link_id, SingleUseLink.issued_by_id == current_actor().person_id
        )
    )
    token = links.shown_again(found_or_404(found))
    address = links.address_of(found_or_404(token))
    with speaking(person.language) as language:
        paper = render_template(
            "accounts/_slip.html",
            person=person,
            link=found,
            address=address,
            code=links.qr_code(address, _("QR code of the link")),
            paper_language=language,
        )
    sheet = Markup(paper)  # noqa: S704  (a template of ours, rendered in another language)
    return render_template("accounts/slip.html", person=person, paper=sheet)

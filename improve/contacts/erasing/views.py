"""The page of what is kept of an address: look, give out, erase. No address stands in the address of a page."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.contacts.erasing import service
from improve.contacts.erasing.archive import packed
from improve.contacts.erasing.forms import EraseForm, WhoseForm
from improve.contacts.models import Contact
from improve.contacts.policy import Permission
from improve.contacts.queries import by_address, visible_to
from improve.contacts.routes import blueprint
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.mail.addresses import key_of
from improve.core.messages import _, _l, _n
from improve.core.policy import COMPANY, authorize
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/<int:contact_id>/data")
@requires(Permission.MANAGE)
def data(contact_id: int) -> ResponseReturnValue:
    """What is kept of a contact."""
    statement = visible_to(current_actor()).where(Contact.id == contact_id)
    contact: Contact = found_or_404(db.session.scalar(statement))
    authorize(current_actor(), Permission.MANAGE, COMPANY)
    return _page(contact.email, EraseForm(formdata=None))


@blueprint.route("/address", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def address() -> ResponseReturnValue:
    """The same for any address, of which there may be no contact."""
    authorize(current_actor(), Permission.MANAGE, COMPANY)
    form = WhoseForm()
    if form.validate_on_submit():
        with form.catching():
            return _page(form.value().email, EraseForm(formdata=None))
    return render_template("contacts/address.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/address/export")
@requires(Permission.MANAGE)
def export() -> ResponseReturnValue:
    """Give it out: a ZIP with an object and the files."""
    form = WhoseForm()
    content = b""
    if form.validate_on_submit():
        with form.catching(), transaction():
            content = packed(*service.export(form.value().email, by=current_actor()))
    if not content:
        return render_template("contacts/address.html", form=form), 422
    headers = {"Content-Disposition": 'attachment; filename="data.zip"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/zip", headers=headers)


@blueprint.post("/address/erase")
@requires(Permission.MANAGE)
def erase() -> ResponseReturnValue:
    """End it, once the address was typed."""
    form = EraseForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            value = form.value()
            if key_of(value.typed) != key_of(value.email):
                raise Invalid.field("typed", _l("This is not the address above. Nothing was erased."))
            gone = service.erase(value.email, by=current_actor())
        if form.ok:
            count = sum(gone.values())
            flash(
                _n(
                    "Erased: %(n)s entry. Restored backups will lose it, too.",
                    "Erased: %(n)s entries. Restored backups will lose them, too.",
                    count,
                )
                if count
                else _("Nothing was kept. The address is noted for backups that are restored.")
            )
            return redirect(url_for("contacts.index"), 303)
    if form.email.errors:
        return render_template("contacts/address.html", form=WhoseForm(formdata=None)), 422
    return _page(form.email.data, form, 422)


def _page(email: str, form: EraseForm, status: int = 200) -> ResponseReturnValue:
    form.email.data = email
    page = render_template(
        "contacts/data.html",
        email=email,
        contact=by_address(email),
        kinds=service.held(email, by=current_actor()),
        form=form,
    )
    return page, status

"""Where the company takes ideas without a name."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, transaction
from improve.core.messages import _
from improve.suggestions.anonymity import paper, queries, service, tickets
from improve.suggestions.anonymity.forms import AnonymityForm
from improve.suggestions.blueprint import blueprint
from improve.suggestions.policy import Permission
from improve.suggestions.queries import categories
from improve.web.access import current_actor, requires


@blueprint.route("/anonymity", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def anonymity() -> ResponseReturnValue:
    """Whether, where and in which categories ideas are taken without a name."""
    company = queries.settings()
    form = AnonymityForm(
        data={
            "for_members": "y" if company.for_members else "n",
            "at_places": "y" if company.at_places else "n",
            "named_categories": [str(number) for number in sorted(queries.named_category_ids())],
        }
    )
    form.named_categories.choices = [(str(c.id), str(c.name)) for c in categories()]
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_settings(form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.anonymity"), 303)
    unit_id, category_id = _number("unit"), _number("category")
    address = paper.place_address(tickets.place_ticket(unit_id, category_id))
    return render_template(
        "suggestions/anonymity.html",
        form=form,
        at_places=company.at_places,
        address=address,
        drawn=paper.qr_code(address, _("QR code of the box")),
        units=unit_choices(),
        categories=queries.open_categories(),
        unit_id=unit_id,
        category_id=category_id,
    ), 422 if form.is_submitted() else 200


@blueprint.post("/anonymity/end-links")
@requires(Permission.MANAGE_CATEGORIES)
def end_links() -> ResponseReturnValue:
    """Make all links and codes of places invalid."""
    with transaction():
        service.end_links(by=current_actor())
    flash(_("All earlier links and QR codes are invalid now. Please print new ones."))
    return redirect(url_for("suggestions.anonymity"), 303)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:11]) <= LARGEST_ID else None

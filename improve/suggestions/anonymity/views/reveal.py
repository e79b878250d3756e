"""Giving one's name: signed in, with the code, and for good."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.suggestions.anonymity import codes, rules, service
from improve.suggestions.anonymity.forms import RevealForm
from improve.suggestions.anonymity.own import unmark_own
from improve.suggestions.anonymity.views import door
from improve.suggestions.anonymity.views.box import NOT_A_CODE
from improve.suggestions.blueprint import blueprint
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, requires


@blueprint.route("/reveal", methods=["GET", "POST"])
@requires(Permission.SUBMIT)
def reveal() -> ResponseReturnValue:
    """Say that one is the author of an idea without a name."""
    form = RevealForm()
    if form.validate_on_submit():
        with form.catching():
            code = codes.as_typed(form.value().code)
            if code is None:
                raise Invalid.field("code", NOT_A_CODE)
            rules.check_sure(form.value().sure)
            opening, _handing_in = door.throttles()
            opening.attempt(door.network())
            with transaction():
                suggestion = service.reveal(code, by=current_actor())
            opening.succeeded(door.network())
        if form.ok:
            flash(_("You are the author of this idea now, for everybody to see."))
            response = make_response(redirect(url_for("suggestions.show", suggestion_id=suggestion.id), 303))
            unmark_own(response, suggestion.id)
            return response
    return render_template("suggestions/reveal.html", form=form), 422 if form.is_submitted() else 200

"""The part of the form that finds colleagues."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.suggestions.blueprint import blueprint
from improve.suggestions.crediting.picking import picked
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, requires


@blueprint.post("/colleagues")
@requires(Permission.SUBMIT)
def colleagues() -> ResponseReturnValue:
    """Who is chosen, and who fits the words typed so far."""
    return render_template(
        "suggestions/_colleagues.html", picking=picked(request.form, current_actor()), alone=True
    )

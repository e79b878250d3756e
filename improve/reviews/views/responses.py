"""What members wrote to an author, before the decision, and the author's answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.errors import Missing
from improve.core.messages import _
from improve.reviews import service
from improve.reviews.forms.responses import ResponseForm
from improve.reviews.models import AuthorResponse
from improve.reviews.queries import response_on
from improve.reviews.views.blueprint import blueprint
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import is_author
from improve.web.access import current_actor, signed_in


@blueprint.route("/ideas/<int:suggestion_id>/response", methods=["GET", "POST"])
@signed_in
def response(suggestion_id: int) -> ResponseReturnValue:
    """The notes to the author of an idea, and one answer; everybody else meets nothing here."""
    found = _own(suggestion_id)
    form = ResponseForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.answer_notes(found.item, form.value(), by=current_actor())
        if form.ok:
            flash(_("Thank you. The committee reads your answer before it decides."))
            return redirect(url_for("suggestions.show", suggestion_id=suggestion_id), 303)
        found = _own(suggestion_id)
    return render_template(
        "reviews/response.html",
        response=found,
        suggestion=found.item.suggestion,
        held=found.item.round,
        form=form,
        may_answer=service.may_answer(found),
    ), 422 if form.is_submitted() else 200


def _own(suggestion_id: int) -> AuthorResponse:
    suggestion = db.session.get(Suggestion, suggestion_id) if suggestion_id < 2**31 else None
    if suggestion is None or not is_author(suggestion, current_actor().actor_id):
        raise Missing()
    found = response_on(suggestion_id)
    if found is None:
        raise Missing()
    return found

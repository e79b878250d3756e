"""The author answers on the idea's page."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import LazyText, _, _l
from improve.core.policy import Actor
from improve.suggestions import service
from improve.suggestions.asking.forms import ReplyForm
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.views.ideas import page_of_idea
from improve.web.access import current_actor, requires
from improve.web.formatting import day


@blueprint.post("/<int:suggestion_id>/answer-question")
@requires(Permission.REPLY)
def answer_question(suggestion_id: int) -> ResponseReturnValue:
    """Answer what a handler asked."""

    def act(suggestion: Suggestion, text: str, by: Actor) -> None:
        service.answer_question(suggestion, text, by=by)

    return _said(suggestion_id, act, _l("Thank you. The clock runs on."))


@blueprint.post("/<int:suggestion_id>/reply")
@requires(Permission.REPLY)
def reply(suggestion_id: int) -> ResponseReturnValue:
    """Answer once to a decline."""

    def act(suggestion: Suggestion, text: str, by: Actor) -> None:
        service.reply(suggestion, text, by=by)

    return _said(suggestion_id, act, _l("Thank you. Your idea is looked at once more."))


def _said(
    suggestion_id: int, act: Callable[[Suggestion, str, Actor], None], thanks: LazyText
) -> ResponseReturnValue:
    suggestion = visible_or_404(suggestion_id)
    form = ReplyForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            act(suggestion, form.value().text, current_actor())
        if form.ok:
            promised = suggestion.promised_on
            flash(
                f"{thanks} " + _("You have an answer by %(day)s.", day=day(promised))
                if promised
                else str(thanks)
            )
            return redirect(url_for("suggestions.show", suggestion_id=suggestion_id), 303)
    return page_of_idea(visible_or_404(suggestion_id), reply_form=form)

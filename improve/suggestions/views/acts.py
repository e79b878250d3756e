"""What people do on an idea's page: vote, follow, answer."""

from __future__ import annotations

from dataclasses import astuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.suggestions import service
from improve.suggestions.anonymity.own import check_not_own
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.discussion.writing import helped
from improve.suggestions.forms import AnswerForm
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import visible_bare
from improve.suggestions.values import AGAINST, FOR, Outcome
from improve.suggestions.views.ideas import page_of_idea
from improve.suggestions.views.lists import ballots_of
from improve.suggestions.voting.ballots import Button, button_of_cast
from improve.web.access import current_actor, found_or_404, requires
from improve.web.fragments import kept, with_token
from improve.web.i18n import choose_time_zone
from improve.web.navigation import safe_next
from improve.web.templating import is_htmx


@blueprint.post("/<int:suggestion_id>/back")
@requires(Permission.VOTE)
def back(suggestion_id: int) -> ResponseReturnValue:
    """Back an idea."""
    return _after_ballot(suggestion_id, FOR)


@blueprint.post("/<int:suggestion_id>/oppose")
@requires(Permission.VOTE)
def oppose(suggestion_id: int) -> ResponseReturnValue:
    """Vote against an idea."""
    return _after_ballot(suggestion_id, AGAINST)


def _after_ballot(suggestion_id: int, value: int) -> ResponseReturnValue:
    actor = current_actor()
    choose_time_zone()  # for the answer: now it is asked with nothing, after the act it would take a statement
    with transaction():
        suggestion: Suggestion = found_or_404(visible_bare(actor, suggestion_id))
        check_not_own()
        (service.back if value == FOR else service.oppose)(suggestion, by=actor)
        pressed = button_of_cast(actor, suggestion, value)
    if is_htmx() and not _is_on_page():
        return button_html(pressed)
    return _after_vote(suggestion)


@blueprint.post("/<int:suggestion_id>/take-back")
@requires(Permission.VOTE)
def take_back(suggestion_id: int) -> ResponseReturnValue:
    """Take a vote back."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        service.take_back(suggestion, by=current_actor())
    return _after_vote(suggestion)


def _after_vote(suggestion: Suggestion) -> ResponseReturnValue:
    """The button alone for a script, in the list or on the idea's page; else back to where it was pressed."""
    if not is_htmx():
        return redirect(safe_next(request.form.get("next"), _page_url(suggestion)), 303)
    return render_template(
        "suggestions/_backing.html" if _is_on_page() else "suggestions/_vote.html",
        ballot=ballots_of([suggestion])[suggestion.id],
    )


def _is_on_page() -> bool:
    """Was it pressed on the idea's page, not in a list?"""
    return request.headers.get("HX-Target") == "backing"


def button_html(button: Button) -> str:
    """The button of a list alone."""
    return with_token(kept("suggestions/_vote_kept.html", "button", *astuple(button), ""))


@blueprint.post("/<int:suggestion_id>/follow")
@requires(Permission.READ)
def follow(suggestion_id: int) -> ResponseReturnValue:
    """Hear of the decision."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        service.follow(suggestion, by=current_actor())
    return redirect(_page_url(suggestion), 303)


@blueprint.post("/<int:suggestion_id>/unfollow")
@requires(Permission.READ)
def unfollow(suggestion_id: int) -> ResponseReturnValue:
    """Hear no more."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        service.unfollow(suggestion, by=current_actor())
    return redirect(_page_url(suggestion), 303)


@blueprint.post("/<int:suggestion_id>/answer")
@requires(Permission.ANSWER)
def answer(suggestion_id: int) -> ResponseReturnValue:
    """Accept or decline without a committee."""
    suggestion = visible_or_404(suggestion_id)
    form = AnswerForm()
    if helped(form.reason, current_actor(), suggestion, is_markdown=False):
        return page_of_idea(suggestion, answer_form=form, status=200)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.answer(suggestion, form.value(), by=current_actor())
        if form.ok:
            accepted = form.value().outcome == Outcome.ACCEPTED
            flash(_("Accepted. The author is told.") if accepted else _("Declined. The author is told."))
            return redirect(_page_url(suggestion), 303)
    return page_of_idea(suggestion, answer_form=form)


def _page_url(suggestion: Suggestion) -> str:
    return url_for("suggestions.show", suggestion_id=suggestion.id)

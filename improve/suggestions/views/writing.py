"""Handing in an idea, changing it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from improve.accounts.queries import work_calendar
from improve.core import clock
from improve.core.db import transaction
from improve.core.messages import LazyText, _
from improve.core.policy import authorize
from improve.suggestions import rules, service
from improve.suggestions.anonymity.queries import takes_unnamed
from improve.suggestions.anonymity.tickets import member_ticket
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.crediting.picking import picked, present
from improve.suggestions.device.owner import device_owner
from improve.suggestions.drafts import views as drafts
from improve.suggestions.fields.views import extra_asked, typed_answers
from improve.suggestions.forms import WithdrawForm
from improve.suggestions.models import Suggestion
from improve.suggestions.places.queries import open_place
from improve.suggestions.policy import Permission
from improve.suggestions.values import Status
from improve.suggestions.views.similar import unseen
from improve.suggestions.views.taking import (
    Asked,
    Taken,
    already,
    hand_in,
    idea_form,
    only_shows_more,
    thanks,
    with_colleagues,
)
from improve.web.access import current_actor, requires
from improve.web.i18n import choose_time_zone

PRESET = ("title", "problem", "category_id", "unit_id")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.SUBMIT)
def new() -> ResponseReturnValue:
    """Hand in an idea. A link may fill in some of it: `?unit_id=4&category_id=2`."""
    actor = current_actor()
    preset: dict[str, Any] = {"unit_id": actor.unit_id}
    found = drafts.draft_asked()
    typed: MultiDict[str, str] = drafts.form_data_of(found) if found is not None else request.args
    if request.method == "POST":
        typed = request.form
    place = open_place(typed.get("place", ""))
    if place is not None:
        preset |= {"category_id": place.category_id, "unit_id": place.unit_id or actor.unit_id}
    preset |= {name: request.args[name] for name in PRESET if name in request.args}
    form = idea_form(preset, typed=drafts.form_data_of(found) if found is not None else None)
    form.title.render_kw = {**(form.title.render_kw or {}), **_while_typing()}
    asked = Asked.of(form, typed, place)
    repeated = False
    if asked.is_meant and form.validate_on_submit() and asked.ok:
        taken = already(asked)
        repeated = taken is None and unseen(asked.alike)
        if taken is None and not repeated:
            taken = hand_in(asked)
        if taken is not None:
            _tell(taken, asked.sent.problems)
            return redirect(url_for("suggestions.show", suggestion_id=taken.suggestion_id), 303)
    promised = rules.promise(clock.today(choose_time_zone()), None, work_calendar())
    return render_template(
        "suggestions/write.html",
        form=form,
        suggestion=None,
        promised=promised,
        offers=asked.offers,
        alone=False,
        repeated=repeated,
        extra=asked.extra,
        picking=asked.picking,
        place=place,
        credit=True,
        draft=drafts.part_again(asked.sent) if form.is_submitted() else drafts.new_part(found),
        unnamed=member_ticket() if takes_unnamed(for_place=False) else None,
        device_owner=device_owner(actor),
    ), 422 if form.is_submitted() and asked.is_meant else 200


def _while_typing() -> dict[str, str]:
    """Asks for similar ideas once the typing pauses; without a script they are shown once before handing in."""
    return {
        "hx-get": url_for("suggestions.similar"),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#similar",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
    }


def _tell(taken: Taken, problems: Sequence[LazyText]) -> None:
    """Thank; and say which files were not taken and that another device's text is still a draft."""
    flash(thanks(taken))
    for problem in problems:
        flash(str(problem), "error")
    if taken.draft_is_kept:
        flash(_("Another device has changed this draft too; its text is kept among your drafts."))


@blueprint.route("/<int:suggestion_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT)
def edit(suggestion_id: int) -> ResponseReturnValue:
    """Change an idea that nobody has judged yet."""
    suggestion = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.EDIT, suggestion)
    rules.check_edit(suggestion.state)
    form = idea_form(_present(suggestion), keep=suggestion)
    is_asking = only_shows_more()
    picking = present(suggestion.id)
    if form.is_submitted():
        picking = picked(request.form, current_actor(), judge=not is_asking)
    extra = extra_asked(
        form.category_id.data,
        request.form if form.is_submitted() else typed_answers(suggestion.id),
        judge=form.is_submitted() and not is_asking,
        shown_id=suggestion.category_id,
    )
    if not is_asking and form.validate_on_submit() and extra.ok and picking.problem is None:
        with form.catching():
            data = with_colleagues(form.value(), picking)
            service.read_ahead(data)
            with transaction():
                service.edit(suggestion, data, by=current_actor(), answers=extra.values, fields=extra.by_id)
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.show", suggestion_id=suggestion.id), 303)
    return render_template(
        "suggestions/write.html",
        form=form,
        suggestion=suggestion,
        promised=None,
        repeated=False,
        extra=extra,
        picking=picking,
    ), 422 if form.is_submitted() and not is_asking else 200


@blueprint.route("/<int:suggestion_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.WITHDRAW)
def withdraw(suggestion_id: int) -> ResponseReturnValue:
    """Take one's idea back; asks once."""
    suggestion = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.WITHDRAW, suggestion)
    rules.check_step(suggestion.state, Status.WITHDRAWN)
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.withdraw(suggestion, by=current_actor(), reason=form.value().reason)
        if form.ok:
            flash(_("Your idea is withdrawn. Only you and the coordinators still see it."))
            return redirect(url_for("suggestions.show", suggestion_id=suggestion.id), 303)
    return render_template(
        "suggestions/withdraw.html", form=form, suggestion=suggestion
    ), 422 if form.is_submitted() else 200


def _present(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "title": suggestion.title,
        "problem": suggestion.problem,
        "idea": suggestion.idea,
        "expected_result": suggestion.expected_result,
        "category_id": suggestion.category_id,
        "unit_id": suggestion.unit_id,
    }

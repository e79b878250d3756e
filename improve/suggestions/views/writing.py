"""Handing in an idea, changing it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from improve.accounts.queries import units, work_calendar
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import LazyText, _
from improve.core.policy import authorize
from improve.suggestions import rules, service
from improve.suggestions.anonymity.queries import takes_unnamed
from improve.suggestions.anonymity.tickets import member_ticket
from improve.suggestions.attachments import service as attachments
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.crediting.picking import Picking, picked, present
from improve.suggestions.drafts import views as drafts
from improve.suggestions.fields.service import answer
from improve.suggestions.fields.views import extra_asked, typed_answers
from improve.suggestions.forms import IdeaForm, WithdrawForm
from improve.suggestions.models import Suggestion
from improve.suggestions.places.queries import open_place
from improve.suggestions.places.service import note_place
from improve.suggestions.policy import Permission
from improve.suggestions.presenting import indented
from improve.suggestions.queries import categories
from improve.suggestions.values import IdeaText, Status
from improve.suggestions.views.similar import offers_for, unseen
from improve.web.access import current_actor, requires
from improve.web.i18n import choose_time_zone
from improve.web.templating import day
from improve.web.uploads import received

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
    form = _form(preset, typed=drafts.form_data_of(found) if found is not None else None)
    form.title.render_kw = {**(form.title.render_kw or {}), **_while_typing()}
    offers = offers_for(form.title.data or "")
    is_asking = _only_shows_more()
    picking = picked(typed, actor, judge=form.is_submitted() and not is_asking)
    extra = extra_asked(form.category_id.data, typed, judge=form.is_submitted() and not is_asking)
    repeated = False
    sent = received("files", most=current_app.config["ATTACHMENTS_PER_IDEA"])
    if not is_asking and form.validate_on_submit() and extra.ok and picking.problem is None:
        repeated = unseen(offers)
        if not repeated:
            with form.catching():
                data = _with(form.value(), picking)
                service.read_ahead(data)
                with transaction():
                    suggestion = service.submit(data, by=actor)
                    answer(suggestion, extra.values, extra.by_id)
                    if place is not None:
                        note_place(suggestion, place)
                    is_kept = drafts.hand_in(suggestion, drafts.page_sent())
                    attachments.keep(suggestion, sent.taken, person_id=actor.actor_id)
            if form.ok:
                _tell(suggestion, sent.problems, draft_is_kept=is_kept)
                return redirect(url_for("suggestions.show", suggestion_id=suggestion.id), 303)
    promised = rules.promise(clock.today(choose_time_zone()), None, work_calendar())
    return render_template(
        "suggestions/write.html",
        form=form,
        suggestion=None,
        promised=promised,
        offers=offers,
        alone=False,
        repeated=repeated,
        extra=extra,
        picking=picking,
        place=place,
        credit=True,
        draft=drafts.part_again(sent) if form.is_submitted() else drafts.new_part(found),
        unnamed=member_ticket() if takes_unnamed(for_place=False) else None,
    ), 422 if form.is_submitted() and not is_asking else 200


def _only_shows_more() -> bool:
    """Without a script buttons show the fields of a category and find colleagues; nothing is judged or handed in."""
    return request.form.get("act") in ("fields", "find")


def _with(data: IdeaText, picking: Picking) -> IdeaText:
    """The text with the colleagues who were chosen."""
    return replace(
        data,
        co_author_ids=tuple(person.id for person in picking.people),
        co_author_names=tuple(picking.names),
    )


def _while_typing() -> dict[str, str]:
    """Asks for similar ideas once the typing pauses; without a script they are shown once before handing in."""
    return {
        "hx-get": url_for("suggestions.similar"),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#similar",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
    }


def _tell(suggestion: Suggestion, problems: Sequence[LazyText], *, draft_is_kept: bool) -> None:
    """Thank; and say which files were not taken and that another device's text is still a draft."""
    flash(_thanks(suggestion))
    for problem in problems:
        flash(str(problem), "error")
    if draft_is_kept:
        flash(_("Another device has changed this draft too; its text is kept among your drafts."))


def _thanks(suggestion: Suggestion) -> str:
    if suggestion.promised_on is None:
        return _("Thank you. Your idea is in.")
    return _("Thank you. Your idea is in; you have an answer by %(day)s.", day=day(suggestion.promised_on))


@blueprint.route("/<int:suggestion_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT)
def edit(suggestion_id: int) -> ResponseReturnValue:
    """Change an idea that nobody has judged yet."""
    suggestion = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.EDIT, suggestion)
    rules.check_edit(suggestion.state)
    form = _form(_present(suggestion), keep=suggestion)
    is_asking = _only_shows_more()
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
            data = _with(form.value(), picking)
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


def _on_choice() -> dict[str, str]:
    """Asks for the extra fields of the category as soon as it is chosen."""
    return {
        "hx-post": url_for("suggestions.extra_fields"),
        "hx-trigger": "change",
        "hx-target": "#extra",
        "hx-swap": "outerHTML",
        "hx-params": "not files",
    }


def _form(
    data: dict[str, Any], *, keep: Suggestion | None = None, typed: MultiDict[str, str] | None = None
) -> IdeaForm:
    """The form with the open categories and units, and what the idea has although it was closed since."""
    form = IdeaForm(data=data) if typed is None else IdeaForm(formdata=typed, data=data)
    known = [*categories()]
    places = [*db.session.scalars(units())]
    if keep is not None and keep.category is not None and keep.category not in known:
        known.append(keep.category)
    if keep is not None and keep.unit is not None and keep.unit not in places:
        places.append(keep.unit)
    form.category_id.render_kw = _on_choice()
    form.category_id.choices = [("", _("No category")), *((str(c.id), str(c.name)) for c in known)]
    form.unit_id.choices = [("", _("No place")), *((str(u.id), indented(u)) for u in places)]
    form.credit_unit_id.choices = [("", _("No unit")), *((str(u.id), indented(u)) for u in places)]
    return form


def _present(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "title": suggestion.title,
        "problem": suggestion.problem,
        "idea": suggestion.idea,
        "expected_result": suggestion.expected_result,
        "category_id": suggestion.category_id,
        "unit_id": suggestion.unit_id,
    }

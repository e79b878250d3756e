"""Merging an idea into another one, and parting them: each shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Forbidden, Refused
from improve.core.messages import LazyText, _, _l
from improve.core.policy import allows, authorize
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.finding.picking import choices_for, numbered
from improve.suggestions.merging import service
from improve.suggestions.merging.forms import MergeForm
from improve.suggestions.merging.models import Merge
from improve.suggestions.merging.outlook import outlook, parting
from improve.suggestions.merging.queries import merge_of
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.values import QUERY
from improve.web.access import current_actor, found_or_404, requires

NO_IDEA = _l("There is no idea with this number that you can see.")


@dataclass(frozen=True)
class Asked:
    """With which idea, as far as it is chosen, and why not."""

    target: Suggestion | None = None
    refusal: LazyText | None = None


@blueprint.get("/<int:suggestion_id>/merge")
@requires(Permission.MERGE)
def merge(suggestion_id: int) -> ResponseReturnValue:
    """Choose the other idea (`?q=`), then see what would unite (`?target=`)."""
    source = _handled_or_404(suggestion_id)
    asked = _asked(source, request.args.get("target", ""))
    return _page(source, asked, MergeForm(formdata=None)), 422 if asked.refusal else 200


@blueprint.post("/<int:suggestion_id>/merge")
@requires(Permission.MERGE)
def merge_now(suggestion_id: int) -> ResponseReturnValue:
    """Do it."""
    source = _handled_or_404(suggestion_id)
    form = MergeForm()
    asked = _asked(source, request.form.get("target", "") or "0")
    if asked.target is not None and asked.refusal is None and form.validate_on_submit():
        with form.catching(), transaction():
            service.merge(source, asked.target, form.value(), by=current_actor())
        if form.ok:
            flash(_("Merged. The authors and followers of both are told."))
            return redirect(_page_url(asked.target), 303)
    return _page(source, asked, form), 422


def _page(source: Suggestion, asked: Asked, form: MergeForm) -> str:
    actor = current_actor()
    text = request.args.get("q", "")[: QUERY.longest]
    shown: dict[str, Any] = {}
    if asked.target is not None and asked.refusal is None:
        shown["outlook"] = outlook(actor, source, asked.target)
        shown["steps"] = steps_of([source, asked.target])
    else:
        shown["choices"] = choices_for(actor, source, text)
        shown["steps"] = steps_of(shown["choices"])
    return render_template(
        "suggestions/merge.html", source=source, asked=asked, form=form, q=text.strip(), **shown
    )


def _asked(source: Suggestion, raw: str) -> Asked:
    """The target of the address or form; a hidden one is as one that does not exist."""
    if not raw.strip():
        return Asked()
    target = numbered(current_actor(), raw)
    if target is None:
        return Asked(refusal=NO_IDEA)
    try:
        authorize(current_actor(), Permission.MERGE, target)
        service.check(source, target, by=current_actor())
    except Forbidden:
        return Asked(
            target, _l("You do not handle the other idea. Ask somebody who handles both to merge them.")
        )
    except Refused as refusal:
        return Asked(target, refusal.message)
    return Asked(target)


@blueprint.route("/<int:suggestion_id>/unmerge", methods=["GET", "POST"])
@requires(Permission.MERGE)
def unmerge(suggestion_id: int) -> ResponseReturnValue:
    """Part an idea from the one it is part of; shows first how both would stand."""
    source = _handled_or_404(suggestion_id)
    merging: Merge = found_or_404(merge_of(source.id))
    if not allows(current_actor(), Permission.MERGE, merging.target):
        raise Forbidden()
    service.check_parting(merging, by=current_actor())
    target = visible_or_404(merging.target_id)
    if request.method == "POST":
        with transaction():
            service.unmerge(merging, by=current_actor())
        flash(_("Parted. Both have again exactly the votes, co-authors and followers of their own."))
        return redirect(_page_url(source), 303)
    return render_template(
        "suggestions/unmerge.html",
        source=source,
        target=target,
        merging=merging,
        parting=parting(current_actor(), merging),
    )


def _handled_or_404(suggestion_id: int) -> Suggestion:
    source = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.MERGE, source)
    return source


def _page_url(suggestion: Suggestion) -> str:
    return url_for("suggestions.show", suggestion_id=suggestion.id)

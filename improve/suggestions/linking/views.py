"""The page on which an idea is linked to others."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _, _l
from improve.core.policy import authorize
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.finding.picking import choices_for, numbered
from improve.suggestions.linking import service
from improve.suggestions.linking.forms import LinkForm
from improve.suggestions.linking.queries import link_one, links_of
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.values import QUERY
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/<int:suggestion_id>/links")
@requires(Permission.LINK)
def links(suggestion_id: int) -> ResponseReturnValue:
    """The links of an idea, and the form for another one; `?q=` looks for it, `?other=` has chosen it."""
    form = LinkForm(formdata=None, data={"other": request.args.get("other", "")[:10]})
    return _page(_linkable_or_404(suggestion_id), form)


@blueprint.post("/<int:suggestion_id>/links")
@requires(Permission.LINK)
def link(suggestion_id: int) -> ResponseReturnValue:
    """Link it."""
    idea = _linkable_or_404(suggestion_id)
    form = LinkForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            data = form.value()
            service.link(idea, data.kind, seen(data.other), by=current_actor())
        if form.ok:
            flash(_("Linked."))
            return redirect(url_for("suggestions.links", suggestion_id=idea.id), 303)
    return _page(idea, form), 422


@blueprint.post("/<int:suggestion_id>/links/<int:link_id>/remove")
@requires(Permission.LINK)
def unlink(suggestion_id: int, link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    with transaction():
        idea = _linkable_or_404(suggestion_id)
        removed = found_or_404(link_one(current_actor(), idea.id, link_id))
        service.unlink(idea, removed, by=current_actor())
    flash(_("The link is gone."))
    return redirect(url_for("suggestions.links", suggestion_id=idea.id), 303)


def seen(number: int) -> Suggestion:
    """The other idea; one that the actor does not see is as one that does not exist."""
    other = numbered(current_actor(), str(number))
    if other is None:
        raise Invalid.field("other", _l("There is no idea with this number that you can see."))
    return other


def _linkable_or_404(suggestion_id: int) -> Suggestion:
    idea = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.LINK, idea)
    return idea


def _page(idea: Suggestion, form: LinkForm) -> str:
    actor = current_actor()
    text = request.args.get("q", "")[: QUERY.longest]
    found = links_of(actor, idea.id)
    choices = choices_for(actor, idea, text)
    chosen = numbered(actor, str(form.other.data or ""))
    return render_template(
        "suggestions/links.html",
        suggestion=idea,
        links=found,
        choices=choices,
        chosen=chosen,
        steps=steps_of([*(one.other for one in found), *choices]),
        form=form,
        q=text.strip(),
    )

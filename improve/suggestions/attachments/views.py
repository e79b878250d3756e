"""Photos and files on an idea's page, and the files themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _, _n
from improve.core.policy import allows, authorize
from improve.suggestions.attachments import service
from improve.suggestions.attachments.forms import TakeDownForm
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.attachments.queries import attachment_of, attachments_of
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.rules import check_edit
from improve.web.access import current_actor, found_or_404, requires
from improve.web.uploads import ACCEPT, download, received, thumbnail


@dataclass(frozen=True)
class Attached:
    """The part of an idea's page about photos and files."""

    items: Sequence[Attachment]
    may_change: bool
    may_take_down: bool
    room: int
    accept: str
    limit_mb: int


def attached_to(suggestion: Suggestion) -> Attached:
    """What the page of an idea shows of them, and what the reader may do."""
    actor = current_actor()
    items = attachments_of(suggestion.id)
    there = sum(item.removed_at is None for item in items)
    return Attached(
        items=items,
        may_change=_is_editable(suggestion) and allows(actor, Permission.EDIT, suggestion),
        may_take_down=bool(items) and allows(actor, Permission.MODERATE, suggestion),
        room=max(current_app.config["ATTACHMENTS_PER_IDEA"] - there, 0),
        accept=ACCEPT,
        limit_mb=current_app.config["ATTACHMENT_MAX_MB"],
    )


def _is_editable(suggestion: Suggestion) -> bool:
    try:
        check_edit(suggestion.state)
    except Refused:
        return False
    return True


@blueprint.post("/<int:suggestion_id>/files")
@requires(Permission.EDIT)
def attach(suggestion_id: int) -> ResponseReturnValue:
    """Add photos and files to one's idea."""
    suggestion = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.EDIT, suggestion)
    check_edit(suggestion.state)
    sent = received("files", most=current_app.config["ATTACHMENTS_PER_IDEA"])
    with transaction():
        added = service.attach(visible_or_404(suggestion_id), sent.taken, by=current_actor())
    for problem in sent.problems:
        flash(str(problem), "error")
    if added:
        flash(_n("%(n)s file added.", "%(n)s files added.", len(added)))
    elif not sent.problems:
        flash(_("These files are here already.") if sent.taken else _("Please choose a file first."), "error")
    return redirect(_section(suggestion_id), 303)


@blueprint.get("/<int:suggestion_id>/files/<int:attachment_id>")
@requires(Permission.READ)
def attachment(suggestion_id: int, attachment_id: int) -> ResponseReturnValue:
    """A photo or file, as a download."""
    return download(_visible(suggestion_id, attachment_id))


@blueprint.get("/<int:suggestion_id>/files/<int:attachment_id>/small")
@requires(Permission.READ)
def attachment_small(suggestion_id: int, attachment_id: int) -> ResponseReturnValue:
    """The small picture of a photo."""
    return thumbnail(_visible(suggestion_id, attachment_id))


@blueprint.route("/<int:suggestion_id>/files/<int:attachment_id>/remove", methods=["GET", "POST"])
@requires(Permission.READ)
def remove_attachment(suggestion_id: int, attachment_id: int) -> ResponseReturnValue:
    """Remove one's own at once; as who moderates, with a reason."""
    suggestion = visible_or_404(suggestion_id)
    found = _visible(suggestion_id, attachment_id)
    if _is_editable(suggestion) and allows(current_actor(), Permission.EDIT, suggestion):
        return _remove_own(suggestion, found)
    authorize(current_actor(), Permission.MODERATE, suggestion)
    form = TakeDownForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.take_down(suggestion, found, form.value().reason, by=current_actor())
        if form.ok:
            flash(_("The file is removed; the author is told why."))
            return redirect(_section(suggestion_id), 303)
    return render_template(
        "suggestions/take_down.html", form=form, suggestion=suggestion, attachment=found
    ), 422 if form.is_submitted() else 200


def _remove_own(suggestion: Suggestion, found: Attachment) -> ResponseReturnValue:
    form = TakeDownForm()
    if form.is_submitted():
        with transaction():
            service.remove(suggestion, found, by=current_actor())
        flash(_("The file is removed."))
    return redirect(_section(suggestion.id), 303)


def _visible(suggestion_id: int, attachment_id: int) -> Attachment:
    suggestion = visible_or_404(suggestion_id)
    found: Attachment = found_or_404(attachment_of(suggestion.id, attachment_id))
    return found


def _section(suggestion_id: int) -> str:
    return url_for("suggestions.show", suggestion_id=suggestion_id, _anchor="files")

"""The inbox."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError

from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.values import LARGEST_INTEGER
from improve.notifications import queries, service
from improve.notifications.models import InboxNotice
from improve.notifications.views.blueprint import blueprint
from improve.web.access import current_actor, found_or_404, signed_in
from improve.web.tables import PER_PAGE, page_number


@blueprint.get("")
@signed_in
def inbox() -> ResponseReturnValue:
    """What came in, one line per thing and day: unread first."""
    actor = current_actor()
    page = queries.page_of_groups(actor, number=page_number(), per_page=PER_PAGE)
    return render_template(
        "notifications/inbox.html",
        page=page,
        waiting=queries.unread_count(actor),
        newest=max((group.newest.id for group in page.items), default=0),
    )


@blueprint.get("/<int:notice_id>")
@signed_in
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Go where the message leads; it counts as read. Mails link here, too.

    A GET that writes, on purpose: it is idempotent, needs the session, and changes nothing but the mark.
    """
    actor = current_actor()
    own = queries.visible_to(actor).where(InboxNotice.id == notice_id)
    notice = found_or_404(db.session.scalar(own))
    if notice.read_at is None:
        with transaction():
            service.read(notice, by=actor)
    try:
        target = url_for(notice.endpoint, **notice.link_values)
    except BuildError:
        flash(_("The page that this message led to is no longer there."), "error")
        target = url_for("notifications.inbox")
    return redirect(target)


@blueprint.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """All that the page showed is read."""
    until = request.form.get("until", "")
    if until.isascii() and until.isdigit() and len(until) < 11:
        with transaction():
            service.read_all(min(int(until), LARGEST_INTEGER), by=current_actor())
    return redirect(url_for("notifications.inbox"), 303)

"""The page of reported comments, and what it puts on the home page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from improve.core import markdown
from improve.core.db import db, transaction
from improve.core.messages import _, _l, _ln
from improve.core.panels import Waiting
from improve.core.policy import Actor, allows
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.discussion import mentions, queries, service
from improve.suggestions.discussion.models import CommentReport
from improve.suggestions.discussion.views import comment_or_404
from improve.suggestions.models import Comment
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, requires

MOST = 200


@blueprint.get("/reports")
@requires(Permission.MODERATE)
def reports() -> ResponseReturnValue:
    """The comments that somebody reported, each with all that is said against it."""
    found = db.session.scalars(
        queries.open_reports(current_actor())
        .options(
            joinedload(CommentReport.comment).joinedload(Comment.author),
            joinedload(CommentReport.comment).joinedload(Comment.suggestion),
            joinedload(CommentReport.reporter),
        )
        .limit(MOST)
    ).all()
    by_comment: defaultdict[Comment, list[CommentReport]] = defaultdict(list)
    for report in found:
        by_comment[report.comment].append(report)
    names = mentions.names_in(comment.body for comment in by_comment)
    return render_template(
        "suggestions/reports.html",
        reported=[
            (comment, markdown.html(comment.body, names), reports) for comment, reports in by_comment.items()
        ],
    )


@blueprint.post("/<int:suggestion_id>/comments/<int:comment_id>/keep")
@requires(Permission.MODERATE)
def keep_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Leave a reported comment as it is."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        service.dismiss_reports(suggestion, comment_or_404(suggestion, comment_id), by=current_actor())
    flash(_("The comment stays, and its reports are settled."))
    return redirect(url_for("suggestions.reports"), 303)


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Reports that wait for this handler."""
    if actor.actor_id is None or not allows(actor, Permission.MODERATE):
        return
    reported = queries.open_reports(actor).order_by(None).with_only_columns(CommentReport.comment_id)
    found = reported.distinct().subquery()
    count = db.session.scalar(select(func.count()).select_from(found)) or 0
    if count:
        yield Waiting(
            title=_ln("%(n)s reported comment", "%(n)s reported comments", count),
            context=_l("Somebody thinks that it should not stand there"),
            href=url_for("suggestions.reports"),
            action=_l("Look at it"),
            order=30,
        )

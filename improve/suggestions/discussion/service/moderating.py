"""What happens to comments that should not stand there. Who did it is in the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions import store
from improve.suggestions.discussion import rules
from improve.suggestions.discussion import store as rows
from improve.suggestions.discussion.events import (
    CommentHidden,
    CommentReported,
    CommentRestored,
    ReportsDismissed,
)
from improve.suggestions.discussion.models import CommentReport
from improve.suggestions.discussion.values import Hiding, Report, Verdict
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import CommentKind

LOCKED = ["body", "removed_at", "hidden_at", "hidden_reason"]


def report_comment(suggestion: Suggestion, reported: Comment, data: Report, *, by: Actor) -> None:
    """Tell the handlers that a comment should not stand there. Saying it twice is no news."""
    authorize(by, Permission.READ, suggestion)
    _lock(suggestion, reported)
    rules.check_hiding(CommentKind(reported.kind))
    rules.check_report(is_own=reported.author_id == by.person_id, standing=_stands(reported))
    if rows.add_report(reported.id, by.person_id, data.reason, clock.now()):
        publish(_about(CommentReported, suggestion, reported, by))


def hide_comment(suggestion: Suggestion, hidden: Comment, data: Hiding, *, by: Actor) -> None:
    """Take a comment out of sight; it keeps its place, and its author reads why. Settles its reports."""
    authorize(by, Permission.MODERATE, suggestion)
    rules.check_hiding(CommentKind(hidden.kind))
    _lock(suggestion, hidden)
    if not _stands(hidden):
        return
    store.count_comment(suggestion, -1)
    hidden.hidden_at = clock.now()
    hidden.hidden_by_id = by.actor_id
    hidden.hidden_reason = data.reason
    _settle(hidden, Verdict.HIDDEN, by)
    publish(_about(CommentHidden, suggestion, hidden, by))


def restore_comment(suggestion: Suggestion, restored: Comment, *, by: Actor) -> None:
    """Let a hidden comment stand again."""
    authorize(by, Permission.MODERATE, suggestion)
    rules.check_judging(is_own=restored.author_id == by.actor_id and not by.is_system)
    _lock(suggestion, restored)
    if restored.hidden_at is None or restored.removed_at is not None:
        return
    restored.hidden_at = None
    restored.hidden_by_id = None
    restored.hidden_reason = ""
    store.count_comment(suggestion, 1)
    publish(_about(CommentRestored, suggestion, restored, by))


def dismiss_reports(suggestion: Suggestion, kept: Comment, *, by: Actor) -> None:
    """Leave a reported comment as it is; never one's own."""
    authorize(by, Permission.MODERATE, suggestion)
    rules.check_judging(is_own=kept.author_id == by.actor_id and not by.is_system)
    _lock(suggestion, kept)
    if _settle(kept, Verdict.KEPT, by):
        publish(_about(ReportsDismissed, suggestion, kept, by))


def _stands(comment: Comment) -> bool:
    return comment.hidden_at is None and comment.removed_at is None


def _lock(suggestion: Suggestion, comment: Comment) -> None:
    """The idea first, then the comment: the order of everybody who counts."""
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    db.session.refresh(comment, LOCKED, with_for_update=True)


def _settle(comment: Comment, verdict: Verdict, by: Actor) -> bool:
    settled = db.session.execute(
        update(CommentReport)
        .where(CommentReport.comment_id == comment.id, CommentReport.resolved_at.is_(None))
        .values(verdict=verdict, resolved_at=clock.now(), resolved_by_id=by.actor_id)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined]  # a cursor's result has it


def _about(event: Any, suggestion: Suggestion, comment: Comment, by: Actor) -> Any:
    return event(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=comment.id)

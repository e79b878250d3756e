"""Questions about discussions. Comments come from `improve.suggestions.queries.visible_comments`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor, allows
from improve.suggestions.discussion.models import CannedAnswer, CommentReport, CommentVersion, Reaction
from improve.suggestions.discussion.values import ReactionKind
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import handled_by, visible_comments
from improve.suggestions.values import CommentKind

THREADS = 50  # on one page


@dataclass(frozen=True)
class Window:
    """Some threads of an idea, oldest first. `more`: there are earlier ones."""

    roots: Sequence[Comment]
    replies: Mapping[int, Sequence[Comment]]
    more: bool = False

    @property
    def all(self) -> list[Comment]:
        """Every comment in it."""
        return [*self.roots, *(reply for replies in self.replies.values() for reply in replies)]


def window_of(actor: Actor, suggestion_id: int, *, before: int | None = None) -> Window:
    """The last threads that everybody reads, or those before a comment; in two statements."""
    said = _said(actor).where(Comment.suggestion_id == suggestion_id, Comment.kind != CommentKind.NOTE)
    if before is not None:
        said = said.where(Comment.id < before)
    latest = said.where(Comment.parent_id.is_(None)).order_by(Comment.id.desc()).limit(THREADS + 1)
    roots = db.session.scalars(latest).all()
    shown = list(reversed(roots[:THREADS]))
    return Window(shown, _replies(actor, shown), more=len(roots) > THREADS)


def notes_of(actor: Actor, suggestion_id: int) -> Window:
    """The notes on an idea, for who reads them."""
    said = _said(actor).where(Comment.suggestion_id == suggestion_id, Comment.kind == CommentKind.NOTE)
    notes = db.session.scalars(said.order_by(Comment.id)).all()
    replies: defaultdict[int, list[Comment]] = defaultdict(list)
    for note in notes:
        if note.parent_id is not None:
            replies[note.parent_id].append(note)
    return Window([note for note in notes if note.parent_id is None], replies)


def of_merged(actor: Actor, suggestion_ids: Sequence[int]) -> dict[int, Window]:
    """What people said about ideas that were merged; one statement for all of them."""
    if not suggestion_ids:
        return {}
    said = _said(actor).where(Comment.suggestion_id.in_(suggestion_ids), Comment.kind != CommentKind.NOTE)
    roots: defaultdict[int, list[Comment]] = defaultdict(list)
    replies: defaultdict[int, list[Comment]] = defaultdict(list)
    for comment in db.session.scalars(said.order_by(Comment.id).limit(THREADS * len(suggestion_ids))):
        if comment.parent_id is None:
            roots[comment.suggestion_id].append(comment)
        else:
            replies[comment.parent_id].append(comment)
    return {suggestion_id: Window(roots[suggestion_id], replies) for suggestion_id in roots}


def _said(actor: Actor) -> Select[tuple[Comment]]:
    return visible_comments(actor).options(joinedload(Comment.author))


def _replies(actor: Actor, roots: Sequence[Comment]) -> Mapping[int, Sequence[Comment]]:
    if not roots:
        return {}
    found: defaultdict[int, list[Comment]] = defaultdict(list)
    said = _said(actor).where(Comment.parent_id.in_([root.id for root in roots])).order_by(Comment.id)
    for reply in db.session.scalars(said):
        found[reply.parent_id or 0].append(reply)
    return found


def visible_comment(actor: Actor, suggestion_id: int, comment_id: int) -> Comment | None:
    """One comment of an idea, if the actor meets it; use with `found_or_404`."""
    if not 0 < comment_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        _said(actor).where(Comment.suggestion_id == suggestion_id, Comment.id == comment_id)
    )


def reads_text(actor: Actor, suggestion: Suggestion, comment: Comment) -> bool:
    """Does the actor read what a visible comment says? A hidden one: its author and the handlers."""
    if comment.removed_at is not None:
        return False
    if comment.hidden_at is None or actor.is_system:
        return True
    own = actor.actor_id is not None and comment.author_id == actor.actor_id
    return own or allows(actor, Permission.MODERATE, suggestion)


def versions_of(comment_id: int) -> Sequence[CommentVersion]:
    """What a comment said before, oldest first."""
    return db.session.scalars(
        select(CommentVersion).where(CommentVersion.comment_id == comment_id).order_by(CommentVersion.number)
    ).all()


@dataclass(frozen=True)
class ReactionCount:
    """How many reacted with a word, and whether the reader did."""

    kind: ReactionKind
    count: int
    is_mine: bool


def reactions_to(comment_ids: Iterable[int], person_id: int | None) -> dict[int, list[ReactionCount]]:
    """Every kind of reaction of each comment, also those that nobody has given; one statement."""
    ids = list(comment_ids)
    counts: dict[tuple[int, str], tuple[int, int]] = {}
    if ids:
        mine = func.sum(case((Reaction.person_id == person_id, 1), else_=0))
        rows = db.session.execute(
            select(Reaction.comment_id, Reaction.kind, func.count(), mine)
            .where(Reaction.comment_id.in_(ids))
            .group_by(Reaction.comment_id, Reaction.kind)
        )
        counts = {(comment_id, kind): (count, own) for comment_id, kind, count, own in rows}
    return {
        comment_id: [
            ReactionCount(kind, *_told(counts.get((comment_id, kind), (0, 0)))) for kind in ReactionKind
        ]
        for comment_id in ids
    }


def _told(found: tuple[int, int]) -> tuple[int, bool]:
    return found[0], bool(found[1])


@dataclass(frozen=True)
class Reported:
    """The open reports of a comment, and whether one is the reader's."""

    count: int
    is_mine: bool


def reports_of(comment_ids: Iterable[int], person_id: int | None) -> dict[int, Reported]:
    """The comments that are reported; one statement."""
    ids = list(comment_ids)
    if not ids:
        return {}
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(CommentReport.comment_id, CommentReport.reporter_id).where(
            CommentReport.comment_id.in_(ids), CommentReport.resolved_at.is_(None)
        )
    )
    for comment_id, reporter_id in rows:
        found[comment_id].append(reporter_id)
    return {
        comment_id: Reported(len(reporters), person_id in reporters)
        for comment_id, reporters in found.items()
    }


def open_reports(actor: Actor) -> Select[tuple[CommentReport]]:
    """The reports that an actor may settle, oldest first: of comments on ideas they handle, not their own."""
    reports = (
        select(CommentReport)
        .join(Comment, Comment.id == CommentReport.comment_id)
        .join(Suggestion, Suggestion.id == Comment.suggestion_id)
        .where(
            CommentReport.resolved_at.is_(None),
            CommentReport.comment_id.in_(
                visible_comments(actor)
                .where(
                    Comment.id.in_(
                        select(CommentReport.comment_id).where(CommentReport.resolved_at.is_(None))
                    )
                )
                .with_only_columns(Comment.id)
            ),
        )
        .order_by(CommentReport.id)
    )
    if actor.is_system:
        return reports
    handled = handled_by(actor)
    if handled is not None:
        reports = reports.where(handled)
    return reports.where(Comment.author_id.is_distinct_from(actor.actor_id))


def canned_answers() -> Sequence[CannedAnswer]:
    """The ready answers in their order."""
    return db.session.scalars(select(CannedAnswer).order_by(CannedAnswer.order, CannedAnswer.id)).all()


def canned_one(canned_id: int | None) -> CannedAnswer | None:
    """One ready answer."""
    return db.session.get(CannedAnswer, canned_id) if canned_id and 0 < canned_id <= LARGEST_ID else None

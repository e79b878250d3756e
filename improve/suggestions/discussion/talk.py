"""The discussion as an idea's page shows it: what everybody reads, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from improve.core import clock, markdown
from improve.core.policy import Actor, allows
from improve.suggestions.discussion import mentions, queries, rules
from improve.suggestions.discussion.models import CannedAnswer
from improve.suggestions.discussion.queries import ReactionCount, Reported, Window
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import reads_notes
from improve.suggestions.rules import OPEN_TO_COMMENTS

NOTHING_REPORTED = Reported(0, False)


@dataclass(frozen=True)
class Said:
    """One comment with what the reader may do. `html` is empty where the text is not for the reader."""

    comment: Comment
    html: Markup
    plain: str
    reactions: Sequence[ReactionCount]
    reported: Reported
    is_mine: bool
    by_author: bool
    may: frozenset[str]
    replies: Sequence[Said] = field(default=())

    @property
    def is_reacted_to(self) -> bool:
        """Has anybody reacted?"""
        return any(reaction.count for reaction in self.reactions)

    @property
    def has_more(self) -> bool:
        """Is there anything to do with it that is done seldom?"""
        return bool(self.may - {"reply", "react"})


@dataclass(frozen=True)
class Talk:
    """The discussion of one idea."""

    threads: Sequence[Said]
    notes: Sequence[Said] = ()
    merged: Mapping[int, Sequence[Said]] = field(default_factory=dict)
    canned: Sequence[CannedAnswer] = ()
    may_comment: bool = False
    reads_notes: bool = False
    before: int | None = None
    earlier: int | None = None


def talk_about(
    actor: Actor,
    suggestion: Suggestion,
    authors: frozenset[int],
    *,
    before: int | None = None,
    merged: Sequence[int] = (),
) -> Talk:
    """Everything that is said about an idea; the number of statements does not depend on how much that is.

    `authors`: the ids of who wrote it. `merged`: the ids of ideas whose comments are read here, too.
    """
    window = queries.window_of(actor, suggestion.id, before=before)
    noted = reads_notes(actor, suggestion)
    notes = queries.notes_of(actor, suggestion.id) if noted else Window((), {})
    others = queries.of_merged(actor, merged)
    shown = [comment for part in (window, notes, *others.values()) for comment in part.all]
    teller = _Teller(actor, suggestion, authors, shown)
    return Talk(
        threads=list(teller.threads(window)),
        notes=list(teller.threads(notes)),
        merged={merged_id: list(teller.threads(other)) for merged_id, other in others.items()},
        canned=queries.canned_answers() if allows(actor, Permission.NOTE, suggestion) else (),
        may_comment=teller.may_comment,
        reads_notes=noted,
        before=before,
        earlier=window.roots[0].id if window.more else None,
    )


class _Teller:
    """Makes what is shown of comments, with everything about them fetched at once."""

    def __init__(
        self, actor: Actor, suggestion: Suggestion, authors: frozenset[int], comments: Sequence[Comment]
    ) -> None:
        self.actor, self.suggestion, self.authors = actor, suggestion, authors
        self.now = clock.now()
        ids = [comment.id for comment in comments]
        self.reactions = queries.reactions_to(ids, actor.actor_id)
        self.reports = queries.reports_of(ids, actor.actor_id)
        self.names = mentions.names_in(comment.body for comment in comments)
        self.moderates = allows(actor, Permission.MODERATE, suggestion)
        self.is_open = suggestion.state in OPEN_TO_COMMENTS
        self.may_comment = self.is_open and allows(actor, Permission.COMMENT, suggestion)

    def threads(self, window: Window) -> Iterator[Said]:
        """The threads of a window with their replies."""
        for root in window.roots:
            replies = [self.said(reply) for reply in window.replies.get(root.id, ())]
            yield self.said(root, replies)

    def said(self, comment: Comment, replies: Sequence[Said] = ()) -> Said:
        """One comment."""
        elsewhere = comment.suggestion_id != self.suggestion.id and comment.hidden_at is not None
        is_read = not elsewhere and queries.reads_text(self.actor, self.suggestion, comment)
        return Said(
            comment=comment,
            html=markdown.html(comment.body, self.names) if is_read else Markup(""),
            plain=markdown.plain(comment.body, self.names) if is_read else "",
            reactions=self.reactions[comment.id],
            reported=self.reports.get(comment.id, NOTHING_REPORTED),
            is_mine=comment.author_id is not None and comment.author_id == self.actor.actor_id,
            by_author=comment.author_id is None or comment.author_id in self.authors,
            may=frozenset(self._may(comment)),
            replies=replies,
        )

    def _may(self, comment: Comment) -> Iterator[str]:
        mine = comment.author_id is not None and comment.author_id == self.actor.actor_id
        if comment.suggestion_id != self.suggestion.id or comment.removed_at is not None:
            return
        standing = comment.hidden_at is None
        if standing and self.may_comment:
            yield "reply"
            if not mine:
                yield "react"
            elif rules.may_edit(comment.created_at, self.now, standing=True):
                yield "edit"
        fresh = mine and rules.may_remove(comment.created_at, self.now)
        if fresh or (self.moderates and (not standing or comment.is_note)):
            yield "remove"
        if comment.is_note:
            return
        if standing and self.moderates:
            yield "hide"
        elif standing and not mine and not self.reports.get(comment.id, NOTHING_REPORTED).is_mine:
            yield "report"
        elif self.moderates and not mine:
            yield "restore"

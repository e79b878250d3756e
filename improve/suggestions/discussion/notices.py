"""What people hear of discussions besides the idea's own story. A note is told to whom it mentions, without its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from improve.core import markdown
from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import (
    GOOD_TO_KNOW,
    WAITS_FOR_YOU,
    Channels,
    Notice,
    NoticeGroup,
    NoticeKind,
    Subject,
)
from improve.suggestions.discussion import events
from improve.suggestions.discussion.mentions import readers_among
from improve.suggestions.events import AboutSuggestion, CommentPosted
from improve.suggestions.hearing.audience import COMMENT, SUGGESTION
from improve.suggestions.hearing.kinds import HANDLED
from improve.suggestions.models import Comment, Suggestion

TALK = NoticeGroup("suggestions.talk", _l("Discussions that I am part of"), 13)


def _kind(code: str, label: LazyText, default: Channels, order: int, group: NoticeGroup = TALK) -> NoticeKind:
    return NoticeKind(f"suggestions.talk.{code}", group, label, default=default, order=order)


MENTIONED = _kind("mention", _l("Somebody mentions me"), WAITS_FOR_YOU, 1)
REPLIED = _kind("reply", _l("A reply to my comment"), GOOD_TO_KNOW, 2)
MODERATED = _kind("moderated", _l("My comment was hidden or restored"), GOOD_TO_KNOW, 3)
# What somebody replies to a mail becomes a comment that everybody reads: not to this one.
NOTED = replace(
    _kind("note", _l("Somebody mentions me in an internal note"), WAITS_FOR_YOU, 9, HANDLED),
    takes_replies=False,
)
KINDS = (MENTIONED, REPLIED, MODERATED, NOTED)


def _notice(
    kind: NoticeKind,
    event: AboutSuggestion,
    people: Iterable[int],
    text: LazyText,
    said: Comment | None = None,
) -> Iterator[Notice]:
    """`said`: the comment that the message repeats; when it is hidden or removed, its text is gone here, too."""
    told = tuple(sorted(set(people) - {event.actor_id}))
    if told:
        yield Notice(
            kind=kind,
            person_ids=told,
            text=text,
            endpoint="suggestions.show",
            values={"suggestion_id": event.subject_id},
            detail=said.body if said is not None else "",
            is_markdown=said is not None,
            about=Subject(SUGGESTION, event.subject_id),
            source=Subject(COMMENT, said.id) if said is not None else None,
        )


def _title(event: AboutSuggestion) -> str:
    return db.session.get_one(Suggestion, event.subject_id).title


def _who(posted: Comment) -> str | LazyText:
    return posted.author_label or _l("The author")


def posted(event: CommentPosted) -> Iterator[Notice]:
    """Somebody mentioned me or replied to me. Who hears it so does not hear of it as an author or follower."""
    comment = db.session.get_one(Comment, event.comment_id)
    words = {"name": _who(comment), "title": _title(event)}
    mentioned = readers_among(comment, markdown.mentioned(comment.body))
    text = _l("%(name)s mentioned you in a comment on “%(title)s”", **words)
    yield from _notice(MENTIONED, event, mentioned, text, comment)
    if comment.parent is not None and comment.parent.author_id is not None:
        replied = readers_among(comment, {comment.parent.author_id} - set(mentioned))
        text = _l("%(name)s replied to your comment on “%(title)s”", **words)
        yield from _notice(REPLIED, event, replied, text, comment)


def edited(event: events.CommentEdited) -> Iterator[Notice]:
    """A comment mentions me that did not before."""
    comment = db.session.get_one(Comment, event.comment_id)
    text = _l("%(name)s mentioned you in a comment on “%(title)s”", name=_who(comment), title=_title(event))
    return _notice(MENTIONED, event, readers_among(comment, event.mentioned), text, comment)


def noted(event: events.NotePosted | events.NoteEdited) -> Iterator[Notice]:
    """A note mentions me, and I handle the idea. Its text does not leave its page."""
    note = db.session.get_one(Comment, event.comment_id)
    told = event.mentioned if isinstance(event, events.NoteEdited) else markdown.mentioned(note.body)
    text = _l(
        "%(name)s mentioned you in an internal note on “%(title)s”", name=_who(note), title=_title(event)
    )
    return _notice(NOTED, event, readers_among(note, told), text)


def hidden(event: events.CommentHidden) -> Iterator[Notice]:
    """My comment is out of sight, and why."""
    comment = db.session.get_one(Comment, event.comment_id)
    text = _l("Your comment on “%(title)s” is hidden", title=_title(event))
    for notice in _notice(MODERATED, event, _author_of(comment), text):
        yield replace(notice, detail=comment.hidden_reason)


def restored(event: events.CommentRestored) -> Iterator[Notice]:
    """My comment stands again."""
    comment = db.session.get_one(Comment, event.comment_id)
    text = _l("Your comment on “%(title)s” is no longer hidden", title=_title(event))
    return _notice(MODERATED, event, _author_of(comment), text, comment)


def _author_of(comment: Comment) -> list[int]:
    return readers_among(comment, [comment.author_id]) if comment.author_id is not None else []


TELLS = (
    (CommentPosted, posted),
    (events.CommentEdited, edited),
    (events.NotePosted, noted),
    (events.NoteEdited, noted),
    (events.CommentHidden, hidden),
    (events.CommentRestored, restored),
)

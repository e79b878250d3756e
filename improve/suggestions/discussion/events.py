"""Facts about discussions. A note has events of its own, so that who hears of comments never hears of notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event
from improve.suggestions.events import AboutSuggestion


@dataclass(frozen=True, kw_only=True)
class AboutComment(AboutSuggestion):
    """Any fact about a comment; `subject_id` is its idea."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentEdited(AboutComment):
    """Its author changed a comment. `mentioned`: the people whom only the new text mentions."""

    mentioned: tuple[int, ...] = ()


class CommentHidden(AboutComment):
    """A handler hid a comment."""


class CommentRestored(AboutComment):
    """A hidden comment stands again."""


class CommentReported(AboutComment):
    """Somebody reported a comment."""


class ReportsDismissed(AboutComment):
    """A handler looked at reports of a comment and left it as it is."""


class ReactionGiven(AboutComment):
    """Somebody reacted to a comment."""


class ReactionTakenBack(AboutComment):
    """Somebody took a reaction back."""


class NotePosted(AboutComment):
    """A handler wrote a note."""


@dataclass(frozen=True, kw_only=True)
class NoteEdited(AboutComment):
    """A handler changed a note. `mentioned`: the people whom only the new text mentions."""

    mentioned: tuple[int, ...] = ()


class NoteRemoved(AboutComment):
    """A note was removed."""


@dataclass(frozen=True, kw_only=True)
class AboutCannedAnswer(Event):
    """Any fact about a ready answer."""

    subject_type: ClassVar[str] = "canned_answer"


class CannedAnswerCreated(AboutCannedAnswer):
    """A ready answer was written."""


class CannedAnswerChanged(AboutCannedAnswer):
    """A ready answer was changed; `changed` names the fields."""


class CannedAnswerRemoved(AboutCannedAnswer):
    """A ready answer was removed."""


ALL = (
    CommentEdited,
    CommentHidden,
    CommentRestored,
    CommentReported,
    ReportsDismissed,
    ReactionGiven,
    ReactionTakenBack,
    NotePosted,
    NoteEdited,
    NoteRemoved,
    CannedAnswerCreated,
    CannedAnswerChanged,
    CannedAnswerRemoved,
)

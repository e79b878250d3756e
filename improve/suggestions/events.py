"""Facts about ideas. Ballots carry no actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutSuggestion(Event):
    """Any fact about an idea; `subject_id` is its id."""

    subject_type: ClassVar[str] = "suggestion"


class SuggestionSubmitted(AboutSuggestion):
    """An idea came in."""


class SuggestionImported(AboutSuggestion):
    """An idea came in with a file, or a file changed it; `changed` names the fields of a change."""


class SuggestionEdited(AboutSuggestion):
    """The author changed the text; `changed` names the fields."""


class SuggestionWithdrawn(AboutSuggestion):
    """The author took the idea back."""


class SuggestionBacked(AboutSuggestion):
    """Somebody voted for an idea."""


class SuggestionOpposed(AboutSuggestion):
    """Somebody voted against an idea."""


class VoteTakenBack(AboutSuggestion):
    """A vote was taken back."""


class ReviewBegun(AboutSuggestion):
    """A committee took the idea up."""


class ReviewEnded(AboutSuggestion):
    """The idea left the review without a decision."""


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(AboutSuggestion):
    """The idea was accepted or declined: `outcome`."""

    outcome: str


class PilotBegun(AboutSuggestion):
    """The idea is being tried."""


class PilotEnded(AboutSuggestion):
    """The trial ended without a result; the idea stays accepted."""


@dataclass(frozen=True, kw_only=True)
class SuggestionFinished(AboutSuggestion):
    """The idea was put into practice, or given up after its trial: `outcome` is done or declined."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class SuggestionReopened(AboutSuggestion):
    """A closed idea is open again; `status` is where it stands now."""

    status: str


@dataclass(frozen=True, kw_only=True)
class CommentPosted(AboutSuggestion):
    """Somebody commented."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentRemoved(AboutSuggestion):
    """A comment was removed."""

    comment_id: int


class FollowingBegun(AboutSuggestion):
    """Somebody follows the idea."""


class FollowingEnded(AboutSuggestion):
    """Somebody no longer follows the idea."""


@dataclass(frozen=True, kw_only=True)
class AboutCategory(Event):
    """Any fact about a category."""

    subject_type: ClassVar[str] = "suggestion_category"


class CategoryCreated(AboutCategory):
    """A category was added."""


class CategoryChanged(AboutCategory):
    """A category was renamed, moved, closed or opened; `changed` names the fields."""


ALL = (
    SuggestionSubmitted,
    SuggestionImported,
    SuggestionEdited,
    SuggestionWithdrawn,
    SuggestionBacked,
    SuggestionOpposed,
    VoteTakenBack,
    ReviewBegun,
    ReviewEnded,
    SuggestionDecided,
    PilotBegun,
    PilotEnded,
    SuggestionFinished,
    SuggestionReopened,
    CommentPosted,
    CommentRemoved,
    FollowingBegun,
    FollowingEnded,
    CategoryCreated,
    CategoryChanged,
)

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


class TriageBegun(AboutSuggestion):
    """A handler took the idea up, or it came back to be triaged."""


class QuestionAsked(AboutSuggestion):
    """The author was asked something; the clock of the promise stands still."""


class QuestionAnswered(AboutSuggestion):
    """The author answered; the clock runs on."""


class QuestionTakenBack(AboutSuggestion):
    """The question needs no answer any more; the clock runs on."""


class SentToLocalLead(AboutSuggestion):
    """The idea took the local lane."""


class SuggestionParked(AboutSuggestion):
    """The idea rests until a day; the author was told why."""


class SuggestionReturned(AboutSuggestion):
    """The day has come, or somebody fetched the parked idea back."""


class AuthorReplied(AboutSuggestion):
    """The author answered to the decline; the idea is triaged once more."""


@dataclass(frozen=True, kw_only=True)
class ResponsibleNamed(AboutSuggestion):
    """`person_id` is responsible now, and why: `kind`."""

    person_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(AboutSuggestion):
    """The promised day has passed without an answer; `person_id`, one level up, is responsible now."""

    person_id: int


class DueDayChanged(AboutSuggestion):
    """The responsible has another day to act by; the promise to the author stays."""


class SuggestionReleased(AboutSuggestion):
    """Everybody may read it now whom its category lets."""


class SuggestionSustained(AboutSuggestion):
    """A later check found that the change has lasted."""


class SuggestionLapsed(AboutSuggestion):
    """A later check found that it does not last: it is put into practice, but sustained no more."""


class ReviewBegun(AboutSuggestion):
    """A committee took the idea up."""


class ReviewEnded(AboutSuggestion):
    """The idea left the review without a decision."""


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(AboutSuggestion):
    """The idea was accepted or declined: `outcome`; `is_local` without a committee or a project, in its unit."""

    outcome: str
    is_local: bool = False


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


class AuthorRevealed(AboutSuggestion):
    """The author of an idea gave their name, by their own act: the actor."""


@dataclass(frozen=True, kw_only=True)
class AboutMerge(AboutSuggestion):
    """An idea became part of another one or stands by itself again; `target_id` is the other one."""

    target_id: int
    merge_id: int


class SuggestionMerged(AboutMerge):
    """An idea became part of another one."""


class SuggestionUnmerged(AboutMerge):
    """An idea stands by itself again."""


@dataclass(frozen=True, kw_only=True)
class AboutCategory(Event):
    """Any fact about a category."""

    subject_type: ClassVar[str] = "suggestion_category"


class CategoryCreated(AboutCategory):
    """A category was added."""


class CategoryChanged(AboutCategory):
    """A category was renamed, moved, closed or opened; `changed` names the fields."""


@dataclass(frozen=True, kw_only=True)
class AboutRoute(Event):
    """Any fact about a route."""

    subject_type: ClassVar[str] = "suggestion_route"


class RouteMade(AboutRoute):
    """A rule for who triages was added."""


class RouteChanged(AboutRoute):
    """A rule names somebody else."""


class RouteRemoved(AboutRoute):
    """A rule was removed."""


@dataclass(frozen=True, kw_only=True)
class StatusesNamed(Event):
    """The company chose its own word for a status, or the usual one again; `changed` names the status."""

    subject_type: ClassVar[str] = "suggestion_statuses"


ALL = (
    TriageBegun,
    QuestionAsked,
    QuestionAnswered,
    QuestionTakenBack,
    SentToLocalLead,
    SuggestionParked,
    SuggestionReturned,
    AuthorReplied,
    ResponsibleNamed,
    PromiseBroken,
    DueDayChanged,
    SuggestionReleased,
    SuggestionSustained,
    SuggestionLapsed,
    RouteMade,
    RouteChanged,
    RouteRemoved,
    StatusesNamed,
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
    SuggestionMerged,
    SuggestionUnmerged,
    CategoryCreated,
    CategoryChanged,
)

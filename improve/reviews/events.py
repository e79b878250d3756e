"""Facts about committees, rounds, scores and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutCommittee(Event):
    """Any fact about a committee."""

    subject_type: ClassVar[str] = "committee"


class CommitteeCreated(AboutCommittee):
    """A committee was set up."""


class CommitteeChanged(AboutCommittee):
    """A committee was renamed, moved, closed or opened; `changed` names the fields."""


@dataclass(frozen=True, kw_only=True)
class MemberAppointed(AboutCommittee):
    """Somebody's term of office was entered."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class TermChanged(AboutCommittee):
    """A term of office ends on another day, or the chair passed."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class AboutRubric(Event):
    """Any fact about a rubric."""

    subject_type: ClassVar[str] = "rubric"


class RubricCreated(AboutRubric):
    """A rubric was written."""


class RubricChanged(AboutRubric):
    """A rubric was renamed, closed or opened, or its unused version was rewritten."""


@dataclass(frozen=True, kw_only=True)
class RubricVersioned(AboutRubric):
    """A used rubric was changed: version `number` begins."""

    number: int


@dataclass(frozen=True, kw_only=True)
class AboutRound(Event):
    """Any fact about a round."""

    subject_type: ClassVar[str] = "review_round"


class RoundCreated(AboutRound):
    """A round is being prepared."""


class RoundChanged(AboutRound):
    """Dates, places or policy changed; `changed` names the fields."""


class RoundDiscarded(AboutRound):
    """A prepared round was thrown away."""


@dataclass(frozen=True, kw_only=True)
class IdeasAdded(AboutRound):
    """Ideas came into the round."""

    count: int


@dataclass(frozen=True, kw_only=True)
class IdeasAssigned(AboutRound):
    """Members were asked to score ideas of the round."""

    people: tuple[int, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class WishesSaid(AboutRound):
    """A member said which ideas they would like to score; never which."""

    count: int


class IdeaRemoved(AboutRound):
    """An idea was taken out of a round that is being prepared."""


class PracticeChanged(AboutRound):
    """A practice idea was chosen, written or taken out."""


class PracticeScored(AboutRound):
    """A member scored a practice idea; never how."""


class RoundOpened(AboutRound):
    """Scoring began."""


class RoundClosed(AboutRound):
    """Scoring is over."""


class RoundReopened(AboutRound):
    """Scoring goes on."""


@dataclass(frozen=True, kw_only=True)
class RoundEnding(AboutRound):
    """Scoring ends in `days_left` days."""

    days_left: int


class MeetingStarted(AboutRound):
    """The committee meets."""


class MeetingEnded(AboutRound):
    """The meeting is over."""


@dataclass(frozen=True, kw_only=True)
class AboutVote(AboutRound):
    """Any fact about a vote inside the committee."""

    vote_id: int


class VoteOpened(AboutVote):
    """The members may vote."""


class BallotCast(AboutVote):
    """A member voted, or voted otherwise; never how."""


class VoteClosed(AboutVote):
    """A vote is over."""


class RoundOverdue(AboutRound):
    """The last day has passed and scores are missing."""


class RoundPublished(AboutRound):
    """All decisions were published at once."""


@dataclass(frozen=True, kw_only=True)
class ScoresImported(AboutRound):
    """Scores came in with a file."""

    count: int


@dataclass(frozen=True, kw_only=True)
class AboutItem(Event):
    """Any fact about an idea in a round; `subject_id` is the item's."""

    subject_type: ClassVar[str] = "review_item"


class ReviewSubmitted(AboutItem):
    """A member scored the idea."""


class ReviewAmended(AboutItem):
    """A member changed the score; the earlier one is kept."""


class CommentRated(AboutItem):
    """A member said whether a comment of another helps to decide; never which, nor how."""


class ConflictDeclared(AboutItem):
    """A member declared a conflict of interest."""


@dataclass(frozen=True, kw_only=True)
class ConflictRecorded(AboutItem):
    """The chair recorded a conflict of interest of a member."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictLifted(AboutItem):
    """The chair lifted a conflict of interest that a chair had recorded."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class LeadsNamed(AboutRound):
    """Members were asked to lead the discussion of ideas, or of fewer; `people`: who leads them now."""

    people: tuple[int, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class LeadReplaced(AboutItem):
    """A lead had to go (a conflict, the end of the office); `person_id` leads instead, None: nobody could be found."""

    person_id: int | None


class SummaryWritten(AboutItem):
    """The lead summed up the reviews of the idea; an earlier summary is kept."""


class ResponseWritten(AboutItem):
    """An author answered what members wrote to them; never how."""


@dataclass(frozen=True, kw_only=True)
class ResponsesEnding(AboutRound):
    """Authors may answer for `days_left` more days."""

    days_left: int


class ResponsesEnded(AboutRound):
    """The last day on which authors could answer has passed, and some have."""


@dataclass(frozen=True, kw_only=True)
class RevisionsDue(AboutRound):
    """Ideas that are to be revised come back by `day` (ISO 8601), in `days_left` days; below 0: they have not."""

    day: str
    days_left: int


class NamesChanged(AboutItem):
    """What is hidden in the text of a blind idea was changed by hand; never what it was."""


class IdeaCalled(AboutItem):
    """The meeting turned to the idea; those with a conflict were announced."""


class DecisionPrepared(AboutItem):
    """The committee decided; nobody outside knows yet."""


@dataclass(frozen=True, kw_only=True)
class DecisionChanged(AboutItem):
    """After the publication the committee decided otherwise; `stays`: a project works on the idea and goes on."""

    before: str
    outcome: str
    stays: bool


ALL = (
    CommitteeCreated,
    CommitteeChanged,
    MemberAppointed,
    TermChanged,
    RubricCreated,
    RubricChanged,
    RubricVersioned,
    RoundCreated,
    RoundChanged,
    RoundDiscarded,
    IdeasAdded,
    IdeasAssigned,
    WishesSaid,
    IdeaRemoved,
    PracticeChanged,
    PracticeScored,
    RoundOpened,
    RoundClosed,
    RoundReopened,
    RoundEnding,
    RoundOverdue,
    MeetingStarted,
    MeetingEnded,
    VoteOpened,
    BallotCast,
    VoteClosed,
    RoundPublished,
    ScoresImported,
    ReviewSubmitted,
    ReviewAmended,
    CommentRated,
    ConflictDeclared,
    ConflictRecorded,
    ConflictLifted,
    ResponseWritten,
    ResponsesEnding,
    ResponsesEnded,
    RevisionsDue,
    LeadsNamed,
    LeadReplaced,
    SummaryWritten,
    NamesChanged,
    IdeaCalled,
    DecisionPrepared,
    DecisionChanged,
)

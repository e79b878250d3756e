"""What reviews are made of, with their limits and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _pl
from improve.core.values import Day, Decimal, Line, OneOf, Prose, Translated, Truth, Whole

NAME = Line(80)
NOTE = Prose(4_000)
REASON = Prose(4_000)
REVIEWER_NAME = Line(120)
LOWEST, HIGHEST = 1, 5  # the scale of a criterion
MOST_CRITERIA = 12
MOST_PLACES = 1_000
LARGEST_WEIGHT = 100
LEAST_SURE, SUREST = 1, 5


class State(StrEnum):
    """Where a round stands. `CALIBRATING`: scoring is over and the committee prepares its decisions;
    `DECIDED`: every idea has one; `PUBLISHED`: the authors know.
    """

    DRAFT = "draft"
    OPEN = "open"
    CALIBRATING = "calibrating"
    DECIDED = "decided"
    PUBLISHED = "published"

    @property
    def word(self) -> LazyText:
        """The word on the badge."""
        return STATE_WORDS[self]


STATE_WORDS: dict[State, LazyText] = {
    State.DRAFT: _pl("round", "Being prepared"),
    State.OPEN: _pl("round", "Open for scores"),
    State.CALIBRATING: _pl("round", "In discussion"),
    State.DECIDED: _pl("round", "Decided, not published"),
    State.PUBLISHED: _pl("round", "Published"),
}


class OthersShown(StrEnum):
    """When a member sees what the others gave, while the round is open."""

    NEVER = "never"
    AFTER_OWN = "after_own"
    ALWAYS = "always"


OTHERS_SHOWN_WORDS: dict[OthersShown, LazyText] = {
    OthersShown.AFTER_OWN: _l("After saving one’s own score"),
    OthersShown.NEVER: _l("Only when scoring is over"),
    OthersShown.ALWAYS: _l("At any time"),
}


class Outcome(StrEnum):
    """What a committee can decide, and what a member can propose."""

    ACCEPT = "accept"
    REVISE = "revise"
    DEFER = "defer"
    DECLINE = "decline"

    @property
    def word(self) -> LazyText:
        """The word in the list of choices."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS: dict[Outcome, LazyText] = {
    Outcome.ACCEPT: _l("Accept"),
    Outcome.REVISE: _l("Revise and come back"),
    Outcome.DEFER: _l("Next round"),
    Outcome.DECLINE: _l("Decline"),
}


class Conflict(StrEnum):
    """Why a person does not score an idea, the strongest reason first."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    TEAM = "team"
    DECLARED = "declared"

    @property
    def word(self) -> LazyText:
        """How the chair reads it."""
        return CONFLICT_WORDS[self]


CONFLICT_WORDS: dict[Conflict, LazyText] = {
    Conflict.AUTHOR: _l("own idea"),
    Conflict.CO_AUTHOR: _l("co-author"),
    Conflict.TEAM: _l("own team’s idea"),
    Conflict.DECLARED: _l("declared by the member"),
}


class ConflictKind(StrEnum):
    """What a member declares."""

    INVOLVED = "involved"
    PERSONAL = "personal"
    BENEFIT = "benefit"
    OTHER = "other"


CONFLICT_KIND_WORDS: dict[ConflictKind, LazyText] = {
    ConflictKind.INVOLVED: _l("I worked on this idea"),
    ConflictKind.PERSONAL: _l("I am close to somebody who did"),
    ConflictKind.BENEFIT: _l("I would gain or lose by it"),
    ConflictKind.OTHER: _l("Another reason"),
}

CONFIDENCE_WORDS: dict[int, LazyText] = {
    1: _l("A guess"),
    3: _l("Fairly sure"),
    5: _l("I know this well"),
}


@dataclass(frozen=True)
class CommitteeData:
    """A committee; without a unit it serves the whole company."""

    name: Annotated[Localized, Translated(NAME)]
    unit_id: Annotated[int | None, Whole(1)] = None
    is_closed: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class MemberData:
    """Somebody's term of office. `until` is the last day; None: until further notice."""

    login: Annotated[str, Line(120)]
    since: Annotated[date, Day()]
    until: Annotated[date | None, Day()] = None
    is_chair: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class TermData:
    """A change of a term."""

    until: Annotated[date | None, Day()] = None
    is_chair: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class RubricData:
    """The frame of a rubric; its criteria are `CriterionData`."""

    name: Annotated[Localized, Translated(NAME)]
    is_closed: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class CriterionData:
    """A question with its weight and what the numbers mean; both ends of the scale are needed."""

    name: Annotated[Localized, Translated(Line(60))]
    question: Annotated[Localized, Translated(Line(200))]
    weight: Annotated[int, Whole(1, LARGEST_WEIGHT)]
    anchor_1: Annotated[Localized, Translated(NAME)]
    anchor_5: Annotated[Localized, Translated(NAME)]
    anchor_2: Annotated[Localized | None, Translated(NAME)] = None
    anchor_3: Annotated[Localized | None, Translated(NAME)] = None
    anchor_4: Annotated[Localized | None, Translated(NAME)] = None

    @property
    def anchors(self) -> dict[int, Localized]:
        """The labels that are there, by value."""
        found = {
            1: self.anchor_1,
            2: self.anchor_2,
            3: self.anchor_3,
            4: self.anchor_4,
            5: self.anchor_5,
        }
        return {value: label for value, label in found.items() if label is not None}


@dataclass(frozen=True)
class RoundData:
    """A round while it is prepared. `places`: how many ideas can be accepted."""

    committee_id: Annotated[int, Whole(1)]
    rubric_id: Annotated[int, Whole(1)]
    name: Annotated[Localized, Translated(NAME)]
    opens_on: Annotated[date, Day()]
    closes_on: Annotated[date, Day()]
    places: Annotated[int, Whole(1, MOST_PLACES)]
    author_hidden: Annotated[bool, Truth()] = False
    others_shown: Annotated[str, OneOf(tuple(OthersShown))] = OthersShown.AFTER_OWN
    show_scores: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class RunningRoundData:
    """What may still change while a round runs."""

    name: Annotated[Localized, Translated(NAME)]
    closes_on: Annotated[date, Day()]
    places: Annotated[int, Whole(1, MOST_PLACES)]
    show_scores: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class ReopeningData:
    """Until when scoring goes on."""

    closes_on: Annotated[date, Day()]


@dataclass(frozen=True)
class ReviewNotes:
    """What a member writes beside the scores."""

    note_to_author: Annotated[str, NOTE] = ""
    private_note: Annotated[str, NOTE] = ""
    proposal: Annotated[str | None, OneOf(tuple(Outcome))] = None
    confidence: Annotated[int | None, Whole(LEAST_SURE, SUREST)] = None


@dataclass(frozen=True)
class ReviewData:
    """A whole review: a value per criterion id, None for “I cannot judge this”."""

    scores: dict[int, float | None]
    notes: ReviewNotes


@dataclass(frozen=True)
class DeclarationData:
    """A conflict of interest, as its holder names it."""

    kind: Annotated[str, OneOf(tuple(ConflictKind))]


@dataclass(frozen=True)
class DecisionData:
    """A prepared decision; the reason is addressed to the author."""

    outcome: Annotated[str, OneOf(tuple(Outcome))]
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class ImportedScore:
    """A row of an import: an idea by external id or number, a reviewer by login or name, a criterion by name
    or place. Without a score it means “cannot judge”.
    """

    item: Annotated[str, Line(120)]
    reviewer: Annotated[str, REVIEWER_NAME]
    criterion: Annotated[str | None, Line(120)] = None
    score: Annotated[float | None, Decimal()] = None
    confidence: Annotated[int | None, Whole(LEAST_SURE, SUREST)] = None

"""What is handed in: plain values, checked before they reach a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Day, Decimal, Line, Many, OneOf, Prose, Translated, Truth, Whole
from improve.reviews.values.kinds import (
    LARGEST_WEIGHT,
    LEAST_SURE,
    MOST_LOAD,
    MOST_PLACES,
    MOST_REVIEWS,
    NAME,
    NOTE,
    PROPOSALS,
    REASON,
    REVIEWER_NAME,
    SUREST,
    ConflictKind,
    Kind,
    OthersShown,
    Outcome,
)
from improve.reviews.values.responses import MOST_RESPONSE_DAYS


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
class ExpertiseData:
    """The categories that a member knows well."""

    categories: Annotated[tuple[int, ...], Many(Whole(1), most=200)] = ()


@dataclass(frozen=True)
class RubricData:
    """The frame of a rubric; its criteria are `CriterionData`."""

    name: Annotated[Localized, Translated(NAME)]
    is_closed: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class CriterionData:
    """A question with its weight and what the numbers mean; a scale needs both of its ends (`rules.rubrics`)."""

    name: Annotated[Localized, Translated(Line(60))]
    question: Annotated[Localized, Translated(Line(200))]
    weight: Annotated[int | None, Whole(1, LARGEST_WEIGHT)] = None
    anchor_1: Annotated[Localized | None, Translated(NAME)] = None
    anchor_5: Annotated[Localized | None, Translated(NAME)] = None
    anchor_2: Annotated[Localized | None, Translated(NAME)] = None
    anchor_3: Annotated[Localized | None, Translated(NAME)] = None
    anchor_4: Annotated[Localized | None, Translated(NAME)] = None
    kind: Annotated[str, OneOf(tuple(Kind))] = Kind.SCALE
    in_total: Annotated[bool, Truth()] = True
    category_id: Annotated[int | None, Whole(1)] = None
    examples: Annotated[Localized | None, Translated(Prose(600))] = None

    @property
    def anchors(self) -> dict[int, Localized]:
        """The labels that are there, by value; only a scale has any."""
        if self.kind != Kind.SCALE:
            return {}
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
    """A round while it is prepared. `places`: how many ideas can be accepted. `reviews_each`: how many members
    score an idea, None for all of them; `max_load`: how many ideas one is assigned at most; `response_days`: for how many
    days after the scores authors may answer what members wrote to them.
    """

    committee_id: Annotated[int, Whole(1)]
    rubric_id: Annotated[int, Whole(1)]
    name: Annotated[Localized, Translated(NAME)]
    opens_on: Annotated[date, Day()]
    closes_on: Annotated[date, Day()]
    places: Annotated[int, Whole(1, MOST_PLACES)]
    author_hidden: Annotated[bool, Truth()] = False
    others_shown: Annotated[str, OneOf(tuple(OthersShown))] = OthersShown.AFTER_OWN
    show_scores: Annotated[bool, Truth()] = False
    confidence_weighs: Annotated[bool, Truth()] = False
    reviews_each: Annotated[int | None, Whole(1, MOST_REVIEWS)] = None
    max_load: Annotated[int | None, Whole(1, MOST_LOAD)] = None
    response_days: Annotated[int | None, Whole(1, MOST_RESPONSE_DAYS)] = None


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
    proposal: Annotated[str | None, OneOf(tuple(PROPOSALS))] = None
    confidence: Annotated[int | None, Whole(LEAST_SURE, SUREST)] = None
    merge_with: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class ReviewData:
    """A whole review: a value per criterion id, None for “I cannot judge this”; and what was written."""

    scores: dict[int, float | None]
    notes: ReviewNotes
    texts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DeclarationData:
    """A conflict of interest, as its holder names it."""

    kind: Annotated[str, OneOf(tuple(ConflictKind))]


@dataclass(frozen=True)
class RecordedConflict:
    """A conflict that the chair records for a member: `item_id` of the round, `person_id` of the member."""

    item_id: Annotated[int, Whole(1)]
    person_id: Annotated[int, Whole(1)]
    kind: Annotated[str, OneOf(tuple(ConflictKind))]


@dataclass(frozen=True)
class DecisionData:
    """A prepared decision; the reason is addressed to the author. Who is to revise an idea comes back by a day; of
    what is carried out one can say what it is expected to bring, and how probable that is in percent.
    """

    outcome: Annotated[str, OneOf(tuple(Outcome))]
    reason: Annotated[str, REASON]
    revise_by: Annotated[date | None, Day()] = None
    expected_effect: Annotated[str, Prose(500)] = ""
    probability: Annotated[int | None, Whole(0, 100)] = None


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


@dataclass(frozen=True)
class ImportedAssignment:
    """A row of an import: an idea by external id or number, a member by login."""

    item: Annotated[str, Line(120)]
    reviewer: Annotated[str, REVIEWER_NAME]

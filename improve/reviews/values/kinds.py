"""The kinds of things that reviews are made of, with their limits and words."""

from __future__ import annotations

from enum import StrEnum

from improve.core.messages import LazyText, _l, _pl
from improve.core.values import Line, Prose

NAME = Line(80)
NOTE = Prose(4_000)
REASON = Prose(4_000)
REVIEWER_NAME = Line(120)
LOWEST, HIGHEST = 1, 5  # the scale of a criterion
MOST_CRITERIA = 12
MOST_PLACES = 1_000
LARGEST_WEIGHT = 100
MOST_REVIEWS, MOST_LOAD = 50, 10_000
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
    LOCAL = "local"
    REVISE = "revise"
    DEFER = "defer"
    DECLINE = "decline"

    @property
    def word(self) -> LazyText:
        """The word in the list of choices."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS: dict[Outcome, LazyText] = {
    Outcome.ACCEPT: _l("Accept"),
    Outcome.LOCAL: _l("To the local lead"),
    Outcome.REVISE: _l("Revise and come back"),
    Outcome.DEFER: _l("Next round"),
    Outcome.DECLINE: _l("Decline"),
}


MERGE = "merge"
PROPOSALS: dict[str, LazyText] = {
    **{str(outcome): word for outcome, word in OUTCOME_WORDS.items()},
    MERGE: _l("Merge with another idea"),
}
# What is carried out, so that one can say beforehand what comes of it.
CARRIED_OUT = frozenset({Outcome.ACCEPT, Outcome.LOCAL})


class Kind(StrEnum):
    """How a criterion is answered."""

    SCALE = "scale"
    YES_NO = "yes_no"
    TEXT = "text"


KIND_WORDS: dict[Kind, LazyText] = {
    Kind.SCALE: _l("From 1 to 5"),
    Kind.YES_NO: _pl("criterion", "Yes or no"),
    Kind.TEXT: _l("In words, without a score"),
}


class AssignedBy(StrEnum):
    """How a member came to an idea."""

    HAND = "hand"
    RULE = "rule"
    AUTO = "auto"
    VOLUNTEER = "volunteer"


class Reminding(StrEnum):
    """What a reminder of a round is about: scores that are owed, the answers of authors, ideas that come back."""

    SCORES = "scores"
    RESPONSES = "responses"
    REVISIONS = "revisions"


class Wish(StrEnum):
    """What a member says of an idea before it is assigned."""

    RATHER = "rather"
    RATHER_NOT = "rather_not"


WISH_WORDS: dict[Wish, LazyText] = {
    Wish.RATHER: _l("I would like to score it"),
    Wish.RATHER_NOT: _l("Rather not"),
}


class Conflict(StrEnum):
    """Why a person does not score an idea, the strongest reason first."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    TEAM = "team"
    LINE = "line"
    GAIN = "gain"
    DECLARED = "declared"
    RECORDED = "recorded"

    @property
    def word(self) -> LazyText:
        """How the chair reads it."""
        return CONFLICT_WORDS[self]


CONFLICT_WORDS: dict[Conflict, LazyText] = {
    Conflict.AUTHOR: _l("own idea"),
    Conflict.CO_AUTHOR: _l("co-author"),
    Conflict.TEAM: _l("own team’s idea"),
    Conflict.LINE: _l("manager or direct report of an author"),
    Conflict.GAIN: _l("gains by it"),
    Conflict.DECLARED: _l("declared by the member"),
    Conflict.RECORDED: _l("recorded by the chair"),
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
    2: _l("Not very sure"),
    3: _l("Fairly sure"),
    4: _l("Quite sure"),
    5: _l("I know this well"),
}
# What the form asks; those between come from elsewhere, and stay what they are.
CONFIDENCE_ASKED = (1, 3, 5)

RECORDED_KIND_WORDS: dict[ConflictKind, LazyText] = {
    ConflictKind.INVOLVED: _l("worked on this idea"),
    ConflictKind.PERSONAL: _l("is close to somebody who did"),
    ConflictKind.BENEFIT: _l("would gain or lose by it"),
    ConflictKind.OTHER: _l("another reason"),
}

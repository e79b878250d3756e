"""What the page of an idea promises its reader: "you will be told".

It is no text of its own: the people come from `audience.concerned`, the channels from the one function that the
sender asks (`notifications.queries.decisions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from improve.core.messages import LazyText, _l
from improve.core.notices import Channels, Pace
from improve.notifications.queries import decisions
from improve.suggestions.hearing.audience import concerned
from improve.suggestions.hearing.kinds import KINDS, Relation, Step

# The steps in the middle of a sentence.
STEP_WORDS: dict[Step, LazyText] = {
    Step.QUESTION: _l("questions to you"),
    Step.PHASE: _l("each new phase"),
    Step.DECISION: _l("the decision"),
    Step.PROJECT: _l("the project"),
    Step.RESULT: _l("the result"),
    Step.COMMENT: _l("comments"),
}
WAYS: tuple[tuple[str, LazyText], ...] = (
    ("inbox", _l("In your inbox:")),
    (Pace.AT_ONCE, _l("By mail, at once:")),
    (Pace.DAILY, _l("In the mail of the day:")),
    (Pace.WEEKLY, _l("In the mail of the week:")),
)


@dataclass(frozen=True)
class Promise:
    """What somebody will hear of an idea. `relation`: what it is to them; `is_muted`: they want to hear no more."""

    relation: Relation | None
    is_muted: bool
    channels: Mapping[Step, Channels]

    @property
    def is_told(self) -> bool:
        """Will they hear anything at all?"""
        return bool(self.channels)

    @property
    def is_following(self) -> bool:
        """Does the button show that they hear of it?"""
        return self.relation is not None and not self.is_muted

    @property
    def ways(self) -> list[tuple[LazyText, list[LazyText]]]:
        """Each way that is used, and the steps that come by it."""
        found = []
        for way, label in WAYS:
            steps = [STEP_WORDS[step] for step, channels in self.channels.items() if _goes(channels, way)]
            if steps:
                found.append((label, steps))
        return found


def _goes(channels: Channels, way: str) -> bool:
    return channels.inbox if way == "inbox" else channels.mail == way


def promise(suggestion_id: int, person_id: int) -> Promise:
    """What a person will hear of an idea as things stand, of what others do."""
    people = concerned(suggestion_id, person_id)
    relation = next((found for found, some in people.people.items() if person_id in some), None)
    told = {
        step: KINDS[found, step]
        for step in STEP_WORDS
        for found, some in people.told(step).items()
        if person_id in some
    }
    decided = decisions([person_id], told.values())
    channels = {step: decided.channels(person_id, kind) for step, kind in told.items()}
    return Promise(
        relation=relation,
        is_muted=person_id in people.muted,
        channels={step: where for step, where in channels.items() if where},
    )

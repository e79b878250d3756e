"""What a handler can do, and what the desk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l
from improve.core.values import Day, OneOf
from improve.suggestions.values import NAME, REASON


class Act(StrEnum):
    """Acts of a handler."""

    RELEASE = "release"
    TAKE_UP = "take_up"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK = "ask"
    COMMITTEE = "committee"
    LOCAL = "local"
    PRACTICE = "practice"
    PARK = "park"
    HAND_OVER = "hand_over"
    DUE = "due"
    ESCALATE = "escalate"
    TAKE_BACK = "take_back"
    FETCH = "fetch"
    HAND_BACK = "hand_back"


ACT_WORDS: dict[Act, LazyText] = {
    Act.RELEASE: _l("Release it"),
    Act.TAKE_UP: _l("Take it up"),
    Act.ACCEPT: _l("Accept it"),
    Act.DECLINE: _l("Decline it"),
    Act.ASK: _l("Ask the author"),
    Act.COMMITTEE: _l("Send it to the committee"),
    Act.LOCAL: _l("Give it to the local lead"),
    Act.PRACTICE: _l("Put into practice"),
    Act.PARK: _l("Park it until a day"),
    Act.HAND_OVER: _l("Hand it to a colleague"),
    Act.DUE: _l("Set another day"),
    Act.ESCALATE: _l("Ask the next level up"),
    Act.TAKE_BACK: _l("Take the question back"),
    Act.FETCH: _l("Fetch it back now"),
    Act.HAND_BACK: _l("Back to triage"),
}
# Which field an act uses; without one it is done with a press.
WITH_TEXT = (
    Act.ACCEPT,
    Act.DECLINE,
    Act.ASK,
    Act.PRACTICE,
    Act.PARK,
    Act.HAND_OVER,
    Act.ESCALATE,
    Act.HAND_BACK,
)
WITH_DAY = (Act.PARK, Act.DUE)
WITH_PERSON = (Act.HAND_OVER,)
# Done with a press, without a word.
AT_ONCE = tuple(act for act in Act if act not in (*WITH_TEXT, *WITH_DAY, *WITH_PERSON))


class Desk(StrEnum):
    """The lists of the desk."""

    MINE = "mine"
    UNITS = "units"
    COMMITTEE = "committee"
    ASKED = "asked"
    PARKED = "parked"
    ACCEPTED = "accepted"


DESK_WORDS: dict[Desk, LazyText] = {
    Desk.MINE: _l("Waits for me"),
    Desk.UNITS: _l("With others in my units"),
    Desk.COMMITTEE: _l("With the committee"),
    Desk.ASKED: _l("Waits for the author"),
    Desk.PARKED: _l("Parked ideas"),
    Desk.ACCEPTED: _l("Accepted, to be done"),
}


@dataclass(frozen=True)
class Handling:
    """One act as it is sent. `until` belongs to parking and to another day, `person` to handing over."""

    act: Annotated[str, OneOf(tuple(Act))]
    text: Annotated[str, REASON] = ""
    until: Annotated[date | None, Day()] = None
    person: Annotated[str, NAME] = ""

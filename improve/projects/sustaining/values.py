"""Values of the checks after an adoption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import LazyText, _pl
from improve.core.values import Prose
from improve.projects.sustaining.models import State

# 30, 60 and 90 days, half a year and a year after the adoption.
DAYS = (30, 60, 90, 182, 365)
# From this check on the ideas behind a change that held every time are called sustained.
SUSTAINED_AFTER = 90
STATE_WORDS: dict[State, LazyText] = {
    State.WAITING: _pl("check", "to come"),
    State.HELD: _pl("check", "held"),
    State.SLID: _pl("check", "slid back"),
    State.MISSING: _pl("check", "readings missing"),
}
DAY_WORDS: dict[int, LazyText] = {
    30: _pl("check", "30 days"),
    60: _pl("check", "60 days"),
    90: _pl("check", "90 days"),
    182: _pl("check", "6 months"),
    365: _pl("check", "12 months"),
}


@dataclass(frozen=True)
class AnswerData:
    """What is done about a check that did not hold."""

    answer: Annotated[str, Prose(4_000)]

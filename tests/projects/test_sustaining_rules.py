"""Whether a change lasts: the rule alone, as a table, and how often it is wrong."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from improve.projects.sustaining.models import State
from improve.projects.sustaining.rules import Lasting, got_worse, state_of

GOOD = (34.5, 33.5) * 5
LASTS = Lasting(GOOD, GOOD, GOOD[:4], GOOD[:4], "down", was_shown=True, is_shown=True)
BACK = (40.0, 41.0, 39.0, 40.0)

CASES: dict[str, tuple[dict[str, Any], State]] = {
    "it lasts": ({}, State.HELD),
    "a reading is missing": ({"fresh": (34.0, None, 33.8)}, State.MISSING),
    "back where it was": ({"fresh": BACK, "since": BACK}, State.SLID),
    "back, where more is better": ({"fresh": (28.0,) * 4, "better": "up"}, State.SLID),
    "it got better still": ({"fresh": (28.0, 29.0, 28.5, 27.0)}, State.HELD),
    "one high reading of four is chance": ({"fresh": (34.0, 34.2, 37.0, 34.1)}, State.HELD),
    "one alone beyond the limits": ({"fresh": (41.0,)}, State.SLID),
    "one alone within the limits": ({"fresh": (35.5,)}, State.HELD),
    "one alone beyond them to the good side": ({"fresh": (20.0,)}, State.HELD),
    "slowly, seen over all since the adoption": (
        {"fresh": (35.5, 34.0, 35.5, 35.0), "since": (35.0, 36.0, 35.5, 35.0, 36.0) * 3},
        State.SLID,
    ),
    "the improvement no longer shows, and it is worse": (
        {"is_shown": False, "fresh": (34.3,) * 4},
        State.SLID,
    ),
    "it no longer shows, but nothing got worse": ({"is_shown": False, "fresh": (33.0,) * 4}, State.HELD),
    "it never showed": ({"is_shown": False, "was_shown": False, "fresh": (34.3,) * 4}, State.HELD),
    "months differ by themselves": ({"fresh": BACK, "seasonal": True}, State.HELD),
    "no limits from five": ({"kept": GOOD[:5], "earlier": GOOD[:5], "fresh": BACK}, State.HELD),
    "nothing new since the last check": ({"fresh": ()}, State.HELD),
}


@pytest.mark.parametrize("case", CASES)
def test_the_state_at_a_check(case: str) -> None:
    changed, state = CASES[case]
    assert state_of(replace(LASTS, **changed)) is state


@pytest.mark.parametrize(
    ("kept", "fresh", "back", "least", "most"),
    [
        (10, 4, 0.0, 0.0, 0.03),
        (10, 1, 0.0, 0.0, 0.05),
        (30, 183, 0.0, 0.0, 0.04),  # half a year of daily readings
        (10, 4, 3.0, 0.75, 1.0),
        (22, 13, 1.5, 0.75, 1.0),
    ],
)
def test_how_often_it_alarms(kept: int, fresh: int, back: float, least: float, most: float) -> None:
    """Readings of scatter 1 that stay where they are, or go back by so much; 300 series."""
    draw = random.Random(20260304)
    alarms = 0
    for _ in range(300):
        values = [draw.gauss(0, 1) for _ in range(kept + fresh)]
        alarms += got_worse(values[:kept], [value + back for value in values[kept:]], better="down")
    assert least <= alarms / 300 <= most

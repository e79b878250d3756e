"""What the scenes of the demonstration share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from improve.demo.cast import Cast
from improve.demo.content.writing import Idea
from improve.demo.timeline import Moments, Timeline
from improve.suggestions.models import Suggestion


@dataclass
class Told:
    """An idea as it is told: its text, its row once it is handed in, and when things happen to it.

    `decided_at`: accepted or declined; `tried_at`: from when people see it at work; `closed_at`: no more votes.
    """

    text: Idea
    submitted_at: datetime
    closed_at: datetime
    decided_at: datetime | None = None
    tried_at: datetime | None = None
    row: Suggestion | None = None

    @property
    def suggestion(self) -> Suggestion:
        """The row; the timeline hands an idea in before anything happens to it."""
        if self.row is None:
            raise LookupError(f"not handed in yet: {self.text.title}")
        return self.row


@dataclass
class Story:
    """One telling of the demonstration: the same seed and day tell the same."""

    seed: int
    now: datetime
    timeline: Timeline
    cast: Cast
    ideas: dict[str, Told] = field(default_factory=dict)

    def dice(self, scene: str) -> Random:
        """The random numbers of a scene: its own, so that one scene does not move another."""
        return Random(f"{self.seed} {scene}")  # noqa: S311  (no secret: a play that repeats itself)

    def moments(self, scene: str) -> Moments:
        """Instants of a scene."""
        return Moments(self.now, self.dice(f"{scene} moments"))

    def of_project(self, key: str) -> list[Told]:
        """The ideas that a project answers."""
        return [told for told in self.ideas.values() if told.text.project == key]

    def of_round(self, number: int) -> list[Told]:
        """The ideas of a round, in the order in which they came."""
        found = [told for told in self.ideas.values() if number in told.text.rounds]
        return sorted(found, key=lambda told: told.submitted_at)

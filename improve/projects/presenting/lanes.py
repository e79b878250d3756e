"""The columns of the board with their limits, and the lanes into which it is cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from improve.core.messages import _
from improve.projects.board.values import Lanes
from improve.projects.models import Project, Stage
from improve.projects.presenting.board import COLUMNS, Card


@dataclass(frozen=True)
class Column:
    """One column of the board: its first cards, how many there are, and how many it may hold."""

    stage: Stage
    cards: Sequence[Card]
    total: int
    most: int | None = None

    @property
    def more(self) -> int:
        """How many only the list shows."""
        return self.total - len(self.cards)

    @property
    def is_full(self) -> bool:
        """Is there no room for another card?"""
        return self.most is not None and self.total >= self.most

    @property
    def is_over(self) -> bool:
        """Does it hold more than it may?"""
        return self.most is not None and self.total > self.most


@dataclass(frozen=True)
class Lane:
    """A part of the board: the cards of one unit or owner."""

    name: str
    columns: Sequence[Column]

    @property
    def total(self) -> int:
        """The cards shown in it."""
        return sum(len(column.cards) for column in self.columns)


def cut(columns: Sequence[Column], lanes: Lanes) -> list[Lane]:
    """The shown cards by unit or owner, in the order of the names; those without one come last."""
    shown = [card for column in columns for card in column.cards]
    ordered = sorted(shown, key=lambda card: _key(card.project, lanes))
    return [
        _lane(name, list(cards))
        for (_last, name, _id), cards in groupby(ordered, lambda card: _key(card.project, lanes))
    ]


def _key(project: Project, lanes: Lanes) -> tuple[bool, str, int]:
    if lanes is Lanes.OWNER:
        if project.owner is None:
            return True, _("Without an owner"), 0
        return False, project.owner.name, project.owner.id
    if project.unit is None:
        return True, _("The whole company"), 0
    return False, str(project.unit.name), project.unit.id


def _lane(name: str, cards: Sequence[Card]) -> Lane:
    by_stage: Mapping[Stage, list[Card]] = {stage: [] for stage in COLUMNS}
    for card in cards:
        by_stage[card.project.state].append(card)
    return Lane(name, [Column(stage, by_stage[stage], len(by_stage[stage])) for stage in COLUMNS])

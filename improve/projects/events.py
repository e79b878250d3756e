"""Facts about projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutProject(Event):
    """Any fact about a project; `subject_id` is its id."""

    subject_type: ClassVar[str] = "project"


class ProjectCreated(AboutProject):
    """A card was made, by hand or from an accepted suggestion."""


class ProjectEdited(AboutProject):
    """Title, problem or unit changed."""


class PlanChanged(AboutProject):
    """The measurement plan changed; `changed` names the fields."""


@dataclass(frozen=True, kw_only=True)
class OwnerNamed(AboutProject):
    """Somebody became responsible."""

    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectMoved(AboutProject):
    """The card moved to another column."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class VerdictReached(AboutProject):
    """The data now show something else than before."""

    verdict: str
    early: bool


@dataclass(frozen=True, kw_only=True)
class ProjectDecided(AboutProject):
    """Adopted, adapted or abandoned."""

    decision: str


class ProjectClosed(AboutProject):
    """The project is over."""


class ProjectStopped(AboutProject):
    """The project was given up before its result was checked."""


class CardDiscarded(AboutProject):
    """A card on which nobody had worked was taken off the board: its idea is in practice already."""


ALL = (
    CardDiscarded,
    ProjectCreated,
    ProjectEdited,
    PlanChanged,
    OwnerNamed,
    ProjectMoved,
    VerdictReached,
    ProjectDecided,
    ProjectClosed,
    ProjectStopped,
)

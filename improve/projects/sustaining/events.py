"""Facts about the checks after an adoption; `subject_id` is the project."""

from __future__ import annotations

from dataclasses import dataclass

from improve.projects.events import AboutProject


@dataclass(frozen=True, kw_only=True)
class SustainChecked(AboutProject):
    """The clock looked whether the change lasts."""

    days: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ProjectReopened(AboutProject):
    """It does not last, or readings are missing: the card is its owner's again."""

    days: int
    state: str


class ReopeningAnswered(AboutProject):
    """The owner said what is done about it."""


ALL = (SustainChecked, ProjectReopened, ReopeningAnswered)

"""Facts about the rollout; `subject_id` is the project."""

from __future__ import annotations

from dataclasses import dataclass

from improve.projects.events import AboutProject


class CriteriaChanged(AboutProject):
    """Entry or exit criteria were written; `changed` names the steps."""


@dataclass(frozen=True, kw_only=True)
class StepEntered(AboutProject):
    """A step of the rollout began."""

    step: str


@dataclass(frozen=True, kw_only=True)
class StepLeft(AboutProject):
    """A step of the rollout is over: its exit criteria hold."""

    step: str


ALL = (CriteriaChanged, StepEntered, StepLeft)

"""Facts about what follows a decision; `subject_id` is the project."""

from __future__ import annotations

from dataclasses import dataclass

from improve.projects.events import AboutProject


class StandardChanged(AboutProject):
    """The standard, its address or the training was written; `changed` names the fields."""


class ResultApproved(AboutProject):
    """Somebody else looked at the result and approved it."""


class ResultReturned(AboutProject):
    """Somebody else looked at the result and gave it back."""


@dataclass(frozen=True, kw_only=True)
class SpreadPlanned(AboutProject):
    """Another place takes the change over."""

    spread_id: int


@dataclass(frozen=True, kw_only=True)
class SpreadDone(AboutProject):
    """The change has arrived in another place."""

    spread_id: int


@dataclass(frozen=True, kw_only=True)
class SpreadDropped(AboutProject):
    """Another place does not take it over after all."""

    spread_id: int


ALL = (StandardChanged, ResultApproved, ResultReturned, SpreadPlanned, SpreadDone, SpreadDropped)

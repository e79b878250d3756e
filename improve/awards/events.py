"""Facts about awards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutProgram(Event):
    subject_type: ClassVar[str] = "award_program"


class ProgramCreated(_AboutProgram):
    """An award program was made."""


class ProgramChanged(_AboutProgram):
    """An award program changed; `changed` names the fields."""


@dataclass(frozen=True, kw_only=True)
class AwardGiven(Event):
    """Somebody got an award."""

    subject_type: ClassVar[str] = "award"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class AwardWithdrawn(Event):
    """An award was taken back, with a reason."""

    subject_type: ClassVar[str] = "award"
    person_id: int


class AwardKept(Event):
    """An award was given to the author of an idea without a name; it waits for them."""

    subject_type: ClassVar[str] = "kept_award"


class KeptAwardEnded(Event):
    """A kept award came to nothing: its author had it already, or had given it themselves."""

    subject_type: ClassVar[str] = "kept_award"


ALL = (ProgramCreated, ProgramChanged, AwardGiven, AwardWithdrawn, AwardKept, KeptAwardEnded)

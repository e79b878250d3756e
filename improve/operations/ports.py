"""What other features offer to running the product; they fill these slots in their manifests.

`Contribution("doctor", findings)`: a callable that answers `Finding`s for `improve doctor`.
`Contribution("doctor.mail", findings)`: the same for `improve doctor --mail`, which reaches out to a mail server.
`Contribution("demonstration", Demonstration(...))`: what `improve start` loads into a fresh instance.
`Contribution("restored", act)`: a `Restored` that `improve restore` calls in a transaction once the rows are back: with
the instant from which on the backup knows nothing; it answers a sentence to print, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from improve.core.messages import LazyText

DOCTOR = "doctor"
DOCTOR_MAIL = "doctor.mail"
DEMONSTRATION = "demonstration"
RESTORED = "restored"


class Level(StrEnum):
    """How a finding stands: as it should be, worth a look, or wrong."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: about what, what is so, and what to do about it (needed unless it is good)."""

    subject: str
    level: Level
    line: str
    remedy: str = ""

    def __post_init__(self) -> None:
        if self.level is not Level.GOOD and not self.remedy:
            raise ValueError(f"{self.subject}: say what to do about it")


def good(subject: str, line: str) -> Finding:
    """As it should be."""
    return Finding(subject, Level.GOOD, line)


def note(subject: str, line: str, remedy: str) -> Finding:
    """Worth a look, not wrong."""
    return Finding(subject, Level.NOTE, line, remedy)


def wrong(subject: str, line: str, remedy: str) -> Finding:
    """Not as it should be; `improve doctor` ends with exit code 1."""
    return Finding(subject, Level.WRONG, line, remedy)


Examination = Callable[[], Iterable[Finding]]
Restored = Callable[[datetime], LazyText | None]


@dataclass(frozen=True)
class SignIn:
    """A way into the demonstration."""

    role: str
    login: str
    password: str


@dataclass(frozen=True)
class Demonstration:
    """The demonstration organization: `load` fills an empty instance, in transactions of its own."""

    load: Callable[[], None]
    is_loaded: Callable[[], bool]
    sign_ins: Callable[[], Sequence[SignIn]]

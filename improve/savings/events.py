"""Facts about savings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutSaving(Event):
    subject_type: ClassVar[str] = "saving"


class SavingClaimed(_AboutSaving):
    """The owner of a project says that it saves money, or says it anew."""


class SavingMeasured(_AboutSaving):
    """The system computed it from the readings."""


class SavingValidated(_AboutSaving):
    """Finance stands for it."""


class SavingRefused(_AboutSaving):
    """Finance does not stand for it."""


class SavingWithdrawn(_AboutSaving):
    """It is claimed no more."""


@dataclass(frozen=True, kw_only=True)
class CostBaseSet(Event):
    """The yearly costs of which a part is to be saved were named."""

    subject_type: ClassVar[str] = "cost_base"


ALL = (SavingClaimed, SavingMeasured, SavingValidated, SavingRefused, SavingWithdrawn, CostBaseSet)

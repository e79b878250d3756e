"""Values of awards, with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Line, Prose, Translated, Truth, Whole

LARGEST_AMOUNT = 10_000_000


@dataclass(frozen=True)
class ProgramData:
    """An award program."""

    name: Annotated[Localized, Translated(Line(120))]
    description: Annotated[Localized | None, Translated(Prose(2_000))] = None
    amount: Annotated[int | None, Whole(1, LARGEST_AMOUNT)] = None
    verified_only: Annotated[bool, Truth()] = True
    is_closed: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class AwardData:
    """An award: of which program, for which project, to whom, why.

    Without a login it is for the author without a name of the project's idea.
    """

    program_id: Annotated[int, Whole(1)]
    project_id: Annotated[int, Whole(1)]
    reason: Annotated[str, Prose(2_000)]
    person_login: Annotated[str | None, Line(120)] = None
    amount: Annotated[int | None, Whole(1, LARGEST_AMOUNT)] = None


@dataclass(frozen=True)
class WithdrawalData:
    """Why an award is taken back."""

    reason: Annotated[str, Prose(2_000)]

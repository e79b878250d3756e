"""Leading the discussion of an idea."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.values import OneOf, Prose
from improve.reviews.values.kinds import Outcome

# Both together fit into the reason to the author, with what stands between them.
SUMMARY = Prose(1_900)


class NamedBy(StrEnum):
    """How a member came to lead an idea: by hand, with all the others, or in the place of somebody else."""

    HAND = "hand"
    SPREAD = "spread"
    INSTEAD = "instead"


@dataclass(frozen=True)
class SummaryData:
    """What a lead writes of the reviews; one of the two texts is enough."""

    proposal: Annotated[str, OneOf(tuple(Outcome))]
    strengths: Annotated[str, SUMMARY] = ""
    concerns: Annotated[str, SUMMARY] = ""

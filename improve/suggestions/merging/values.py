"""What is said of a merging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.values import Prose

REASON = Prose(1_000)


@dataclass(frozen=True)
class MergeData:
    """Why an idea is part of another one; its author reads it."""

    reason: Annotated[str, REASON] = ""

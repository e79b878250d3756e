"""What people fill in about a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Line, Prose, Translated, Truth

LONGEST_WORDS = 1_000


@dataclass(frozen=True)
class CodeTexts:
    """A code of a codebook."""

    name: Annotated[Localized, Translated(Line(60))]
    description: Annotated[Localized | None, Translated(Line(200))] = None
    words: Annotated[str, Prose(LONGEST_WORDS)] = ""
    is_shared: Annotated[bool, Truth()] = False
    is_retired: Annotated[bool, Truth()] = False

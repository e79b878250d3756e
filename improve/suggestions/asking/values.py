"""What an author answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.suggestions.values import REASON


@dataclass(frozen=True)
class Reply:
    """An author's words to the handlers."""

    text: Annotated[str, REASON]

"""What is searched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.values import Line


@dataclass(frozen=True)
class Search:
    """The words of a search."""

    q: Annotated[str, Line(200)] = ""

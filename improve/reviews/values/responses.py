"""What authors answer to the notes of the committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.values import Prose

RESPONSE = Prose(2_000)
MOST_RESPONSE_DAYS = 30


@dataclass(frozen=True)
class ResponseData:
    """One answer."""

    text: Annotated[str, RESPONSE]

"""What the statistics refuse."""

from __future__ import annotations

from typing import Any


class StatsError(ValueError):
    """An input from which no honest number can be computed.

    `code` names the reason and `params` fills it, so that a caller can say it in another language;
    the message is English.
    """

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.code = code
        self.params = params

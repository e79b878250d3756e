"""What every constraint answers, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from improve.core.messages import LazyText, _l
from improve.core.text import unreadable


class FieldError(ValueError):
    """A value that does not fit, with the sentence for the person."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message


def readable(raw: Any) -> str:
    """The text; raises `FieldError` for anything else, or for characters that cannot be stored."""
    if not isinstance(raw, str):
        raise FieldError(_l("This must be text."))
    problem = unreadable(raw)
    if problem is not None:
        raise FieldError(problem)
    return raw


@dataclass(frozen=True)
class Constraint:
    """What a field takes. `check` gets a non-blank raw value and answers the clean one or raises `FieldError`."""

    def check(self, raw: Any) -> Any:
        raise NotImplementedError

    def attributes(self) -> dict[str, Any]:
        """HTML attributes of an input for it."""
        return {}

    def schema(self) -> dict[str, Any]:
        """JSON Schema of it."""
        return {}

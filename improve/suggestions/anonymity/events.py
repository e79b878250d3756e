"""Facts about unnamed authors. None but the last has an actor; all but it happen when the box is emptied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event
from improve.suggestions.events import AboutSuggestion, AuthorRevealed


@dataclass(frozen=True, kw_only=True)
class AuthorWrote(AboutSuggestion):
    """The unnamed author of an idea said something, as a comment."""

    comment_id: int


class AnonymityChanged(Event):
    """Somebody said where ideas are taken without a name; `changed` names the fields."""

    subject_type: ClassVar[str] = "organization"


ALL = (AuthorWrote, AuthorRevealed, AnonymityChanged)

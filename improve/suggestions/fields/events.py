"""Facts about extra fields."""

from __future__ import annotations

from dataclasses import dataclass

from improve.suggestions.events import AboutCategory


@dataclass(frozen=True, kw_only=True)
class FieldAdded(AboutCategory):
    """A category got an extra field."""

    field_id: int


@dataclass(frozen=True, kw_only=True)
class FieldChanged(AboutCategory):
    """An extra field was changed, closed or opened; `changed` names what."""

    field_id: int


ALL = (FieldAdded, FieldChanged)

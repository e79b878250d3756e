"""Facts about comparisons. They name the category alone: neither who answered nor which ideas."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class _AboutCategory(Event):
    subject_type: ClassVar[str] = "suggestion_category"


class IdeasCompared(_AboutCategory):
    """Somebody said which of two ideas is better, or changed that."""


class ComparisonTakenBack(_AboutCategory):
    """Somebody took their last answer back."""


ALL = (IdeasCompared, ComparisonTakenBack)

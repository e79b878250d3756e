"""What higher features show on the page of a code: an award that is kept for its holder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import current_app
from markupsafe import Markup

from improve.suggestions.models import Suggestion
from improve.suggestions.ports import CLAIM_PANEL
from improve.web.features import contributed


def panels_of_claim(suggestion: Suggestion) -> list[Markup]:
    """The parts that others add to the page of a code."""
    fills: Iterable[Callable[[Suggestion], Markup | None]] = contributed(current_app, CLAIM_PANEL)
    return [panel for panel in (fill(suggestion) for fill in fills) if panel]

"""What higher features show on the page of a code: an award that is kept for its holder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from flask import current_app
from markupsafe import Markup

from improve.suggestions.models import Suggestion
from improve.suggestions.ports import CLAIM_ANSWER, CLAIM_PANEL, ClaimAnswer
from improve.web.features import contributed


def panels_of_claim(suggestion: Suggestion) -> list[Markup]:
    """The parts that others add to the page of a code."""
    fills: Iterable[Callable[[Suggestion], Markup | None]] = contributed(current_app, CLAIM_PANEL)
    return [panel for panel in (fill(suggestion) for fill in fills) if panel]


def asking(suggestion: Suggestion) -> ClaimAnswer | None:
    """The feature that wants an answer of the author now."""
    fills: Iterable[ClaimAnswer] = contributed(current_app, CLAIM_ANSWER)
    return next((fill for fill in fills if fill.asks(suggestion) is not None), None)


def take_elsewhere(suggestion: Suggestion, text: str, day: date) -> None:
    """Hand over an answer that another feature asked for; it says itself why it comes too late."""
    fills: Iterable[ClaimAnswer] = contributed(current_app, CLAIM_ANSWER)
    for fill in fills:
        fill.take(suggestion, text, day)

"""The blueprint, and how a page finds its idea."""

from __future__ import annotations

from flask import Blueprint

from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_one
from improve.web.access import current_actor, found_or_404

blueprint = Blueprint("suggestions", __name__, url_prefix="/suggestions")


def visible_or_404(suggestion_id: int) -> Suggestion:
    """The idea; a hidden one is missing."""
    suggestion: Suggestion = found_or_404(visible_one(current_actor(), suggestion_id))
    return suggestion

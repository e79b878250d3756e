"""The blueprint, and finding what a person may meet."""

from __future__ import annotations

from flask import Blueprint

from improve.core.policy import Actor
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import manages
from improve.reviews.queries import visible_item, visible_round
from improve.web.access import current_actor, found_or_404

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")


def shown_round(round_id: int) -> Round:
    """The round, or 404."""
    found: Round = found_or_404(visible_round(current_actor(), round_id))
    return found


def managed_round(round_id: int) -> Round:
    """The round, or 404 for everybody who does not look after it."""
    held = visible_round(current_actor(), round_id)
    found: Round = found_or_404(held if held is not None and manages(current_actor(), held) else None)
    return found


def shown_item(item_id: int, actor: Actor | None = None) -> RoundItem:
    """The idea in its round, or 404: a hidden one and a missing one look the same."""
    found: RoundItem = found_or_404(visible_item(actor or current_actor(), item_id))
    return found

"""The blueprint of savings, and what every page of one saving begins with."""

from __future__ import annotations

from flask import Blueprint

from improve.savings.models import Saving
from improve.savings.queries import visible_one
from improve.web.access import current_actor, found_or_404

blueprint = Blueprint("savings", __name__, url_prefix="/savings")


def visible_or_404(saving_id: int) -> Saving:
    """The saving that the reader may see."""
    saving: Saving = found_or_404(visible_one(current_actor(), saving_id))
    return saving

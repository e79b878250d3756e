"""The blueprint of projects, and what several of its pages need."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from improve.accounts.models import Person, Unit
from improve.accounts.queries import active_people
from improve.core.db import LARGEST_ID, db
from improve.projects.models import Project
from improve.projects.queries import visible_one
from improve.web.access import current_actor, found_or_404

blueprint = Blueprint("projects", __name__, url_prefix="/projects")
MOST_OWNERS_OFFERED = 200


def visible_or_404(project_id: int) -> Project:
    """The project, or the same answer that a missing one gives."""
    found: Project = found_or_404(visible_one(current_actor(), project_id))
    return found


def possible_owners() -> Sequence[Person]:
    """Whom the field of an owner offers; anybody else can be typed."""
    return db.session.scalars(active_people().limit(MOST_OWNERS_OFFERED)).all()


def unit_of(text: str) -> Unit | None:
    """The unit of a filter; an unknown one is none."""
    known = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return db.session.get(Unit, int(text)) if known else None

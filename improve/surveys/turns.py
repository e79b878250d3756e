"""Whoever works on a survey takes turns; who answers it waits for nobody."""

from __future__ import annotations

from sqlalchemy import select

from improve.core.db import db
from improve.surveys.models import Survey


def take_turn(survey_id: int) -> None:
    """Wait until nobody else works on the survey; ours ends with the transaction. On SQLite all writers take turns."""
    db.session.execute(select(Survey.id).where(Survey.id == survey_id).with_for_update(key_share=True))

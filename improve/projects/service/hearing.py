"""What projects do when others report facts. They run in the transaction of the fact."""

from __future__ import annotations

from improve.core.db import db
from improve.core.events import Event
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.queries import open_for_suggestion, with_metric
from improve.projects.service.cards import create_from
from improve.suggestions.events import SuggestionDecided
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Outcome


def on_decided(event: Event) -> None:
    """An accepted idea becomes a card, unless a project works on it already."""
    if not isinstance(event, SuggestionDecided) or event.outcome != Outcome.ACCEPTED:
        return
    if db.session.scalar(open_for_suggestion(event.subject_id).limit(1)) is None:
        suggestion = db.session.get_one(Suggestion, event.subject_id)
        create_from(suggestion, accepted_by=event.actor_id)


def on_readings(event: Event) -> None:
    """New readings may change what the data show."""
    projects = db.session.scalars(with_metric([event.subject_id])).all()
    verdicts.refresh(projects, today=company_day())

"""What projects do when others report facts. They run in the transaction of the fact."""

from __future__ import annotations

from sqlalchemy import delete

from improve.core.db import db
from improve.core.events import Event, publish
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.events import CardDiscarded
from improve.projects.models import Project
from improve.projects.queries import open_for_suggestion, untouched_cards, with_metric
from improve.projects.service.cards import create_from
from improve.projects.sustaining.service import reconsider
from improve.suggestions.events import SuggestionDecided, SuggestionFinished
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Outcome, Status, Visibility


def on_decided(event: Event) -> None:
    """An accepted idea becomes a card, unless a project works on it already or it is done on the spot.

    The board is open to everybody, so an idea that is not becomes a card only by somebody's own words.
    """
    if not isinstance(event, SuggestionDecided) or event.outcome != Outcome.ACCEPTED or event.is_local:
        return
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    if suggestion.audience != Visibility.EVERYONE:
        return
    if db.session.scalar(open_for_suggestion(event.subject_id).limit(1)) is None:
        create_from(suggestion, accepted_by=event.actor_id)


def on_finished(event: Event) -> None:
    """An idea that was put into practice without its project leaves no card behind on which nobody worked."""
    if not isinstance(event, SuggestionFinished) or event.outcome != Status.DONE:
        return
    for project_id in db.session.scalars(untouched_cards(event.subject_id)).all():
        publish(CardDiscarded(actor_id=event.actor_id, subject_id=project_id))
        db.session.execute(delete(Project).where(Project.id == project_id))


def on_readings(event: Event) -> None:
    """New readings may change what the data show."""
    projects = db.session.scalars(with_metric([event.subject_id])).all()
    verdicts.refresh(projects, today=company_day())
    reconsider(event.subject_id, company_day())

"""Agreeing to be named, and taking it back."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor
from improve.suggestions.outcomes.events import NamingAgreed, NamingEnded
from improve.suggestions.outcomes.models import NamingConsent


def agree(*, by: Actor) -> None:
    """From now on the person's name stands beside their ideas. A second time changes nothing."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    written = insert(NamingConsent).values(person_id=by.person_id, agreed_at=clock.now())
    added = db.session.scalar(written.on_conflict_do_nothing().returning(NamingConsent.person_id))
    if added is not None:
        publish(NamingAgreed(actor_id=by.actor_id, subject_id=by.person_id))


def end_agreement(*, by: Actor) -> None:
    """The name stands nowhere any more, also not beside what was shown before."""
    removed = db.session.scalar(
        delete(NamingConsent)
        .where(NamingConsent.person_id == by.person_id)
        .returning(NamingConsent.person_id)
    )
    if removed is not None:
        publish(NamingEnded(actor_id=by.actor_id, subject_id=by.person_id))

"""Questions about who ideas are credited to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person
from improve.accounts.queries import matching, person_signing_in
from improve.accounts.queries import visible_to as people_visible_to
from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.crediting.models import NamedCoAuthor, Recording

MOST_FOUND = 8


def recorded_by(person_id: int | None) -> Select[tuple[int]]:
    """The ids of the ideas somebody wrote down for others."""
    return select(Recording.suggestion_id).where(Recording.recorder_id == person_id)


def recording_of(suggestion_id: int) -> Recording | None:
    """How an idea was written down for somebody; None where the author typed it."""
    return db.session.scalar(
        select(Recording)
        .options(joinedload(Recording.recorder), joinedload(Recording.unit))
        .where(Recording.suggestion_id == suggestion_id)
    )


def named_co_authors_of(suggestion_id: int) -> Sequence[NamedCoAuthor]:
    """The co-authors without an account, in the order they were named."""
    return db.session.scalars(
        select(NamedCoAuthor).where(NamedCoAuthor.suggestion_id == suggestion_id).order_by(NamedCoAuthor.id)
    ).all()


def colleagues_like(actor: Actor, text: str) -> list[Person]:
    """Active colleagues with these words in their name, or whose login this is: nobody's login can be searched."""
    words = text.strip()
    if not words:
        return []
    people = people_visible_to(actor).where(Person.disabled_at.is_(None), Person.id != actor.actor_id)
    by_login = person_signing_in(words)
    found = list(
        db.session.scalars(matching(people, words).order_by(Person.name, Person.id).limit(MOST_FOUND))
    )
    if (
        by_login is not None
        and by_login.is_active
        and by_login.id != actor.actor_id
        and by_login not in found
    ):
        found.insert(0, by_login)
    return found[:MOST_FOUND]


def people_of(ids: Sequence[int]) -> list[Person]:
    """The active people of these ids, in their order."""
    found = {
        person.id: person
        for person in db.session.scalars(
            select(Person)
            .options(joinedload(Person.unit))
            .where(Person.id.in_(ids), Person.disabled_at.is_(None))
        )
    }
    return [found[person_id] for person_id in dict.fromkeys(ids) if person_id in found]

"""Naming authors and co-authors; called by the use cases that write ideas."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.suggestions import store
from improve.suggestions.crediting.models import NamedCoAuthor, Recording
from improve.suggestions.crediting.queries import people_of
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.values import MOST_CO_AUTHORS


def record(suggestion: Suggestion, *, recorder_id: int | None, unit_id: int | None) -> None:
    """Note who wrote the idea down for its author, and of which unit the author is."""
    db.session.add(Recording(suggestion_id=suggestion.id, recorder_id=recorder_id, unit_id=unit_id))


def name_co_authors(suggestion: Suggestion, person_ids: Iterable[int], names: Iterable[str]) -> bool:
    """Make these the co-authors; did anything change? The author is none.

    Who becomes one loses their vote for it: nobody votes for their own idea.
    """
    wanted = {person_id for person_id in person_ids if person_id != suggestion.author_id}
    named = list(dict.fromkeys(names))
    if len(wanted) + len(named) > MOST_CO_AUTHORS:
        raise Invalid.field("co_authors", _l("At most %(most)s entries fit.", most=MOST_CO_AUTHORS))
    present = {
        row.person_id: row
        for row in db.session.scalars(select(CoAuthor).where(CoAuthor.suggestion_id == suggestion.id))
    }
    new = wanted - present.keys()
    if len(people_of(sorted(new))) != len(new):
        raise Invalid.field(
            "co_authors", _l("One of these colleagues is no longer here. Please choose again.")
        )
    for person_id in new:
        db.session.add(CoAuthor(suggestion_id=suggestion.id, person_id=person_id))
        store.remove_vote(suggestion, person_id)
    for person_id in present.keys() - wanted:
        db.session.delete(present[person_id])
        store.lent.forget_author(suggestion.id, person_id)
    return _name(suggestion, named) or wanted != present.keys()


def _name(suggestion: Suggestion, names: list[str]) -> bool:
    present = {
        row.name: row
        for row in db.session.scalars(
            select(NamedCoAuthor).where(NamedCoAuthor.suggestion_id == suggestion.id)
        )
    }
    for name in names:
        if name not in present:
            db.session.add(NamedCoAuthor(suggestion_id=suggestion.id, name=name))
    for name in present.keys() - set(names):
        db.session.delete(present[name])
        store.lent.forget_name(suggestion.id, name)
    db.session.flush()
    return set(names) != present.keys()

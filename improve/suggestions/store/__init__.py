"""Statements that the ORM cannot say. Called by the services only."""

from improve.suggestions.store import lent, said
from improve.suggestions.store.search import Entry, forget, index
from improve.suggestions.store.votes import (
    cast_vote,
    count_comment,
    lock_for_ballot,
    remove_vote,
    set_imported,
)

said.listen()

__all__ = [
    "Entry",
    "cast_vote",
    "count_comment",
    "forget",
    "index",
    "lent",
    "lock_for_ballot",
    "remove_vote",
    "set_imported",
]

"""Pages of reviews."""

from improve.reviews.views import (
    assigning,
    committees,
    lists,
    mine,
    record,
    recusals,
    rounds,
    rubrics,
    scoring,
    setup,
    table,
)
from improve.reviews.views.blueprint import blueprint

__all__ = [
    "assigning",
    "blueprint",
    "committees",
    "lists",
    "mine",
    "record",
    "recusals",
    "rounds",
    "rubrics",
    "scoring",
    "setup",
    "table",
]

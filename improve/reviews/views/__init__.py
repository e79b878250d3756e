"""Pages of reviews."""

from improve.reviews.views import (
    answers,
    assigning,
    committees,
    foresight,
    heat,
    lists,
    masking,
    meeting,
    mine,
    record,
    recusals,
    reopening,
    rounds,
    rubrics,
    scoring,
    setup,
    table,
)
from improve.reviews.views.blueprint import blueprint

__all__ = [
    "answers",
    "assigning",
    "blueprint",
    "committees",
    "foresight",
    "heat",
    "lists",
    "masking",
    "meeting",
    "mine",
    "record",
    "recusals",
    "reopening",
    "rounds",
    "rubrics",
    "scoring",
    "setup",
    "table",
]

"""Choosing another idea, to merge with or to link to: by its number, by words, or one that seems similar."""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.policy import Actor
from improve.suggestions import queries
from improve.suggestions.finding.finding import find
from improve.suggestions.models import Suggestion
from improve.suggestions.similar.searching import similar_to
from improve.suggestions.values import QUERY, Filters, Sort, Status

MOST = 8
LONGEST_NUMBER = 10


def choices_for(actor: Actor, idea: Suggestion, text: str) -> Sequence[Suggestion]:
    """The ideas that the actor may see and that `text` names, best first; without a text the similar ones."""
    text = text.strip()[: QUERY.longest]
    if not text:
        found = [item.suggestion for item in similar_to(actor, idea.title, without=idea.id)]
    else:
        named = numbered(actor, text)
        words = find(actor, Filters(q=text, sort=Sort.RELEVANCE), queries.in_order, per_page=MOST)
        found = [*([named] if named is not None else []), *words.listing.items]
    return [one for one in dict.fromkeys(found) if one.id != idea.id and one.state is not Status.MERGED][
        :MOST
    ]


def numbered(actor: Actor, text: str) -> Suggestion | None:
    """The visible idea with this number, written as “12” or “#12”."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        return None
    return queries.visible_one(actor, int(digits))

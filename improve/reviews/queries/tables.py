"""The table of a round: which of its ideas stand on a page, in which order, and what is counted beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from improve.core.db import LARGEST_ID, rows
from improve.core.messages import LazyText, _l
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.queries.committees import names_of
from improve.reviews.queries.inputs import Inputs
from improve.reviews.queries.reviews import OF_NAME, OF_PERSON
from improve.reviews.queries.titles import TITLE_COLUMNS, titles_read
from improve.reviews.rules.standing import ItemStanding, Opinion
from improve.suggestions.models import Suggestion

MOST_WORDS = 8


class Sorting(StrEnum):
    """How the table of results can be ordered."""

    RESULT = "result"
    MEAN = "mean"
    MEDIAN = "median"
    WEIGHTED = "weighted"
    SPREAD = "spread"
    FEWEST = "fewest"
    NUMBER = "number"


SORTING_WORDS: dict[Sorting, LazyText] = {
    Sorting.RESULT: _l("Result"),
    Sorting.MEAN: _l("Highest mean"),
    Sorting.MEDIAN: _l("Highest median"),
    Sorting.WEIGHTED: _l("Highest mean by certainty"),
    Sorting.SPREAD: _l("Largest disagreement"),
    Sorting.FEWEST: _l("Fewest scores"),
    Sorting.NUMBER: _l("Number"),
}
OPEN_DECISION = "open"


def titled(held: Round, words: str, category_id: int | None, decision: str) -> set[int] | None:
    """The item ids with these words in the title (or this number), of this category and with this decision;
    None: nothing was asked for. Authors are not looked at: a round may hide them, and then the words have to stand in
    the title as its readers see it. Nor is it asked who may meet the ideas: the caller narrows rows down by it that it
    already has.
    """
    wanted = _words(words)
    if not wanted and category_id is None and not decision:
        return None
    masks = bool(wanted) and held.author_hidden
    columns = TITLE_COLUMNS if masks else TITLE_COLUMNS[:1]
    found = select(*columns).join(RoundItem.suggestion).where(RoundItem.round_id == held.id)
    for word in wanted:
        number = word.removeprefix("#")
        is_number = (
            number.isascii()
            and number.isdigit()
            and number[0] != "0"
            and len(number) < 10
            and int(number) <= LARGEST_ID
        )
        has_word = Suggestion.title.icontains(word, autoescape=True)
        found = found.where(has_word | (Suggestion.id == int(number)) if is_number else has_word)
    if category_id is not None:
        found = found.where(Suggestion.category_id == category_id)
    if decision:
        found = found.where(_decided(decision))
    ideas = rows(found).all()
    return _as_read(held, wanted, ideas) if masks else {row.id for row in ideas}


def _as_read(held: Round, words: Sequence[str], ideas: Sequence[Any]) -> set[int]:
    """Those of these ideas that have the words in the title as their readers see it: what a blind round hides in a
    title must not be found by guessing.
    """
    wanted = [(word.removeprefix("#"), word.casefold()) for word in words]
    titles = titles_read(held, ideas)
    found = set()
    for row in ideas:
        seen = titles[row.id].casefold()
        if all(written == str(row.number) or word in seen for written, word in wanted):
            found.add(row.id)
    return found


def _words(text: str) -> list[str]:
    return text.split()[:MOST_WORDS]


def _decided(decision: str) -> ColumnElement[bool]:
    made = aliased(Decision)
    there = exists().where(made.item_id == RoundItem.id, made.superseded_at.is_(None))
    return ~there if decision == OPEN_DECISION else there.where(made.outcome == decision)


FIGURES: dict[Sorting, Callable[[ItemStanding], tuple[float, ...]]] = {
    Sorting.MEAN: lambda row: (row.mean or 0.0,),
    Sorting.MEDIAN: lambda row: (row.median or 0.0,),
    Sorting.WEIGHTED: lambda row: (row.weighted or 0.0,),
    Sorting.SPREAD: lambda row: (float(row.opinion is Opinion.CONFLICTING), row.sd or 0.0),
}


def in_order(found: Sequence[ItemStanding], sorting: Sorting) -> Sequence[ItemStanding]:
    """The rows in another order; those without the figure last. Equal ones stay as the result has them."""
    if sorting is Sorting.RESULT:
        return found
    if sorting is Sorting.NUMBER:
        return sorted(found, key=lambda row: row.item_id)
    if sorting is Sorting.FEWEST:
        return sorted(found, key=lambda row: (row.n, row.n - row.of))
    known = [row for row in found if row.n]
    return [*sorted(known, key=FIGURES[sorting], reverse=True), *(row for row in found if not row.n)]


def outcome_of_each(round_id: int) -> Mapping[int, str]:
    """Item id -> what was decided, of the ideas of a round that have a decision, whoever asks."""
    statement = (
        select(Decision.item_id, Decision.outcome)
        .join(RoundItem, RoundItem.id == Decision.item_id)
        .where(RoundItem.round_id == round_id, Decision.superseded_at.is_(None))
    )
    return dict(rows(statement).tuples().all())


def reviewer_names(inputs: Inputs) -> dict[str, str]:
    """Reviewer key -> name of everybody who has scored in a round."""
    ids = {key: int(key.removeprefix(OF_PERSON)) for key in inputs.reviewers if key.startswith(OF_PERSON)}
    people = names_of(ids.values())
    return {
        key: people.get(ids[key], "") if key in ids else key.removeprefix(OF_NAME) for key in inputs.reviewers
    }

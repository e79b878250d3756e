"""Questions about comparisons: which ideas take part, what was said, and the order that comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from secrets import SystemRandom

import numpy as np
from sqlalchemy import Select, func, select

from improve.core import clock
from improve.core.db import LARGEST_ID, db
from improve.core.localized import Localized
from improve.core.policy import Actor, allows
from improve.core.settled import settled
from improve.stats.paired import Judgment, PairedItem, PairedOrder, paired_order
from improve.suggestions.calendar import company_day
from improve.suggestions.comparing.models import Comparison
from improve.suggestions.comparing.rules import Pair, next_pair
from improve.suggestions.comparing.values import FEWEST_PEOPLE, MOST_COMPARED, MOST_KEPT, MOST_ORDERED
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import authored_by, visible_to, with_names
from improve.suggestions.rules import VOTABLE
from improve.suggestions.values import UNLISTED
from improve.suggestions.voting.queries import rule_of
from improve.suggestions.voting.rules import hidden_until


@settled(Category)
def compared_categories() -> tuple[tuple[int, Localized], ...]:
    """Id and name of the open categories whose ideas are compared, in their order."""
    rows = db.session.execute(
        select(Category.id, Category.name)
        .where(Category.is_compared, Category.is_closed.is_(False))
        .order_by(Category.order, Category.id)
    )
    return tuple((category_id, name) for category_id, name in rows)


def compared_one(category_id: int) -> Category | None:
    """The category, where its ideas are compared."""
    found = db.session.get(Category, category_id) if 0 < category_id <= LARGEST_ID else None
    return found if found is not None and found.is_compared else None


def taking_part(actor: Actor, category_id: int) -> Select[tuple[Suggestion]]:
    """The ideas about which the actor may be asked: open, released, of nobody they are."""
    statement = visible_to(actor).where(
        Suggestion.category_id == category_id,
        Suggestion.status.in_(sorted(VOTABLE)),
        Suggestion.is_held.is_(False),
    )
    if actor.actor_id is not None:
        statement = statement.where(Suggestion.id.not_in(authored_by(actor.actor_id)))
    return statement


def candidates(actor: Actor, category_id: int) -> Sequence[int]:
    """The ids of the best supported of them."""
    return db.session.scalars(
        taking_part(actor, category_id)
        .with_only_columns(Suggestion.id)
        .order_by(Suggestion.best.desc(), Suggestion.id.desc())
        .limit(MOST_COMPARED)
    ).all()


def how_often(category_id: int) -> Mapping[int, int]:
    """How often each idea was compared, by everybody."""
    found: Counter[int] = Counter()
    for column in (Comparison.first_id, Comparison.second_id):
        rows = select(column, func.count()).where(Comparison.category_id == category_id).group_by(column)
        for number, count in db.session.execute(rows):
            found[number] += count
    return found


def answered_by(person_id: int, category_id: int) -> Sequence[Pair]:
    """The pairs that somebody has answered, the lower id first."""
    rows = db.session.execute(
        select(Comparison.first_id, Comparison.second_id).where(
            Comparison.category_id == category_id, Comparison.person_id == person_id
        )
    )
    return [(first, second) for first, second in rows]


# A number from 0 to 1, anew each time: which pair comes next, and which of the two stands left.
drawn = SystemRandom().random


def next_two(actor: Actor, category_id: int, draw: Callable[[], float]) -> Pair | None:
    """The two ideas that the actor is asked about next; `draw`: a number from 0 to 1, anew each time."""
    answered = answered_by(actor.person_id, category_id)
    return next_pair(candidates(actor, category_id), how_often(category_id), answered, draw)


def last_of(person_id: int, category_id: int) -> Comparison | None:
    """What somebody said last."""
    return db.session.scalars(
        select(Comparison)
        .where(Comparison.category_id == category_id, Comparison.person_id == person_id)
        .order_by(Comparison.at.desc(), Comparison.id.desc())
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Placed:
    """An idea in the order, with what is known of its place."""

    suggestion: Suggestion
    result: PairedItem


@dataclass(frozen=True)
class Order:
    """What came of the comparisons. Without `ideas` it is hidden until a day, or too few people have answered."""

    ideas: Sequence[Placed] = ()
    people: int = 0
    judgments: int = 0
    hidden_until: date | None = None

    @property
    def may_be_first(self) -> int:
        """How many ideas the first rank lies within reach of."""
        return sum(placed.result.rank_low == 1 for placed in self.ideas)


def order_of(actor: Actor, category: Category) -> Order:
    """The order of a category's ideas, from what was said of those that the actor may see.

    Ideas that are decided since keep what was said of them; withdrawn and merged ones, and such as moved elsewhere, are
    left out.
    """
    rule = rule_of(category.id)
    until = hidden_until(rule, company_day(clock.now()))
    if until is not None and not (rule.handlers_see_counts and allows(actor, Permission.ANSWER)):
        return Order(hidden_until=until)
    seen: dict[Hashable, Suggestion] = {
        one.id: one
        for one in db.session.scalars(
            with_names(visible_to(actor)).where(
                Suggestion.category_id == category.id,
                Suggestion.status.not_in(sorted(UNLISTED)),
                Suggestion.id.in_(_mentioned(category.id)),
            )
        )
    }
    judgments = _judgments(category.id, seen.keys())
    if len({judgment.person for judgment in judgments}) < FEWEST_PEOPLE:
        return Order()
    found = _computed(_Said(judgments))
    return Order([Placed(seen[item.item], item) for item in found.items], found.people, found.judgments)


class _Said:
    """What was said, equal to another that says the very same: the order of it takes a second where it is long."""

    def __init__(self, judgments: Sequence[Judgment]) -> None:
        self.judgments = judgments
        rows = [(one.person, one.first, one.second, one.won) for one in judgments]
        self._digest = blake2b(np.array(rows, dtype=np.float64).tobytes()).digest()

    def __hash__(self) -> int:
        return hash(self._digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Said) and self._digest == other._digest


@lru_cache(maxsize=MOST_KEPT)
def _computed(said: _Said) -> PairedOrder:
    return paired_order(said.judgments)


def _mentioned(category_id: int) -> Select[tuple[int]]:
    first = select(Comparison.first_id).where(Comparison.category_id == category_id)
    second = select(Comparison.second_id).where(Comparison.category_id == category_id)
    both = first.union(second).subquery()
    return select(both.c[0])


def _judgments(category_id: int, seen: Set[Hashable]) -> list[Judgment]:
    """What was said of these ideas; where they are very many, of those that were compared most."""
    rows = db.session.execute(
        select(Comparison.person_id, Comparison.first_id, Comparison.second_id, Comparison.said)
        .where(Comparison.category_id == category_id)
        .order_by(Comparison.id)
    )
    found = [
        Judgment(person, first, second, (said + 1) / 2)
        for person, first, second, said in rows
        if first in seen and second in seen
    ]
    often = Counter(item for judgment in found for item in (judgment.first, judgment.second))
    if len(often) <= MOST_ORDERED:
        return found
    kept = {item for item, _count in often.most_common(MOST_ORDERED)}
    return [judgment for judgment in found if {judgment.first, judgment.second} <= kept]

"""Questions about the ideas in rounds. What is shown starts from `visible_items`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from improve.accounts.models import Unit
from improve.accounts.queries import units_below
from improve.core.db import LARGEST_ID, db, rows
from improve.core.policy import Actor
from improve.reviews.days import company_today
from improve.reviews.models import Committee, Round, RoundItem, RubricVersion
from improve.reviews.queries.committees import managed_by, own_committees
from improve.reviews.queries.conflicts import clear_of
from improve.reviews.queries.reading import beside
from improve.reviews.queries.rounds import visible_rounds
from improve.reviews.rules.lifecycle import REVIEWABLE
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import matching
from improve.suggestions.queries import visible_to as visible_suggestions
from improve.suggestions.values import Filters, Status, Visibility

# What lists of ideas say of each, their long texts left out.
NAMES_AT_HAND = contains_eager(RoundItem.suggestion).options(
    joinedload(Suggestion.author),
    joinedload(Suggestion.unit),
    joinedload(Suggestion.category),
    lazyload(Suggestion.text),
)


def visible_items(actor: Actor) -> Select[tuple[RoundItem]]:
    """The ideas in rounds that an actor may meet: of visible rounds, not withdrawn, without a conflict.

    Everybody's conflicts count, also a chair's and an administrator's: an idea of one's own team is missing
    from every page, count and file about its scoring.
    """
    found = _clear_items(actor, visible_rounds(actor).with_only_columns(Round.id))
    return found if actor.is_system else found.where(or_(_of_my_committees(actor), _open_to(actor)))


def items_of_own_rounds(actor: Actor) -> Select[tuple[RoundItem]]:
    """As `visible_items`, for a statement that is narrowed to the rounds of committees in which the actor serves."""
    return _clear_items(actor, visible_rounds(actor).with_only_columns(Round.id))


def _clear_items(actor: Actor, rounds: Select[tuple[int]]) -> Select[tuple[RoundItem]]:
    return (
        select(RoundItem)
        .join(RoundItem.suggestion)
        .where(RoundItem.round_id.in_(rounds), Suggestion.status != Status.WITHDRAWN, clear_of(actor))
    )


def _of_my_committees(actor: Actor) -> ColumnElement[bool]:
    """A committee handles the ideas of its rounds, so it reads those too that not everybody may."""
    if actor.actor_id is None:
        return false()
    served = own_committees(actor.actor_id, company_today())
    mine = select(Committee.id).where(or_(managed_by(actor), Committee.id.in_(served)))
    return RoundItem.round_id.in_(select(Round.id).where(Round.committee_id.in_(mine)))


def _open_to(actor: Actor) -> ColumnElement[bool]:
    return or_(
        Suggestion.audience == Visibility.EVERYONE,
        RoundItem.suggestion_id.in_(visible_suggestions(actor).with_only_columns(Suggestion.id)),
    )


def items_of(
    actor: Actor, round_id: int, *, only: Collection[int] | None = None, suggestion_id: int | None = None
) -> Sequence[RoundItem]:
    """The ideas of a round that the actor may meet, with their names at hand, by number; of these item ids (a
    page of them) or of this idea alone, where they are given.
    """
    found = visible_items(actor).where(RoundItem.round_id == round_id)
    if only is not None:
        found = found.where(RoundItem.id.in_(sorted(only)))
    if suggestion_id is not None:
        found = found.where(RoundItem.suggestion_id == suggestion_id)
    items = db.session.scalars(found.options(NAMES_AT_HAND).order_by(RoundItem.suggestion_id)).all()
    beside(items)
    return items


def whole_items(actor: Actor, round_id: int) -> Select[tuple[RoundItem]]:
    """The ideas of a round that the actor may meet, with their long texts, by number."""
    return (
        visible_items(actor)
        .where(RoundItem.round_id == round_id)
        .options(contains_eager(RoundItem.suggestion), joinedload(RoundItem.round))
        .order_by(RoundItem.suggestion_id)
    )


def ids_of(actor: Actor, round_id: int) -> list[int]:
    """The item ids of the ideas of a round that the actor may meet, by the number of the idea."""
    found = visible_items(actor).where(RoundItem.round_id == round_id)
    statement = found.with_only_columns(RoundItem.id).order_by(RoundItem.suggestion_id)
    return [item_id for (item_id,) in rows(statement)]


def meets_all_but_conflicts(actor: Actor, held: Round) -> bool:
    """Does the actor meet every idea of this round that they have no conflict with?"""
    mine = _of_my_committees(actor) if not actor.is_system else true()
    return (
        db.session.scalar(select(RoundItem.id).where(RoundItem.round_id == held.id, mine).limit(1))
        is not None
    )


def visible_item(actor: Actor, item_id: int) -> RoundItem | None:
    """One idea in a round, with its round."""
    if not 0 < item_id <= LARGEST_ID:
        return None
    rounds = visible_rounds(actor).with_only_columns(Round.id)
    mine = _clear_items(actor, rounds).where(_of_my_committees(actor))
    # Members and those who look after the round are by far the most who ask.
    found = db.session.scalar(_with_round(mine.where(RoundItem.id == item_id)))
    if found is not None:
        return found
    return db.session.scalar(_with_round(visible_items(actor).where(RoundItem.id == item_id)))


def _with_round(statement: Select[tuple[RoundItem]]) -> Select[tuple[RoundItem]]:
    return statement.options(
        contains_eager(RoundItem.suggestion).joinedload(Suggestion.category),
        joinedload(RoundItem.round).options(
            joinedload(Round.committee).joinedload(Committee.unit),
            joinedload(Round.rubric_version).selectinload(RubricVersion.criteria),
        ),
    )


def meets(actor: Actor, suggestion_id: int) -> bool:
    """May the actor read this idea, among the ideas or in a round?"""
    if not 0 < suggestion_id <= LARGEST_ID:
        return False
    among = visible_suggestions(actor).where(Suggestion.id == suggestion_id).with_only_columns(Suggestion.id)
    in_round = visible_items(actor).where(RoundItem.suggestion_id == suggestion_id)
    return (
        db.session.scalar(among) is not None
        or db.session.scalar(in_round.with_only_columns(RoundItem.id).limit(1)) is not None
    )


def item_numbers(round_id: int) -> dict[int, int]:
    """Item id -> idea id of all ideas of a round that are not withdrawn, whoever asks."""
    statement = (
        select(RoundItem.id, RoundItem.suggestion_id)
        .join(RoundItem.suggestion)
        .where(RoundItem.round_id == round_id, Suggestion.status != Status.WITHDRAWN)
    )
    return dict(rows(statement).tuples().all())


def item_counts(actor: Actor, round_ids: Sequence[int]) -> Mapping[int, int]:
    """How many ideas of each round the actor may meet."""
    found = visible_items(actor).where(RoundItem.round_id.in_(round_ids)).subquery()
    counted = db.session.execute(select(found.c.round_id, func.count()).group_by(found.c.round_id))
    return dict(counted.tuples().all())


def candidates(actor: Actor, round_id: int, filters: Filters) -> Select[tuple[Suggestion]]:
    """Ideas under a filter that are new or were sent to the committee, and that no unfinished round has; the
    oldest first.
    """
    taken = (
        select(RoundItem.suggestion_id)
        .join(RoundItem.round)
        .where(or_(Round.state != State.PUBLISHED, Round.id == round_id))
    )
    found = (
        matching(visible_suggestions(actor), filters.q, actor=actor)
        .options(
            lazyload(Suggestion.text),
            joinedload(Suggestion.author),
            joinedload(Suggestion.unit),
            joinedload(Suggestion.category),
        )
        .where(Suggestion.status.in_(sorted(REVIEWABLE)), Suggestion.id.not_in(taken))
        .order_by(Suggestion.submitted_at, Suggestion.id)
    )
    if filters.category is not None:
        found = found.where(Suggestion.category_id == filters.category)
    if filters.unit is not None:
        unit = db.session.get(Unit, filters.unit)
        found = found.where(Suggestion.unit_id.in_(units_below(unit.path)) if unit is not None else false())
    return found

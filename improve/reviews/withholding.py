"""While a committee judges an idea, its members meet it in the round only.

A member with a conflict does not meet it at all, unless it is their own. The others read an idea of a blind round
where its author is hidden, and nowhere else: no list, search, feed, file or message of the suggestions names the
author to them until the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, and_, or_, select

from improve.core.db import db
from improve.core.policy import Actor, Role
from improve.core.settled import settled
from improve.reviews.days import company_today
from improve.reviews.models import Membership, Round, RoundItem
from improve.reviews.queries import Ties, clear_of, own_committees, ties_of, visible_items
from improve.reviews.rules.lifecycle import RUNNING
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.queries.withheld import Withholding, merged_into


@dataclass(frozen=True)
class Judging:
    """The running rounds of somebody's committees, the blind ones apart, and what ties them to authors."""

    blind: tuple[int, ...]
    named: tuple[int, ...]
    ties: Ties


def judging(actor: Actor) -> Judging | None:
    """What the actor judges now; None for everybody who serves in no committee or has no running round."""
    if actor.actor_id is None or not actor.has_role(Role.COMMITTEE):
        return None
    blind, named = _running(actor.actor_id, company_today())
    return Judging(blind, named, ties_of(actor)) if blind or named else None


@settled(Membership, Round)
def _running(person_id: int, day: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rows = db.session.execute(
        select(Round.id, Round.author_hidden)
        .where(Round.committee_id.in_(own_committees(person_id, day)), Round.state.in_(sorted(RUNNING)))
        .order_by(Round.id)
    ).all()
    return tuple(row.id for row in rows if row.author_hidden), tuple(
        row.id for row in rows if not row.author_hidden
    )


def _still_seen(actor: Actor, mine: Judging) -> ColumnElement[bool]:
    """The condition that a `Suggestion` is not withheld: the actor's own, or judged by none of their committees,
    or in a round that names authors and without a conflict.
    """
    me = actor.person_id
    own = or_(
        Suggestion.author_id == me,
        Suggestion.id.in_(select(CoAuthor.suggestion_id).where(CoAuthor.person_id == me)),
    )
    hidden = select(RoundItem.suggestion_id).where(RoundItem.round_id.in_(mine.blind))
    judged = select(RoundItem.suggestion_id).where(RoundItem.round_id.in_(mine.named))
    tied = select(Suggestion.id).where(Suggestion.id.in_(judged), ~clear_of(actor, mine.ties)).correlate(None)
    # What was merged into an idea says the same as it, and whose it is.
    free = and_(*(Suggestion.id.not_in(ids) for kept in (hidden, tied) for ids in (kept, merged_into(kept))))
    return or_(free, own)


def _instead(actor: Actor, suggestion_id: int) -> str | None:
    mine = judging(actor)
    if mine is None:
        return None
    item_id = db.session.scalar(
        visible_items(actor)
        .where(RoundItem.suggestion_id == suggestion_id, RoundItem.round_id.in_(mine.blind))
        .with_only_columns(RoundItem.id)
        .limit(1)
    )
    return url_for("reviews.score", item_id=item_id) if item_id is not None else None


WITHHOLDING = Withholding(judging, _still_seen, _instead)

"""Figures over ideas: promises, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, case, distinct, func, or_, select
from sqlalchemy.sql.elements import False_

from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.queries.ideas import authored_by, handled_by, visible_to, with_names
from improve.suggestions.values import FINISHED, RUNNING, STOPPED, UNLISTED, Status


def answers_due(actor: Actor, until: date) -> Select[tuple[Suggestion]]:
    """Ideas whose answer is due by `until` and for which the actor is responsible, or nobody is and they are of
    the actor's units; not the own ones; the most overdue first.
    """
    handled = handled_by(actor)
    whose = Suggestion.assignee_id == actor.actor_id
    if handled is None:
        whose = or_(whose, Suggestion.assignee_id.is_(None))
    elif not isinstance(handled, False_):  # of no unit: the index of the responsible finds them alone
        whose = or_(whose, and_(Suggestion.assignee_id.is_(None), handled))
    statement = visible_to(actor).where(
        Suggestion.due_on <= until,
        Suggestion.status.in_(RUNNING),
        whose,
    )
    if actor.actor_id is not None:
        statement = statement.where(Suggestion.id.not_in(authored_by(actor.actor_id)))
    return with_names(statement).order_by(Suggestion.due_on, Suggestion.id)


@dataclass(frozen=True)
class Facts:
    """What the company achieved: ideas put into practice and the people who had them."""

    done: int
    people: int
    received: int


def facts_of_year(actor: Actor, since: datetime) -> Facts:
    """Of what the actor may read, since `since`: received by their arrival, done by the step into practice."""
    done = (
        select(distinct(StatusChange.suggestion_id))
        .join(Suggestion, Suggestion.id == StatusChange.suggestion_id)
        .where(
            StatusChange.to_status == Status.DONE,
            StatusChange.at >= since,
            Suggestion.status.in_(sorted(FINISHED)),
        )
    )
    row = db.session.execute(
        visible_to(actor)
        .where(Suggestion.id.in_(done))
        .with_only_columns(
            func.count(),
            func.count(distinct(func.coalesce(Suggestion.author_id, -Suggestion.id))),
        )
    ).one()
    received = db.session.scalar(
        visible_to(actor)
        .where(Suggestion.submitted_at >= since, Suggestion.status.not_in(sorted(UNLISTED)))
        .with_only_columns(func.count())
    )
    return Facts(done=row[0], people=row[1], received=received or 0)


@dataclass(frozen=True)
class Promises:
    """Answers that were promised and are due: how many came in time."""

    kept: int
    due: int


def kept_promises(actor: Actor, today: date, since: date) -> Promises:
    """Of what the actor may read, answers promised for a day from `since` until now; an open one counts once its day is over, unless its
    clock stands still.
    """
    in_time = Suggestion.answered_on <= Suggestion.promised_on
    due = and_(
        Suggestion.promised_on >= since,
        Suggestion.status.not_in((*sorted(UNLISTED), *STOPPED)),
        or_(Suggestion.answered_on.is_not(None), Suggestion.promised_on < today),
    )
    row = db.session.execute(
        visible_to(actor).where(due).with_only_columns(func.count(), func.sum(case((in_time, 1), else_=0)))
    ).one()
    return Promises(kept=row[1] or 0, due=row[0])

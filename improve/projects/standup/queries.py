"""What a team talks about at its stand-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_

from improve.accounts.models import Unit
from improve.accounts.queries import work_calendar
from improve.core.db import db
from improve.core.policy import Actor
from improve.projects.actions.models import Action
from improve.projects.actions.queries import Kept, in_place, kept, visible_to

# The share of actions that are done by the promised day, in percent.
TARGET = 90
WEEKS = 4
MOST = 200


@dataclass(frozen=True)
class StandUp:
    """`yesterday` are actions done since the last working day; `today` what is taken up, due or late."""

    since: date
    yesterday: Sequence[Action]
    today: Sequence[Action]
    blocked: Sequence[Action]
    kept: Kept


def stand_up(actor: Actor, unit: Unit | None, today: date) -> StandUp:
    """The stand-up of a place: three statements for any number of actions."""
    since = last_working_day(today)
    place = in_place(visible_to(actor), unit).order_by(Action.owner_id, Action.due_on, Action.id).limit(MOST)
    done = db.session.scalars(place.where(Action.done_on >= since)).all()
    current = place.where(
        Action.done_on.is_(None),
        or_(Action.due_on <= today, Action.planned_on == today, Action.blocker != ""),
    )
    found = db.session.scalars(current).all()
    return StandUp(
        since=since,
        yesterday=done,
        today=[action for action in found if not action.blocker],
        blocked=[action for action in found if action.blocker],
        kept=kept(actor, unit, today - timedelta(weeks=WEEKS), today - timedelta(days=1)),
    )


def last_working_day(today: date) -> date:
    """The working day before today; on a Monday usually Friday."""
    calendar = work_calendar()
    for back in range(1, 15):
        day = today - timedelta(days=back)
        if calendar.is_working(day):
            return day
    return today - timedelta(days=1)

"""Setting limits on work in progress, and holding cards to them."""

from __future__ import annotations

from sqlalchemy import delete

from improve.accounts.models import Unit
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor, authorize
from improve.projects.board.events import LimitsChanged
from improve.projects.board.models import LIMITED, ColumnLimit
from improve.projects.board.queries import held, limits_at, limits_over
from improve.projects.board.values import LimitData
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission, place_of
from improve.projects.store import lock_limits
from improve.projects.values import STAGE_WORDS

# Cards enter these by somebody's hand, forward or backward. Plan fills itself from accepted ideas and Act by decisions: there a
# limit is shown, and nothing is held back.
HELD_BACK = (Stage.DO, Stage.CHECK)


def set_limits(data: LimitData, *, by: Actor) -> None:
    """Say how many cards each column of a place may hold."""
    unit = db.session.get(Unit, data.unit_id) if data.unit_id is not None else None
    if data.unit_id is not None and unit is None:
        raise Invalid.field("unit_id", _l("This does not exist any more. Please choose again."))
    authorize(by, Permission.LIMIT, place_of(unit))
    lock_limits()
    before = limits_at(unit)
    changed = tuple(stage.value for stage in LIMITED if before.get(stage) != data.most(stage))
    if not changed:
        return
    place = ColumnLimit.unit_id.is_(None) if unit is None else ColumnLimit.unit_id == unit.id
    db.session.execute(delete(ColumnLimit).where(place))
    for stage in LIMITED:
        most = data.most(stage)
        if most is not None:
            db.session.add(ColumnLimit(unit_id=data.unit_id, stage=str(stage), most=most))
    publish(LimitsChanged(actor_id=by.actor_id, subject_id=data.unit_id or 0, changed=changed))


def check_room(project: Project, to: Stage) -> None:
    """Refuse a card where its place, or one above it, is full."""
    if to not in HELD_BACK:
        return
    for limit in limits_over(project.unit, to):
        count = held(limit)
        if count >= limit.most:
            raise Refused(_full(limit, count))


def check_room_in(project: Project, unit: Unit | None) -> None:
    """Refuse to take a card to another place whose column, or that of a place above it, is full there. Where it
    stands within a limit already, it takes no more room.
    """
    if project.state not in HELD_BACK:
        return
    for limit in limits_over(unit, project.state):
        is_within = limit.unit is None or project.unit_path.startswith(limit.unit.path)
        if not is_within and (count := held(limit)) >= limit.most:
            raise Invalid.field("unit_id", _full(limit, count))


def _full(limit: ColumnLimit, count: int) -> LazyText:
    column = STAGE_WORDS[Stage(limit.stage)]
    if limit.unit is None:
        return _l(
            "%(column)s is full: %(n)s of %(most)s cards. Finish one of them first.",
            column=column,
            n=count,
            most=limit.most,
        )
    return _l(
        "%(column)s is full in %(place)s: %(n)s of %(most)s cards. Finish one of them first.",
        column=column,
        place=limit.unit.name,
        n=count,
        most=limit.most,
    )

"""Which saved views somebody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, false, func, or_, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Unit
from improve.core.db import LARGEST_ID, db
from improve.core.localized import Localized
from improve.core.policy import Actor
from improve.core.settled import settled
from improve.suggestions.saved.models import DefaultView, SavedView


def visible_to(actor: Actor) -> Select[tuple[SavedView]]:
    """One's own, and those shared with a unit one belongs to or that lies above it."""
    statement = select(SavedView).options(joinedload(SavedView.owner), joinedload(SavedView.unit))
    if actor.actor_id is None:
        return statement.where(false())
    return statement.where(or_(SavedView.owner_id == actor.actor_id, SavedView.unit_id.in_(_above(actor))))


def _above(actor: Actor) -> list[int]:
    return [int(part) for part in actor.unit_path.split("/") if part]


def visible_view(actor: Actor, view_id: int) -> SavedView | None:
    """One view; use with `found_or_404`."""
    if not 0 < view_id <= LARGEST_ID:
        return None
    return db.session.scalar(visible_to(actor).where(SavedView.id == view_id))


@dataclass(frozen=True)
class View:
    """A saved view as its reader sees it. `unit_name`: shared with the people there."""

    id: int
    name: str
    asked: Mapping[str, str]
    is_own: bool
    unit_id: int | None
    unit_name: Localized | None
    is_default: bool

    @property
    def address(self) -> Mapping[str, str]:
        """What stands in the address of its list; `all` keeps that from leading to the view one begins with."""
        return self.asked or {"all": "1"}


# Asked by every list of ideas: built once.
_VIEWS = (
    select(
        SavedView.id,
        SavedView.name,
        SavedView.asked,
        SavedView.owner_id,
        SavedView.unit_id,
        Unit.name,
        DefaultView.person_id,
    )
    .outerjoin(Unit, Unit.id == SavedView.unit_id)
    .outerjoin(
        DefaultView,
        (DefaultView.view_id == SavedView.id) & (DefaultView.person_id == bindparam("person_id")),
    )
    .where(
        or_(
            SavedView.owner_id == bindparam("person_id"),
            SavedView.unit_id.in_(bindparam("above", expanding=True)),
        )
    )
    .order_by(SavedView.owner_id != bindparam("person_id"), SavedView.name, SavedView.id)
)


def views_of(actor: Actor) -> Sequence[View]:
    """All that somebody has, their own first, each part by name; the same as `visible_to` tells."""
    if actor.actor_id is None:
        return ()
    return _views(actor.actor_id, tuple(_above(actor)))


@settled(SavedView, DefaultView, Unit)
def _views(person_id: int, above: tuple[int, ...]) -> Sequence[View]:
    rows = db.session.execute(_VIEWS, {"person_id": person_id, "above": above})
    return tuple(
        View(
            id=row[0],
            name=row[1],
            asked=row[2],
            is_own=row[3] == person_id,
            unit_id=row[4],
            unit_name=row[5],
            is_default=row[6] is not None,
        )
        for row in rows
    )


def own_views(person_id: int) -> int:
    """How many somebody has saved."""
    counted = select(func.count()).select_from(SavedView).where(SavedView.owner_id == person_id)
    return db.session.scalar(counted) or 0

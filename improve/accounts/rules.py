"""Rules of people, units and access: plain values in, a verdict or a refusal out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from improve.accounts.models import UnitKind
from improve.core.errors import Invalid, Refused
from improve.core.messages import _l, _ln
from improve.core.policy import Role

# From the top down. Departments and teams may stand inside their like, sites stand alone.
LEVELS = (UnitKind.SITE, UnitKind.DEPARTMENT, UnitKind.TEAM)
DEEPEST = 10
LOCAL_ROLES = frozenset([Role.COORDINATOR])


@dataclass(frozen=True)
class Limit:
    """How many attempts of a kind are taken within a window."""

    kind: str
    most: int
    window: timedelta


PER_ACCOUNT = Limit("account", 10, timedelta(minutes=15))
PER_ADDRESS = Limit("address", 50, timedelta(minutes=15))
RESET_PER_ACCOUNT = Limit("reset-account", 3, timedelta(hours=1))
RESET_PER_ADDRESS = Limit("reset-address", 20, timedelta(hours=1))


def free_again_at(attempts: Sequence[datetime], limit: Limit, now: datetime) -> datetime | None:
    """When the next attempt is taken; None: now. `attempts` are all of one key, in any order."""
    counted = sorted(at for at in attempts if at > now - limit.window)
    if len(counted) < limit.most:
        return None
    return counted[-limit.most] + limit.window


def check_nesting(kind: str, parent_kind: str | None, *, depth: int) -> None:
    """May a unit of this kind stand there? `depth` is its own, 1 at the top."""
    if parent_kind is not None:
        if kind == UnitKind.SITE:
            raise Invalid.field("kind", _l("A site stands at the top. Choose no unit above it."))
        if LEVELS.index(UnitKind(kind)) < LEVELS.index(UnitKind(parent_kind)):
            raise Invalid.field("kind", _l("A department cannot stand inside a team."))
    if depth > DEEPEST:
        raise Invalid.field("parent_id", _l("The tree may be %(most)s levels deep.", most=DEEPEST))


def kind_below(parent_kind: str | None) -> UnitKind:
    """The usual kind of a unit inside one of `parent_kind` (None: at the top)."""
    if parent_kind is None:
        return UnitKind.SITE
    return UnitKind.DEPARTMENT if parent_kind == UnitKind.SITE else UnitKind.TEAM


def check_move(path: str, new_parent_path: str | None) -> None:
    """A unit cannot move into itself."""
    if new_parent_path is not None and new_parent_path.startswith(path):
        raise Invalid.field("parent_id", _l("A unit cannot stand inside itself."))


def check_close(open_units: int, active_people: int) -> None:
    """A unit is closed when nobody is left in it."""
    if open_units:
        raise Refused(
            _ln(
                "%(n)s open unit stands below this one. Move or close it first.",
                "%(n)s open units stand below this one. Move or close them first.",
                open_units,
            )
        )
    if active_people:
        raise Refused(
            _ln(
                "%(n)s person still belongs to this unit. Move them to another one first.",
                "%(n)s people still belong to this unit. Move them to another one first.",
                active_people,
            )
        )


def check_remaining_administrators(count: int) -> None:
    """Somebody must be able to look after the company."""
    if count < 1:
        raise Refused(_l("This is the last administrator. Give somebody else the role first."))


def is_local(role: Role) -> bool:
    """Is the role usually held for one's own unit, not for the whole company?"""
    return role in LOCAL_ROLES


def check_repeated(password: str, again: str) -> None:
    """Typed twice, the same both times."""
    if password != again:
        raise Invalid.field("again", _l("The two passwords differ. Please type the same one twice."))

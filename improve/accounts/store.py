"""Statements that the ORM cannot say: locks, claims and counters that hold when two do it at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, String, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.models import (
    ApiToken,
    Person,
    RoleAssignment,
    SignInFailure,
    SingleUseLink,
    Unit,
)
from improve.accounts.queries import active_administrators
from improve.core.db import db
from improve.core.policy import Role


def _changed(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def lock_keys(keys: Sequence[str]) -> None:
    """Let only one transaction at a time count these keys (hexadecimal digests). SQLite has one writer anyway."""
    if _is_postgresql():
        for key in sorted(keys):
            db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def lock_tree() -> None:
    """Let only one transaction at a time move units."""
    db.session.execute(select(Unit.id).order_by(Unit.id).with_for_update())


def lock_unit(unit_id: int) -> Unit | None:
    """The unit as it is now; it is not moved until the transaction ends."""
    return db.session.get(Unit, unit_id, with_for_update=True, populate_existing=True)


def lock_administrators() -> set[int]:
    """The company's active administrators; nobody else changes who they are until the transaction ends."""
    return set(db.session.scalars(active_administrators().with_for_update()))


def lock_first_links() -> None:
    """Let only one transaction at a time become the first administrator."""
    db.session.execute(
        select(SingleUseLink.id)
        .where(SingleUseLink.purpose == "first_administrator")
        .order_by(SingleUseLink.id)
        .with_for_update()
    )


def attempts_since(key: str, since: datetime) -> list[datetime]:
    """When there were attempts of a key."""
    return list(
        db.session.scalars(select(SignInFailure.at).where(SignInFailure.key == key, SignInFailure.at > since))
    )


def add_attempts(keys: Sequence[str], at: datetime) -> None:
    """Count one attempt for each key."""
    db.session.execute(insert(SignInFailure), [{"key": key, "at": at} for key in keys])


def take_back_attempt(key: str) -> None:
    """Uncount the latest attempt of a key: it succeeded."""
    latest = select(func.max(SignInFailure.id)).where(SignInFailure.key == key).scalar_subquery()
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == latest))


def forget_attempts(key: str) -> None:
    """Uncount all attempts of a key."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.key == key))


def forget_attempts_before(instant: datetime) -> int:
    """Remove what no window counts any more; how many there were."""
    return _changed(db.session.execute(delete(SignInFailure).where(SignInFailure.at < instant)))


def claim_link(token_hash: str, now: datetime) -> bool:
    """Use a link up, if nobody did before and it has not expired."""
    result = db.session.execute(
        update(SingleUseLink)
        .where(
            SingleUseLink.token_hash == token_hash,
            SingleUseLink.used_at.is_(None),
            SingleUseLink.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return _changed(result) == 1


def end_links(now: datetime, *, person_id: int | None) -> None:
    """Let the open links of a person (None: those of the first administrator) stop working."""
    owner = (
        SingleUseLink.person_id == person_id
        if person_id is not None
        else SingleUseLink.purpose == "first_administrator"
    )
    db.session.execute(
        update(SingleUseLink)
        .where(owner, SingleUseLink.used_at.is_(None), SingleUseLink.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def end_all_links(now: datetime) -> None:
    """Let every open link stop working."""
    db.session.execute(
        update(SingleUseLink)
        .where(SingleUseLink.used_at.is_(None), SingleUseLink.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_links_before(instant: datetime) -> int:
    """Remove links that ended before; how many there were."""
    return _changed(db.session.execute(delete(SingleUseLink).where(SingleUseLink.expires_at < instant)))


def insert_role(person_id: int, role: Role, unit_id: int | None) -> bool:
    """Give a role; False when the person has it already."""
    dialect = postgresql.insert if _is_postgresql() else sqlite.insert
    statement = dialect(RoleAssignment).values(person_id=person_id, role=str(role), unit_id=unit_id)
    given = statement.on_conflict_do_nothing().returning(RoleAssignment.id)
    return db.session.scalar(given) is not None


def delete_role(person_id: int, role: Role, unit_id: int | None) -> bool:
    """Take a role back; False when the person did not have it."""
    place = RoleAssignment.unit_id.is_(None) if unit_id is None else RoleAssignment.unit_id == unit_id
    result = db.session.execute(
        delete(RoleAssignment).where(
            RoleAssignment.person_id == person_id, RoleAssignment.role == str(role), place
        )
    )
    return _changed(result) > 0


def raise_epoch(person_id: int) -> None:
    """End all sessions of a person."""
    db.session.execute(
        update(Person).where(Person.id == person_id).values(session_epoch=Person.session_epoch + 1)
    )


def raise_all_epochs(least: int) -> None:
    """End all sessions. No epoch given before is met again if none had more than `least` successors."""
    db.session.execute(
        update(Person)
        .values(session_epoch=case((Person.session_epoch < least, least), else_=Person.session_epoch + 1))
        .execution_options(synchronize_session=False)
    )


def revoke_tokens(person_id: int, now: datetime) -> int:
    """Withdraw all tokens of a person; how many there were."""
    result = db.session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return _changed(result)


def note_use(token_id: int, day: date) -> None:
    """Keep the day on which a token was last used: written once a day."""
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < day))
        .values(last_used_on=day)
        .execution_options(synchronize_session=False)
    )


def move_paths(old: str, new: str) -> None:
    """Give a unit and everything below it their new paths."""
    rest = func.substr(Unit.path, len(old) + 1, type_=String)
    db.session.flush()
    db.session.execute(
        update(Unit)
        .where(Unit.path.startswith(old, autoescape=True))
        .values(path=literal(new, String) + rest)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()

"""Questions about awards."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from improve.awards.models import Award, KeptAward, Program
from improve.awards.policy import Permission
from improve.core.db import db
from improve.core.policy import Actor, allows


def visible_to(actor: Actor) -> Select[tuple[Award]]:
    """The awards an actor may see: those in force are honors and public inside the company; who gives
    awards sees the withdrawn ones as well."""
    statement = select(Award).options(
        joinedload(Award.program),
        joinedload(Award.project),
        joinedload(Award.person),
        joinedload(Award.given_by),
    )
    if not allows(actor, Permission.READ):
        return statement.where(false())
    if not allows(actor, Permission.GIVE):
        statement = statement.where(Award.withdrawn_at.is_(None))
    return statement.order_by(Award.given_on.desc(), Award.id.desc())


def programs(*, closed_too: bool = False) -> Select[tuple[Program]]:
    """The programs, open ones first."""
    statement = select(Program).order_by(Program.is_closed, Program.id)
    return statement if closed_too else statement.where(Program.is_closed.is_(False))


def given_since(day: date) -> tuple[int, int, int]:
    """Awards in force since a day: how many, to how many people, and the sum paid."""
    row = db.session.execute(
        select(
            func.count(Award.id),
            func.count(func.distinct(Award.person_id)),
            func.coalesce(func.sum(Award.amount), 0),
        ).where(Award.given_on >= day, Award.withdrawn_at.is_(None))
    ).one()
    return row[0], row[1], row[2]


def next_number(year: int) -> str:
    """The number of the next award of a year: 2026-007."""
    count = db.session.scalar(
        select(func.count(Award.id)).where(Award.number.startswith(f"{year}-", autoescape=True))
    )
    return f"{year}-{(count or 0) + 1:03}"


def kept_awards() -> Select[tuple[KeptAward]]:
    """The awards that wait for the name of an author, the newest first."""
    return (
        select(KeptAward)
        .options(joinedload(KeptAward.program), joinedload(KeptAward.project), joinedload(KeptAward.given_by))
        .order_by(KeptAward.given_on.desc(), KeptAward.id.desc())
    )

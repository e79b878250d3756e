"""Questions about rubrics and their versions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from improve.core.db import db
from improve.reviews.models import Round, Rubric, RubricVersion


def rubrics(*, with_closed: bool = False) -> Sequence[Rubric]:
    """The rubrics with their versions and criteria."""
    statement = (
        select(Rubric)
        .options(selectinload(Rubric.versions).selectinload(RubricVersion.criteria))
        .order_by(Rubric.is_closed, Rubric.id)
    )
    return db.session.scalars(
        statement if with_closed else statement.where(Rubric.is_closed.is_(False))
    ).all()


def latest_version(rubric_id: int) -> RubricVersion | None:
    """The version of a rubric that a new round gets."""
    return db.session.scalar(
        select(RubricVersion)
        .options(selectinload(RubricVersion.criteria))
        .where(RubricVersion.rubric_id == rubric_id)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )


def rounds_with(version_id: int) -> Sequence[Round]:
    """The rounds that use a version of a rubric."""
    return db.session.scalars(select(Round).where(Round.rubric_version_id == version_id)).all()

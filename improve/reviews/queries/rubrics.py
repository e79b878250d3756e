"""Questions about rubrics and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from improve.core.db import db
from improve.core.settled import settled
from improve.reviews.models import Anchor, Criterion, Round, Rubric, RubricVersion
from improve.reviews.values.questions import AskedCriterion, AskedRubric


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


@settled(Criterion, Anchor)
def asked_in(version_id: int) -> AskedRubric:
    """The criteria of a version of a rubric as plain values, in their order."""
    found = db.session.scalars(
        select(Criterion).where(Criterion.version_id == version_id).order_by(Criterion.position)
    )
    return AskedRubric(
        tuple(
            AskedCriterion(**{f.name: getattr(criterion, f.name) for f in fields(AskedCriterion)})
            for criterion in found
        )
    )

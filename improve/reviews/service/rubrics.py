"""Rubrics. A version that has been used is never touched."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews.events import RubricChanged, RubricCreated, RubricVersioned
from improve.reviews.models import Anchor, Criterion, Review, RoundItem, Rubric, RubricVersion
from improve.reviews.policy import COMPANY, Permission
from improve.reviews.queries import latest_version, rounds_with
from improve.reviews.rules import lifecycle
from improve.reviews.values import MOST_CRITERIA, CriterionData, RubricData, State


def create_rubric(data: RubricData, criteria: Sequence[CriterionData], *, by: Actor) -> Rubric:
    """Write a rubric; its first version begins."""
    authorize(by, Permission.MANAGE, COMPANY)
    _check_count(criteria)
    rubric = Rubric(name=data.name, is_closed=data.is_closed)
    db.session.add(rubric)
    db.session.flush()
    _add_version(rubric, 1, criteria, by)
    publish(RubricCreated(actor_id=by.actor_id, subject_id=rubric.id))
    return rubric


def change_rubric(
    rubric: Rubric, data: RubricData, criteria: Sequence[CriterionData], *, by: Actor
) -> RubricVersion:
    """Change it. Where a round has opened with the present version, other criteria make a new one; rounds that
    are still being prepared take it over.
    """
    authorize(by, Permission.MANAGE, COMPANY)
    _check_count(criteria)
    db.session.refresh(rubric, with_for_update=True)
    changed = [name for name in ("name", "is_closed") if getattr(rubric, name) != getattr(data, name)]
    for name in changed:
        setattr(rubric, name, getattr(data, name))
    version = latest_version(rubric.id)
    if version is None:
        version = _add_version(rubric, 1, criteria, by)
        changed.append("criteria")
    elif [_told(criterion) for criterion in version.criteria] != [_wanted(data) for data in criteria]:
        rounds = rounds_with(version.id)
        if lifecycle.is_frozen(states=[one.phase for one in rounds], reviews=_reviews_with(version.id)):
            fresh = _add_version(rubric, version.number + 1, criteria, by)
            for one in rounds:
                if one.phase is State.DRAFT:
                    one.rubric_version = fresh
            publish(RubricVersioned(actor_id=by.actor_id, subject_id=rubric.id, number=fresh.number))
            version = fresh
        else:
            version.criteria.clear()
            db.session.flush()  # the old places are free before the new criteria take them
            _fill(version, criteria)
            changed.append("criteria")
    if changed:
        publish(RubricChanged(actor_id=by.actor_id, subject_id=rubric.id, changed=tuple(changed)))
    return version


def _check_count(criteria: Sequence[CriterionData]) -> None:
    if not criteria:
        raise Invalid({"": [_l("A rubric needs at least one criterion.")]})
    if len(criteria) > MOST_CRITERIA:
        raise Invalid({"": [_l("At most %(most)s criteria fit.", most=MOST_CRITERIA)]})


def _reviews_with(version_id: int) -> int:
    rounds = [one.id for one in rounds_with(version_id)]
    found = (
        select(func.count())
        .select_from(Review)
        .join(RoundItem, RoundItem.id == Review.item_id)
        .where(RoundItem.round_id.in_(rounds))
    )
    return db.session.scalar(found) or 0


def _add_version(rubric: Rubric, number: int, criteria: Sequence[CriterionData], by: Actor) -> RubricVersion:
    version = RubricVersion(rubric=rubric, number=number, created_at=clock.now(), created_by_id=by.actor_id)
    _fill(version, criteria)
    db.session.add(version)
    db.session.flush()
    return version


def _fill(version: RubricVersion, criteria: Sequence[CriterionData]) -> None:
    for position, data in enumerate(criteria, 1):
        version.criteria.append(
            Criterion(
                position=position,
                name=data.name,
                question=data.question,
                weight=data.weight,
                anchors=[Anchor(value=value, label=label) for value, label in data.anchors.items()],
            )
        )


def _told(criterion: Criterion) -> tuple[object, ...]:
    return criterion.name, criterion.question, criterion.weight, criterion.labels


def _wanted(data: CriterionData) -> tuple[object, ...]:
    return data.name, data.question, data.weight, data.anchors

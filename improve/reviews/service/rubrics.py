"""Rubrics. A version that has been used is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from improve.reviews.rules.rubrics import bounds_of, checked
from improve.reviews.values import MOST_CRITERIA, CriterionData, RubricData, State
from improve.suggestions.queries import categories

PLAIN = ("name", "question", "weight", "kind", "in_total", "category_id", "examples")


def create_rubric(data: RubricData, criteria: Sequence[CriterionData], *, by: Actor) -> Rubric:
    """Write a rubric; its first version begins."""
    authorize(by, Permission.MANAGE, COMPANY)
    criteria = _checked(criteria)
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
    criteria = _checked(criteria)
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


def _checked(criteria: Sequence[CriterionData]) -> list[CriterionData]:
    if not criteria:
        raise Invalid({"": [_l("A rubric needs at least one criterion.")]})
    if len(criteria) > MOST_CRITERIA:
        raise Invalid({"": [_l("At most %(most)s criteria fit.", most=MOST_CRITERIA)]})
    known = {category.id for category in categories(with_closed=True)}
    found = [checked(data) for data in criteria]
    if not any(data.in_total and data.category_id is None for data in found):
        raise Invalid({"": [_l("At least one criterion must count for ideas of every category.")]})
    return [data if data.category_id in known else replace(data, category_id=None) for data in found]


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
                weight=data.weight or 1,
                kind=data.kind,
                in_total=data.in_total,
                category_id=data.category_id,
                examples=data.examples,
                lowest=bounds_of(data.kind)[0],
                highest=bounds_of(data.kind)[1],
                anchors=[Anchor(value=value, label=label) for value, label in data.anchors.items()],
            )
        )


def _told(criterion: Criterion) -> tuple[object, ...]:
    return (*(getattr(criterion, name) for name in PLAIN), criterion.labels)


def _wanted(data: CriterionData) -> tuple[object, ...]:
    return (*(getattr(data, name) for name in PLAIN), data.anchors)

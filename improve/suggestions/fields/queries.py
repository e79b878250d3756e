"""Questions about extra fields and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from improve.core.db import LARGEST_ID, db
from improve.suggestions.fields.models import Field, FieldAnswer
from improve.suggestions.models import Category


def fields_of(category_id: int | None, *, with_closed: bool = False) -> Sequence[Field]:
    """The extra fields of a category in their order, with their versions."""
    if category_id is None or not 0 < category_id <= LARGEST_ID:
        return ()
    statement = (
        select(Field)
        .options(selectinload(Field.versions))
        .where(Field.category_id == category_id)
        .order_by(Field.order, Field.id)
    )
    if not with_closed:
        statement = statement.where(Field.is_closed.is_(False))
    return db.session.scalars(statement).all()


def all_fields() -> Sequence[Field]:
    """The fields of all categories, closed ones included: the columns of an export."""
    return db.session.scalars(
        select(Field)
        .join(Category)
        .options(selectinload(Field.versions), joinedload(Field.category))
        .order_by(Category.order, Category.id, Field.order, Field.id)
    ).all()


def field_of(category_id: int, field_id: int) -> Field | None:
    """A field of this category and no other."""
    if not 0 < field_id <= LARGEST_ID:
        return None
    return db.session.scalar(select(Field).where(Field.id == field_id, Field.category_id == category_id))


def answers_of(suggestion_ids: Iterable[int]) -> dict[int, list[FieldAnswer]]:
    """The answers of ideas with field and version, in the order of the fields."""
    ids = list(suggestion_ids)
    found: dict[int, list[FieldAnswer]] = {suggestion_id: [] for suggestion_id in ids}
    rows = db.session.scalars(
        select(FieldAnswer)
        .join(FieldAnswer.field)
        .options(joinedload(FieldAnswer.field), joinedload(FieldAnswer.version))
        .where(FieldAnswer.suggestion_id.in_(ids))
        .order_by(FieldAnswer.suggestion_id, Field.order, Field.id)
    )
    for answer in rows:
        found[answer.suggestion_id].append(answer)
    return found

"""Questions about unnamed authors. A claim opens one idea to whoever has the code; nothing leads the other way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person, Unit
from improve.accounts.queries import in_tree_order
from improve.core.db import db
from improve.suggestions.anonymity import codes, places
from improve.suggestions.anonymity.models import (
    AnonymitySettings,
    Claim,
    Letter,
    LetterKind,
    LetterPhoto,
    NamedCategory,
)
from improve.suggestions.models import Category, Comment, Suggestion
from improve.suggestions.queries import categories, with_names
from improve.suggestions.values import CommentKind

NOWHERE = "0" * 64


def settings() -> AnonymitySettings:
    """The company's choice; a row that is not stored stands for "nowhere"."""
    return db.session.get(AnonymitySettings, 1) or AnonymitySettings(
        id=1, for_members=False, at_places=False, link_number=1
    )


def named_category_ids() -> set[int]:
    """The categories that take ideas with a name only."""
    return set(db.session.scalars(select(NamedCategory.category_id)))


def open_categories() -> list[Category]:
    """The open categories that take ideas without a name."""
    named = named_category_ids()
    return [category for category in categories() if category.id not in named]


def takes_unnamed(*, for_place: bool) -> bool:
    """Are ideas taken without a name through this channel?"""
    company = settings()
    return company.at_places if for_place else company.for_members


def claim_of(code_hash: str) -> Claim | None:
    """The claim of a code. Compared in constant time, also when there is nothing to compare with."""
    found = db.session.scalar(select(Claim).where(Claim.code_hash == code_hash))
    return found if codes.same(found.code_hash if found is not None else NOWHERE, code_hash) else None


def idea_letter_of(code_hash: str) -> Letter | None:
    """The idea of a code while it is in the box."""
    found = db.session.scalar(
        select(Letter).where(Letter.code_hash == code_hash, Letter.kind == LetterKind.IDEA)
    )
    return found if codes.same(found.code_hash if found is not None else NOWHERE, code_hash) else None


def is_claimed(suggestion: Suggestion) -> bool:
    """Is its author somebody unnamed who can come back?"""
    if suggestion.author_id is not None or suggestion.author_name is not None:
        return False
    return db.session.get(Claim, suggestion.id) is not None


def claimed_idea(claim: Claim) -> Suggestion:
    """The idea of a claim, for the holder of its code: also where only handlers would see it."""
    found = db.session.scalar(with_names(select(Suggestion)).where(Suggestion.id == claim.suggestion_id))
    if found is None:
        raise LookupError("a claim without its idea")
    return found


def said_about(suggestion_id: int) -> Sequence[Comment]:
    """What the author reads of the comments: no notes of handlers, nothing that is hidden or removed."""
    return db.session.scalars(
        select(Comment)
        .options(joinedload(Comment.author))
        .where(
            Comment.suggestion_id == suggestion_id,
            Comment.kind != CommentKind.NOTE,
            Comment.hidden_at.is_(None),
            Comment.removed_at.is_(None),
        )
        .order_by(Comment.id)
    ).all()


def waiting_letters(code_hash: str) -> Sequence[Letter]:
    """What the author put into the box about an idea that is delivered already."""
    return db.session.scalars(
        select(Letter)
        .where(Letter.code_hash == code_hash, Letter.kind != LetterKind.IDEA)
        .order_by(Letter.day, Letter.key)
    ).all()


def photos_of(letter_key: str) -> Sequence[LetterPhoto]:
    """The photos of an idea in the box."""
    return db.session.scalars(
        select(LetterPhoto).where(LetterPhoto.letter_key == letter_key).order_by(LetterPhoto.number)
    ).all()


def letters_before(day: date | None) -> Select[tuple[str]]:
    """The keys of what was put in before a day; None: all."""
    statement = select(Letter.key)
    return statement if day is None else statement.where(Letter.day < day)


def letter_count() -> int:
    """How many letters are in the box."""
    return db.session.scalar(select(func.count()).select_from(Letter)) or 0


def unit_map() -> dict[int, int | None]:
    """For each unit the one that is shown in its place: see `places`."""
    parents = dict(db.session.execute(select(Unit.id, Unit.parent_id)).tuples().all())
    people = dict(
        db.session.execute(
            select(Person.unit_id, func.count())
            .where(Person.unit_id.is_not(None), Person.disabled_at.is_(None))
            .group_by(Person.unit_id)
        )
        .tuples()
        .all()
    )
    return places.shown_units(parents, {unit: n for unit, n in people.items() if unit is not None})


def lifted(unit_id: int | None) -> int | None:
    """The unit that is shown in the place of this one."""
    return unit_map().get(unit_id) if unit_id is not None else None


def shown_units() -> list[Unit]:
    """The open units that an unnamed author can choose, in the order of the tree."""
    shown = {unit for unit, instead in unit_map().items() if unit == instead}
    found: Iterable[Unit] = db.session.scalars(select(Unit).where(Unit.is_closed.is_(False)))
    return [unit for unit in in_tree_order(list(found)) if unit.id in shown]


def claimed_places() -> Select[tuple[int, int]]:
    """(idea, unit) of the ideas of unnamed authors that have a unit."""
    return (
        select(Suggestion.id, Suggestion.unit_id)
        .join(Claim, Claim.suggestion_id == Suggestion.id)
        .where(Suggestion.unit_id.is_not(None))
        .with_only_columns(Suggestion.id, Suggestion.unit_id)
    )

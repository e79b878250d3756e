"""What merged ideas lend, given up: whoever takes a ballot back or stops following means those, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select, tuple_

from improve.core.db import db
from improve.suggestions.merging.models import (
    LentAuthor,
    LentBallot,
    LentFollower,
    LentName,
    LentVote,
    Merge,
)


def _into(suggestion_id: int) -> Select[tuple[int]]:
    return select(Merge.id).where(Merge.target_id == suggestion_id, Merge.undone_at.is_(None))


def imported_totals(suggestion_id: int) -> tuple[int, int]:
    """What merged ideas add to the totals of an idea that were counted elsewhere: for and against."""
    row = db.session.execute(
        select(func.sum(Merge.imported_for), func.sum(Merge.imported_against)).where(
            Merge.target_id == suggestion_id, Merge.undone_at.is_(None)
        )
    ).one()
    return row[0] or 0, row[1] or 0


def forget_vote(suggestion_id: int, person_id: int) -> None:
    """Nothing that was merged here counts for this person any more."""
    _forget(LentVote, LentVote.person_id == person_id, suggestion_id)


def forget_follower(suggestion_id: int, person_id: int) -> None:
    """Nothing that was merged here makes this person follow any more."""
    _forget(LentFollower, LentFollower.person_id == person_id, suggestion_id)


def forget_author(suggestion_id: int, person_id: int) -> None:
    """Nothing that was merged here makes this person a co-author any more."""
    _forget(LentAuthor, LentAuthor.person_id == person_id, suggestion_id)


def forget_name(suggestion_id: int, name: str) -> None:
    """Nothing that was merged here makes this name one of a co-author any more."""
    _forget(LentName, LentName.name == name, suggestion_id)


def forget_votes(keys: Sequence[tuple[int, int]]) -> None:
    """The same for many: (idea, person)."""
    _forget_many(LentVote, LentVote.person_id, keys)


def forget_ballots(keys: Sequence[tuple[int, str]]) -> None:
    """The same for names: (idea, voter)."""
    _forget_many(LentBallot, LentBallot.voter, keys)


def _forget(model: Any, whose: Any, suggestion_id: int) -> None:
    db.session.execute(
        delete(model)
        .where(whose, model.merge_id.in_(_into(suggestion_id)))
        .execution_options(synchronize_session=False)
    )


def _forget_many(model: Any, key: Any, keys: Sequence[tuple[int, Any]]) -> None:
    """Only among the ideas that something was merged into: mostly none."""
    targets = db.session.execute(
        select(Merge.target_id, Merge.id).where(
            Merge.target_id.in_({suggestion_id for suggestion_id, _whose in keys}), Merge.undone_at.is_(None)
        )
    ).all()
    pairs = [(merge_id, whose) for target, merge_id in targets for idea, whose in keys if idea == target]
    for start in range(0, len(pairs), 500):
        db.session.execute(
            delete(model)
            .where(tuple_(model.merge_id, key).in_(pairs[start : start + 500]))
            .execution_options(synchronize_session=False)
        )

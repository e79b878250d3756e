"""Lending, and making what is lent anew: statements over whole sets. The caller holds the locks on both ideas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, literal, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.crediting.models import NamedCoAuthor
from improve.suggestions.merging.models import (
    LentAuthor,
    LentBallot,
    LentFollower,
    LentName,
    LentVote,
    Merge,
    VoteAside,
)
from improve.suggestions.models import CoAuthor, Follower, Suggestion, Vote
from improve.suggestions.values import AGAINST, FOR, MOST_PER_QUARTER
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.voting import store as budgets
from improve.suggestions.voting.models import SpentVote, VoteBudget


@dataclass(frozen=True)
class Kept:
    """A set that an idea has, and how it is lent: by `key`, with what else stands in a row."""

    own: Any
    lent: Any
    key: str
    more: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, *self.more)


VOTES = Kept(Vote, LentVote, "person_id", ("value", "at"))
BALLOTS = Kept(ImportedBallot, LentBallot, "voter", ("value", "at"))
AUTHORS = Kept(CoAuthor, LentAuthor, "person_id")
NAMES = Kept(NamedCoAuthor, LentName, "name")
FOLLOWERS = Kept(Follower, LentFollower, "person_id", ("is_muted",))
ALL = (VOTES, BALLOTS, AUTHORS, NAMES, FOLLOWERS)


def lock(*suggestion_ids: int) -> None:
    """Lock ideas, always in the order of their ids: two handlers at once wait and do not block each other."""
    db.session.execute(
        select(Suggestion.id)
        .where(Suggestion.id.in_(suggestion_ids))
        .order_by(Suggestion.id)
        .with_for_update(of=Suggestion)
    ).all()


def lend(merge: Merge, source: Suggestion) -> None:
    """Note everything that the source has now as lent by the merging."""
    for kept in ALL:
        columns = [getattr(kept.own, name) for name in kept.columns]
        rows = select(literal(merge.id), *columns).where(kept.own.suggestion_id == source.id)
        db.session.execute(insert(kept.lent).from_select(["merge_id", *kept.columns], rows))
    if source.author_id is not None:
        _add(LentAuthor, {"merge_id": merge.id, "person_id": source.author_id})
    elif source.author_name:
        _add(LentName, {"merge_id": merge.id, "name": source.author_name})


def credit(merge: Merge, person_id: int) -> None:
    """Note somebody as an author of the source who became known later."""
    _add(LentAuthor, {"merge_id": merge.id, "person_id": person_id})


def settle(target: Suggestion, *, takes_against: bool) -> None:
    """Make what is lent to an idea anew, from all mergings into it that stand, the earliest first.

    `takes_against`: ballots against it count; where a category takes support only, they are left out.
    """
    values = (FOR, AGAINST) if takes_against else (FOR,)
    _remove_lent(FOLLOWERS, target)
    _remove_lent(VOTES, target)
    _renew(BALLOTS, target, LentBallot.value.in_(values))
    _renew(AUTHORS, target, LentAuthor.person_id.is_distinct_from(target.author_id))
    _renew(NAMES, target, LentName.name.is_distinct_from(target.author_name))
    _insert_lent(FOLLOWERS, target, or_(LentFollower.is_muted.is_(False), _not_theirs(target)))
    _set_aside(target)
    _bring_back(target)
    _insert_lent(VOTES, target, LentVote.value.in_(values), LentVote.person_id.not_in(_authors(target)))
    db.session.expire(target)
    budgets.count_anew([target.id])


def _not_theirs(target: Suggestion) -> ColumnElement[bool]:
    """The target concerns them by itself in no way: then silence about the source is no silence about it."""
    person = LentFollower.person_id
    wrote = select(CoAuthor.person_id).where(CoAuthor.suggestion_id == target.id, CoAuthor.merge_id.is_(None))
    voted = select(Vote.person_id).where(Vote.suggestion_id == target.id, Vote.merge_id.is_(None))
    return and_(person.is_distinct_from(target.author_id), person.not_in(wrote), person.not_in(voted))


def add_imported(target: Suggestion, votes_for: int, votes_against: int) -> None:
    """Add to the totals that were counted elsewhere; negative numbers take away."""
    db.session.execute(
        update(Suggestion)
        .where(Suggestion.id == target.id)
        .values(
            imported_for=Suggestion.imported_for + votes_for,
            imported_against=Suggestion.imported_against + votes_against,
            votes=Suggestion.votes + votes_for,
        )
        .execution_options(synchronize_session=False)
    )


def _renew(kept: Kept, target: Suggestion, *fits: ColumnElement[bool]) -> None:
    _remove_lent(kept, target)
    _insert_lent(kept, target, *fits)


def _remove_lent(kept: Kept, target: Suggestion) -> None:
    db.session.execute(
        delete(kept.own)
        .where(kept.own.suggestion_id == target.id, kept.own.merge_id.is_not(None))
        .execution_options(synchronize_session=False)
    )


def _insert_lent(kept: Kept, target: Suggestion, *fits: ColumnElement[bool]) -> None:
    """What is there by itself stands; of several that lend the same, the first merging counts."""
    columns = [getattr(kept.lent, name) for name in kept.columns]
    rows = (
        select(literal(target.id), *columns, kept.lent.merge_id)
        .join(Merge, Merge.id == kept.lent.merge_id)
        .where(Merge.target_id == target.id, Merge.undone_at.is_(None), *fits)
        .order_by(kept.lent.merge_id)
    )
    into = ["suggestion_id", *kept.columns, "merge_id"]
    db.session.execute(_insert(kept.own).from_select(into, rows).on_conflict_do_nothing())


def _authors(target: Suggestion) -> Select[Any]:
    alone: Select[Any] = select(Suggestion.author_id).where(
        Suggestion.id == target.id, Suggestion.author_id.is_not(None)
    )
    together = select(CoAuthor.person_id).where(CoAuthor.suggestion_id == target.id)
    both = union(alone, together).subquery()
    return select(both.c[0])


def _set_aside(target: Suggestion) -> None:
    """The ballots of who is an author now: out of the count, with the budget they were taken from."""
    own = (Vote.suggestion_id == target.id, Vote.person_id.in_(_authors(target)))
    spent = (SpentVote.suggestion_id == Vote.suggestion_id) & (SpentVote.person_id == Vote.person_id)
    rows = select(Vote.suggestion_id, Vote.person_id, Vote.value, Vote.at, SpentVote.budget_id).outerjoin(
        SpentVote, spent
    )
    found = db.session.execute(rows.where(*own)).all()
    for row in found:
        before = (VoteAside.suggestion_id == row.suggestion_id, VoteAside.person_id == row.person_id)
        db.session.execute(delete(VoteAside).where(*before).execution_options(synchronize_session=False))
        _add(VoteAside, row._asdict())
        budgets.give_back(row.suggestion_id, row.person_id)
    if found:
        db.session.execute(delete(Vote).where(*own).execution_options(synchronize_session=False))


def _bring_back(target: Suggestion) -> None:
    """The ballots of who is an author no more; one that was cast since stands."""
    aside = (VoteAside.suggestion_id == target.id, VoteAside.person_id.not_in(_authors(target)))
    for row in db.session.scalars(select(VoteAside).where(*aside)).all():
        key = {"suggestion_id": row.suggestion_id, "person_id": row.person_id}
        if _add(Vote, {**key, "value": row.value, "at": row.at}) and row.budget_id is not None:
            _spend_again(key, row.budget_id)
    db.session.execute(delete(VoteAside).where(*aside).execution_options(synchronize_session=False))


def _spend_again(key: dict[str, int], budget_id: int) -> None:
    """A budget may be overdrawn by this: the vote was there before what was spent since."""
    _add(SpentVote, {**key, "budget_id": budget_id})
    db.session.execute(
        update(VoteBudget)
        .where(VoteBudget.id == budget_id, VoteBudget.spent < MOST_PER_QUARTER)
        .values(spent=VoteBudget.spent + 1)
        .execution_options(synchronize_session=False)
    )


def _insert(model: Any) -> Any:
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(model)


def _add(model: Any, values: dict[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it was."""
    key = next(iter(model.__table__.primary_key.columns))
    added = db.session.execute(_insert(model).values(values).on_conflict_do_nothing().returning(key)).first()
    return added is not None

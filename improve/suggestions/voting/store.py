"""Rationed votes as single statements, and the counts of hidden ballots: right under any concurrency.

The order of locks is always idea, ballot, budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.values import AGAINST, FOR
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.voting.models import SpentVote, VoteBudget

AT_ONCE = 500


def spend(suggestion_id: int, person_id: int, category_id: int, quarter: date, most: int) -> bool:
    """Take one vote from a budget for this ballot. False, and nothing taken, when none is left.

    One statement decides: it locks the row of the budget, so that many at once never get more than `most`.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    budget_id = db.session.scalar(
        insert(VoteBudget)
        .values(person_id=person_id, category_id=category_id, quarter=quarter, spent=1)
        .on_conflict_do_update(
            index_elements=["person_id", "category_id", "quarter"],
            set_={"spent": VoteBudget.spent + 1},
            where=VoteBudget.spent < most,
        )
        .returning(VoteBudget.id)
        .execution_options(synchronize_session=False)
    )
    if budget_id is None:
        return False
    db.session.execute(
        insert(SpentVote).values(suggestion_id=suggestion_id, person_id=person_id, budget_id=budget_id)
    )
    return True


def give_back(suggestion_id: int, person_id: int) -> None:
    """Put the vote of a ballot that is gone back to where it came from. It counts in its own quarter only."""
    budget_id = db.session.scalar(
        delete(SpentVote)
        .where(SpentVote.suggestion_id == suggestion_id, SpentVote.person_id == person_id)
        .returning(SpentVote.budget_id)
        .execution_options(synchronize_session=False)
    )
    if budget_id is not None:
        db.session.execute(
            update(VoteBudget)
            .where(VoteBudget.id == budget_id, VoteBudget.spent > 0)
            .values(spent=VoteBudget.spent - 1)
            .execution_options(synchronize_session=False)
        )


def count_anew(suggestion_ids: Sequence[int], *, publish: bool = False) -> None:
    """Set the counters of these ideas to the ballots that there are.

    Ideas whose counts are hidden are left alone, unless `publish`: then they are hidden no more. First come
    the locks on the ideas, then the count: whoever casts a vote holds the idea's lock, too, so each ballot is
    in the count once.
    """
    for ids in _parts(sorted(suggestion_ids)):
        wanted = select(
            Suggestion.id,
            Suggestion.imported_for,
            Suggestion.imported_against,
            Suggestion.counts_hidden_until,
        ).where(Suggestion.id.in_(ids))
        if not publish:
            wanted = wanted.where(Suggestion.counts_hidden_until.is_(None))
        locked = db.session.execute(wanted.order_by(Suggestion.id).with_for_update(of=Suggestion)).all()
        counted = ballots_of(row.id for row in locked)
        changed = [
            {
                "id": row.id,
                "votes_for": up,
                "votes_against": down,
                "votes": up + row.imported_for,
                "best": best(up + row.imported_for, down + row.imported_against),
                "counts_hidden_until": None,
            }
            for row in locked
            for up, down in (counted[row.id],)
        ]
        if changed:
            db.session.execute(update(Suggestion), changed)
    db.session.expire_all()


def ballots_of(suggestion_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many ballots are for and against each idea: those of people and of imported names."""
    ids = list(suggestion_ids)
    ups, downs = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for model in (Vote, ImportedBallot):
        rows = db.session.execute(
            select(
                model.suggestion_id,
                func.sum(case((model.value == FOR, 1), else_=0)),
                func.sum(case((model.value == AGAINST, 1), else_=0)),
            )
            .where(model.suggestion_id.in_(ids))
            .group_by(model.suggestion_id)
        )
        for suggestion_id, up, down in rows:
            ups[suggestion_id] += up
            downs[suggestion_id] += down
    return {suggestion_id: (ups[suggestion_id], downs[suggestion_id]) for suggestion_id in ids}


def hide(category_id: int, until: date) -> None:
    """Let the counters of a category's ideas stand still until a day."""
    db.session.execute(
        update(Suggestion)
        .where(Suggestion.category_id == category_id)
        .values(counts_hidden_until=until)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]

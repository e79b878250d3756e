"""Statements that the ORM cannot say. Called by the services only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Float,
    Integer,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import Base, db
from improve.reviews.models import (
    Assignment,
    AuthorResponse,
    Ballot,
    Bid,
    Committee,
    Decision,
    Expertise,
    Lead,
    Practice,
    PracticeReview,
    Rating,
    Reminder,
    Review,
    ReviewDraft,
    Round,
    RoundItem,
    Score,
    Summary,
    Vote,
)
from improve.reviews.values import Reminding

# Built once, on the tables themselves: scores are what is saved most, and nothing in the session follows them.
_ROUNDS: Any = Round.__table__
_ITEMS: Any = RoundItem.__table__
_REVIEWS: Any = Review.__table__
_SCORES: Any = Score.__table__
# The round first, as everybody does.
_LOCKED = (
    " FROM reviews_item JOIN reviews_round ON reviews_round.id = reviews_item.round_id"
    " WHERE reviews_item.id = :item FOR SHARE OF reviews_round FOR UPDATE OF reviews_item"
)
_LOCK = text(f"SELECT reviews_item.id{_LOCKED}").bindparams(bindparam("item", type_=Integer))
# PostgreSQL plans anew for each member what it has prepared, because it hopes for a cheaper plan; until the end of the
# transaction it keeps the plan instead. With the lock, so that saying so takes no statement of its own.
_KEEP_PLANS = "set_config('plan_cache_mode', 'force_generic_plan', true)"
_LOCK_AND_KEEP_PLANS = text(f"SELECT reviews_item.id, {_KEEP_PLANS}{_LOCKED}").bindparams(
    bindparam("item", type_=Integer)
)
_SUPERSEDE = (
    update(_REVIEWS)
    .where(
        _REVIEWS.c.item_id == bindparam("item"),
        _REVIEWS.c.reviewer_key == bindparam("key"),
        _REVIEWS.c.is_current,
    )
    .values(is_current=False)
    .returning(_REVIEWS.c.revision)
)
_REVIEW = insert(_REVIEWS).returning(_REVIEWS.c.id)
_SCORE = insert(_SCORES)


def _at_once() -> Any:
    """PostgreSQL stores a review with its answers in one statement; `criteria`, `values` and `texts` are theirs."""
    columns = [column.name for column in _REVIEWS.columns if column.name != "id"]
    given = insert(_REVIEWS).values({name: bindparam(name) for name in columns}).returning(_REVIEWS.c.id)
    added = given.cte("given")
    lists = {"criteria": Integer, "values": Float, "texts": String}
    found = func.unnest(*(bindparam(name, type_=ARRAY(kind)) for name, kind in lists.items()))
    told = found.table_valued("criterion_id", "value", "text").render_derived(name="told")
    answers = select(added.c.id, *told.c).join_from(added, told, true())
    into = insert(_SCORES).from_select(["review_id", "criterion_id", "value", "text"], answers)
    return into.returning(_SCORES.c.review_id)


_WHOLE_REVIEW = _at_once()


@contextmanager
def scored_together() -> Iterator[None]:
    """Scores that come at the same time share a commit (`core.commits`); nothing else is shared."""
    yield


def _do(statement: Any, values: Any) -> Any:
    db.session.flush()
    return db.session.connection().execute(statement, values)


def lock_round(held: Round) -> None:
    """Nobody else changes the round's state or saves a score in it until the transaction ends."""
    db.session.refresh(held, ["state", "opens_on", "closes_on"], with_for_update=True)


def lock_for_scoring(item: RoundItem) -> None:
    """The round stays as it is, and no second score of this idea is saved at the same time."""
    db.session.refresh(item.round, ["state", "opens_on", "closes_on"], with_for_update={"read": True})
    db.session.execute(select(RoundItem.id).where(RoundItem.id == item.id).with_for_update())


def lock_seat(item_id: int, *, is_whole: bool = False) -> None:
    """The same for what is read afterwards. On SQLite there is one writer at a time, and that is us. `is_whole`: the
    transaction is there for this score alone, so that the plans of its few statements are worth keeping.
    """
    if db.engine.dialect.name == "postgresql":
        _do(_LOCK_AND_KEEP_PLANS if is_whole else _LOCK, {"item": item_id})


def lock_committee(committee: Committee) -> None:
    """Nobody else changes its members until the transaction ends."""
    db.session.execute(select(Committee.id).where(Committee.id == committee.id).with_for_update())


def supersede_review(item_id: int, reviewer_key: str) -> int:
    """The current review of somebody is no longer that. Answers the number of the next revision."""
    last = _do(_SUPERSEDE, {"item": item_id, "key": reviewer_key}).scalar()
    return (last or 0) + 1


def insert_review(review: Mapping[str, Any], scores: Sequence[Mapping[str, Any]]) -> int:
    """Store a review with its answers; the id of the review."""
    if scores and db.engine.dialect.name == "postgresql":
        columns = {"criteria": "criterion_id", "values": "value", "texts": "text"}
        lists = {name: [one[column] for one in scores] for name, column in columns.items()}
        whole: int = _do(_WHOLE_REVIEW, {**review, **lists}).first()[0]
        return whole
    review_id: int = _do(_REVIEW, review).scalar_one()
    if scores:
        _do(_SCORE, [{"review_id": review_id, **one} for one in scores])
    return review_id


def supersede_decision(item_id: int, at: datetime) -> None:
    """The decision in force is no longer that; it stays in the record."""
    db.session.execute(
        update(Decision)
        .where(Decision.item_id == item_id, Decision.superseded_at.is_(None))
        .values(superseded_at=at)
        .execution_options(synchronize_session=False)
    )


def claim_reminder(
    round_id: int, closes_on: date, days_before: int, at: datetime, about: Reminding = Reminding.SCORES
) -> bool:
    """True for the one worker that sends this reminder."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    claimed = db.session.scalar(
        insert(Reminder)
        .values(round_id=round_id, about=about, closes_on=closes_on, days_before=days_before, sent_at=at)
        .on_conflict_do_nothing()
        .returning(Reminder.id)
    )
    return claimed is not None


def unassign(suggestion_id: int, person_id: int) -> None:
    """Somebody is not asked to score an idea any more, in no round, and what they had begun is gone."""
    items = select(RoundItem.id).where(RoundItem.suggestion_id == suggestion_id)
    for model in (Assignment, Bid, ReviewDraft):
        db.session.execute(
            delete(model)
            .where(model.person_id == person_id, model.item_id.in_(items))
            .execution_options(synchronize_session="fetch")
        )


def drop_assignments(assignment_ids: list[int]) -> None:
    """These assignments end."""
    for start in range(0, len(assignment_ids), 500):
        db.session.execute(
            delete(Assignment)
            .where(Assignment.id.in_(assignment_ids[start : start + 500]))
            .execution_options(synchronize_session="fetch")
        )


def forget_expertise(person_id: int) -> None:
    """What somebody knows is written anew."""
    db.session.execute(
        delete(Expertise)
        .where(Expertise.person_id == person_id)
        .execution_options(synchronize_session="fetch")
    )


def keep_draft(item_id: int, person_id: int, fields: dict[str, str], at: datetime) -> None:
    """Put the fields in the place of those kept before; two at once leave one."""
    _put(ReviewDraft, {"item_id": item_id, "person_id": person_id}, {"fields": fields, "saved_at": at})


def _put(model: type[Base], key: dict[str, int], values: dict[str, Any]) -> None:
    """Insert a row, or give the one with this key these values."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    made = insert(model).values(**key, **values)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=list(key), set_={name: made.excluded[name] for name in values}
        ),
        execution_options={"synchronize_session": False},
    )


def forget_draft(item_id: int, person_id: int) -> None:
    """What was begun is handed in, or not wanted any more."""
    db.session.execute(
        delete(ReviewDraft)
        .where(ReviewDraft.item_id == item_id, ReviewDraft.person_id == person_id)
        .execution_options(synchronize_session="fetch")
    )


def lock_for_practice(held: Round) -> None:
    """The round and its practice ideas stay as they are until the transaction ends."""
    db.session.refresh(held, ["state", "opens_on", "closes_on"], with_for_update={"read": True})


def keep_practice(
    practice_id: int, person_id: int, answers: Mapping[int, float | None], score: float | None, at: datetime
) -> bool:
    """Keep what somebody gave a practice idea; False where they have scored it before."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    kept = db.session.scalar(
        insert(PracticeReview)
        .values(
            practice_id=practice_id,
            person_id=person_id,
            answers={str(one): value for one, value in answers.items()},
            score=score,
            submitted_at=at,
        )
        .on_conflict_do_nothing()
        .returning(PracticeReview.id)
    )
    return kept is not None


def close_ranks(round_id: int) -> None:
    """The practice ideas that are left are numbered from 1 on."""
    left = db.session.scalars(select(Practice).where(Practice.round_id == round_id).order_by(Practice.place))
    for place, one in enumerate(left.all(), 1):
        one.place = place
        db.session.flush()


def keep_wish(item_id: int, person_id: int, wish: str, at: datetime) -> None:
    """Put a wish in the place of the one before; two at once leave one."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    made = insert(Bid).values(item_id=item_id, person_id=person_id, wish=wish, said_at=at)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["item_id", "person_id"],
            set_={"wish": made.excluded.wish, "said_at": made.excluded.said_at},
        ),
        execution_options={"synchronize_session": False},
    )


def drop_wishes(person_id: int, item_ids: list[int]) -> None:
    """Somebody wishes nothing of these ideas any more."""
    db.session.execute(
        delete(Bid)
        .where(Bid.person_id == person_id, Bid.item_id.in_(item_ids))
        .execution_options(synchronize_session="fetch")
    )


def drop_lead(item_id: int) -> None:
    """Nobody leads the discussion of an idea any more."""
    db.session.execute(
        delete(Lead).where(Lead.item_id == item_id).execution_options(synchronize_session="fetch")
    )


def supersede_summary(item_id: int) -> None:
    """The current summary of an idea is no longer that; it stays in the record."""
    db.session.execute(
        update(Summary)
        .where(Summary.item_id == item_id, Summary.is_current)
        .values(is_current=False)
        .execution_options(synchronize_session="fetch")
    )


def lock_for_ballot(held: Round, vote: Vote) -> None:
    """The vote stays open, or closed, until the transaction ends."""
    db.session.refresh(held, ["state", "opens_on", "closes_on"], with_for_update={"read": True})
    db.session.refresh(vote, ["closed_at"], with_for_update={"read": True})


def keep_rating(rated: Review, person_id: int, is_helpful: bool, at: datetime) -> None:
    """One voice of each person for each comment; the caller has locked the idea."""
    same = select(Review.id).where(Review.item_id == rated.item_id, Review.reviewer_key == rated.reviewer_key)
    db.session.execute(
        delete(Rating)
        .where(Rating.person_id == person_id, Rating.review_id.in_(same))
        .execution_options(synchronize_session="fetch")
    )
    db.session.add(Rating(review_id=rated.id, person_id=person_id, is_helpful=is_helpful, said_at=at))
    db.session.flush()


def lock_vote(vote: Vote) -> None:
    """No ballot comes in until the transaction ends."""
    db.session.refresh(vote, ["closed_at"], with_for_update=True)


def keep_ballot(vote_id: int, person_id: int, marks: dict[str, int], at: datetime) -> None:
    """Put a ballot in the place of the one before; two at once leave one."""
    _put(Ballot, {"vote_id": vote_id, "person_id": person_id}, {"marks": marks, "cast_at": at})


def lock_response(item_id: int) -> AuthorResponse | None:
    """What an idea's authors may answer, as nobody else changes it until the transaction ends."""
    return db.session.scalar(
        select(AuthorResponse)
        .where(AuthorResponse.item_id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )

"""What a merging, or its end, would change: the same sets as `store` makes, counted beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.crediting.models import NamedCoAuthor
from improve.suggestions.merging.models import LentAuthor, LentBallot, LentVote, Merge, VoteAside
from improve.suggestions.models import CoAuthor, Comment, Follower, Suggestion, Vote
from improve.suggestions.queries import authors_of, unnamed_among, visible_comments
from improve.suggestions.values import AGAINST, FOR, CommentKind, Voting
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.voting.queries import rule_of, shown_counts

Cast = Mapping[int | str, int]  # who voted, a person's id or a name -> how


@dataclass(frozen=True)
class Votes:
    """How two ideas stand by themselves and united; `both`: who voted for or against both and counts once."""

    source: int
    target: int
    both: int
    united: int
    united_against: int
    of_authors: int
    left_out: int


@dataclass(frozen=True)
class Outlook:
    """What uniting would bring. `votes` is None where the reader may not see the counts."""

    votes: Votes | None
    new_authors: Sequence[str]
    is_unnamed: bool
    followers: int
    new_followers: int
    comments: int


@dataclass(frozen=True)
class Parting:
    """The votes of both ideas once they are parted, and who is no longer a co-author; None: as above."""

    source: int | None
    target: int | None
    leaving: Sequence[str]


def outlook(actor: Actor, source: Suggestion, target: Suggestion) -> Outlook:
    """How the target would stand."""
    written = authors_of([source.id, target.id])
    followers, ours = _followers(source.id), _followers(target.id)
    comments = visible_comments(actor).where(
        Comment.suggestion_id == source.id, Comment.kind != CommentKind.NOTE
    )
    return Outlook(
        votes=_united(source, target, written[source.id] | written[target.id])
        if _may_count(actor, source, target)
        else None,
        new_authors=_names(source, target, written[source.id] - written[target.id]),
        is_unnamed=bool(unnamed_among([source.id])),
        followers=len(followers | ours),
        new_followers=len(followers - ours),
        comments=db.session.scalar(select(func.count()).select_from(comments.subquery())) or 0,
    )


def _may_count(actor: Actor, *ideas: Suggestion) -> bool:
    return all(count is not None for count in shown_counts(actor, ideas).values())


def _united(source: Suggestion, target: Suggestion, authors: frozenset[int]) -> Votes:
    theirs, ours = _ballots(source.id), _ballots(target.id)
    taken = _values(target)
    lent = {who: value for who, value in theirs.items() if value in taken}
    united = {who: value for who, value in {**lent, **ours}.items() if who not in authors}
    values = list(united.values())
    return Votes(
        source=source.votes,
        target=target.votes,
        both=len(lent.keys() & ours.keys()),
        united=values.count(FOR) + source.imported_for + target.imported_for,
        united_against=values.count(AGAINST) + source.imported_against + target.imported_against,
        of_authors=len((lent.keys() | ours.keys()) & authors),
        left_out=len(theirs) - len(lent),
    )


def _values(target: Suggestion) -> tuple[int, ...]:
    return (FOR, AGAINST) if rule_of(target.category_id).kind == Voting.BOTH else (FOR,)


def _ballots(suggestion_id: int) -> Cast:
    people = select(Vote.person_id, Vote.value).where(Vote.suggestion_id == suggestion_id)
    names = select(ImportedBallot.voter, ImportedBallot.value).where(
        ImportedBallot.suggestion_id == suggestion_id
    )
    return {**_cast(people), **_cast(names)}


def _followers(suggestion_id: int) -> set[int]:
    rows = select(Follower.person_id).where(
        Follower.suggestion_id == suggestion_id, Follower.is_muted.is_(False)
    )
    return set(db.session.scalars(rows))


def _names(source: Suggestion, target: Suggestion, people: frozenset[int]) -> Sequence[str]:
    """The names of these people, and of who wrote the source without an account."""
    named = _named(source.id) | ({source.author_name} if not source.author_id else set())
    known = _named(target.id) | {target.author_name}
    found = db.session.scalars(select(Person.name).where(Person.id.in_(people)).order_by(Person.name))
    return [*found, *sorted(name for name in named - known if name)]


def _named(suggestion_id: int) -> set[str | None]:
    return set(
        db.session.scalars(select(NamedCoAuthor.name).where(NamedCoAuthor.suggestion_id == suggestion_id))
    )


def parting(actor: Actor, merge: Merge) -> Parting:
    """How both would stand by themselves."""
    source, target = merge.source, merge.target
    others = _others(merge)
    authors = _authors_without(target, others)
    gone = authors_of([target.id])[target.id] - authors
    leaving = db.session.scalars(select(Person.name).where(Person.id.in_(gone)).order_by(Person.name)).all()
    if not _may_count(actor, source, target):
        return Parting(None, None, leaving)
    votes = _votes_without(target, others, authors)
    imported = target.imported_for - merge.imported_for
    return Parting(source.votes, list(votes.values()).count(FOR) + imported, leaving)


def _others(merge: Merge) -> Sequence[int]:
    """The other mergings into the same idea, the earliest first."""
    return db.session.scalars(
        select(Merge.id)
        .where(Merge.target_id == merge.target_id, Merge.undone_at.is_(None), Merge.id != merge.id)
        .order_by(Merge.id)
    ).all()


def _authors_without(target: Suggestion, others: Sequence[int]) -> set[int]:
    own = select(CoAuthor.person_id).where(CoAuthor.suggestion_id == target.id, CoAuthor.merge_id.is_(None))
    lent = select(LentAuthor.person_id).where(LentAuthor.merge_id.in_(others))
    return {*db.session.scalars(own), *db.session.scalars(lent), target.author_id or 0} - {0}


def _votes_without(target: Suggestion, others: Sequence[int], authors: set[int]) -> Cast:
    taken = _values(target)
    aside = select(VoteAside.person_id, VoteAside.value).where(VoteAside.suggestion_id == target.id)
    found: dict[int | str, int] = {}
    for merge_id in reversed(others):  # the earliest last, as it counts
        found |= _cast(select(LentVote.person_id, LentVote.value).where(_lent(LentVote, merge_id, taken)))
        found |= _cast(select(LentBallot.voter, LentBallot.value).where(_lent(LentBallot, merge_id, taken)))
    found |= _cast(aside)
    votes = select(Vote.person_id, Vote.value)
    found |= _cast(votes.where(Vote.suggestion_id == target.id, Vote.merge_id.is_(None)))
    names = select(ImportedBallot.voter, ImportedBallot.value)
    found |= _cast(names.where(ImportedBallot.suggestion_id == target.id, ImportedBallot.merge_id.is_(None)))
    return {who: value for who, value in found.items() if who not in authors}


def _lent(model: Any, merge_id: int, taken: tuple[int, ...]) -> ColumnElement[bool]:
    return and_(model.merge_id == merge_id, model.value.in_(taken))


def _cast(statement: Select[Any]) -> dict[int | str, int]:
    return dict(db.session.execute(statement).tuples().all())

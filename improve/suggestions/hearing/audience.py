"""The people who hear of an idea, and as what: one function for the sender and for the promise on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from improve.core.db import db
from improve.core.messages import LazyText
from improve.core.notices import Audience, Notice, Subject
from improve.suggestions.hearing.kinds import KINDS, Relation, Step
from improve.suggestions.models import Comment, Follower, Vote
from improve.suggestions.queries import authors_of
from improve.suggestions.values import FOR, CommentKind

SUGGESTION = "suggestion"
COMMENT = "suggestion_comment"


@dataclass(frozen=True)
class Concerned:
    """The people by what the idea is to them, each under the first relation that holds; `muted`: who of them
    wants to hear no more of it.
    """

    people: Mapping[Relation, frozenset[int]]
    muted: frozenset[int]

    def told(self, step: Step) -> dict[Relation, frozenset[int]]:
        """Who is told of a step. A question is asked even of an author who muted the idea: only they can answer."""
        left_out = frozenset() if step is Step.QUESTION else self.muted
        return {
            relation: people - left_out
            for relation, people in self.people.items()
            if (relation, step) in KINDS
        }


def concerned(suggestion_id: int, person_id: int | None = None) -> Concerned:
    """Everybody whom the idea concerns, or only whether it concerns one person."""
    chosen = _choices(suggestion_id, person_id)
    muted = frozenset(person for person, is_muted in chosen.items() if is_muted)
    authors = authors_of([suggestion_id])[suggestion_id]
    if person_id is not None:
        authors &= {person_id}
    followers = frozenset(chosen) - muted - authors
    people = {
        Relation.MINE: authors,
        Relation.FOLLOWED: followers,
        Relation.BACKED: _backers(suggestion_id, person_id) - authors - followers,
    }
    return Concerned(people, muted)


def relation_of(suggestion_id: int, person_id: int) -> Relation | None:
    """What the idea is to somebody, whether or not they want to hear of it."""
    people = concerned(suggestion_id, person_id).people
    return next((relation for relation, found in people.items() if person_id in found), None)


def audiences(suggestion_id: int, step: Step) -> tuple[Audience, ...]:
    """Who is told of a step, the authors first."""
    return tuple(
        Audience(KINDS[relation, step], tuple(sorted(people)))
        for relation, people in concerned(suggestion_id).told(step).items()
    )


def _choices(suggestion_id: int, person_id: int | None) -> dict[int, bool]:
    """Who chose to hear, or not to hear, of this idea: person id -> is muted."""
    statement = select(Follower.person_id, Follower.is_muted).where(Follower.suggestion_id == suggestion_id)
    rows = db.session.execute(_of_person(statement, Follower.person_id, person_id))
    return {row.person_id: row.is_muted for row in rows}


def _backers(suggestion_id: int, person_id: int | None) -> frozenset[int]:
    backers = select(Vote.person_id).where(Vote.suggestion_id == suggestion_id, Vote.value == FOR)
    commentators = select(Comment.author_id).where(
        Comment.suggestion_id == suggestion_id,
        Comment.author_id.is_not(None),
        Comment.kind != CommentKind.NOTE,
        Comment.removed_at.is_(None),
    )
    of_one = _of_person(backers, Vote.person_id, person_id).union(
        _of_person(commentators, Comment.author_id, person_id)
    )
    return frozenset(db.session.scalars(of_one))


def _of_person(statement: Select[Any], column: Any, person_id: int | None) -> Select[Any]:
    return statement if person_id is None else statement.where(column == person_id)


def line(
    suggestion_id: int,
    step: Step,
    text: LazyText,
    *,
    detail: str = "",
    is_markdown: bool = False,
    comment_id: int | None = None,
) -> Notice:
    """One line to everybody who hears of the step; it belongs to the idea's story even if that is nobody.

    Nothing about an idea that only some of its readers may know goes this way (a note, a triage task): such a
    `Notice` names its own kind and people, `about=Subject(SUGGESTION, id)` and no story.
    """
    first, *others = audiences(suggestion_id, step)
    return Notice(
        kind=first.kind,
        person_ids=first.person_ids,
        also=tuple(others),
        text=text,
        endpoint="suggestions.show",
        values={"suggestion_id": suggestion_id},
        detail=detail,
        is_markdown=is_markdown,
        about=Subject(SUGGESTION, suggestion_id),
        source=Subject(COMMENT, comment_id) if comment_id is not None else None,
        is_story=True,
    )

"""What people hear of unnamed authors."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind, Subject
from improve.suggestions.anonymity.events import AuthorWrote
from improve.suggestions.events import AuthorRevealed
from improve.suggestions.hearing.audience import COMMENT, SUGGESTION, concerned
from improve.suggestions.hearing.kinds import HANDLED, Relation
from improve.suggestions.models import Comment, StatusChange, Suggestion

WROTE = NoticeKind(
    "suggestions.author_wrote",
    HANDLED,
    _l("The author of an idea without a name has written"),
    default=WAITS_FOR_YOU,
    order=60,
)
REVEALED = NoticeKind("suggestions.author_revealed", HANDLED, _l("An author has given their name"), order=61)
KINDS = (WROTE, REVEALED)


def wrote(event: AuthorWrote) -> Iterable[Notice]:
    """Who asked, commented or handled the idea hears that its author has answered.

    Nobody is left out as its author: a gap in a list of people is a name.
    """
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    posted = db.session.get_one(Comment, event.comment_id)
    people = _commenters(suggestion.id) | _handlers(suggestion.id)
    if people:
        yield Notice(
            kind=WROTE,
            person_ids=tuple(sorted(people)),
            text=_l("The author of “%(title)s” has written", title=suggestion.title),
            detail=posted.body,
            is_markdown=True,
            about=Subject(SUGGESTION, suggestion.id),
            source=Subject(COMMENT, posted.id),
            endpoint="suggestions.show",
            values={"suggestion_id": suggestion.id},
        )


def revealed(event: AuthorRevealed) -> Iterable[Notice]:
    """Those concerned hear who the author is."""
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    people = (
        _commenters(suggestion.id)
        | _handlers(suggestion.id)
        | concerned(suggestion.id).people[Relation.FOLLOWED]
    )
    if people and suggestion.author is not None:
        yield Notice(
            kind=REVEALED,
            person_ids=tuple(sorted(people)),
            about=Subject(SUGGESTION, suggestion.id),
            is_story=True,
            text=_l(
                "%(name)s is the author of “%(title)s”", name=suggestion.author.name, title=suggestion.title
            ),
            endpoint="suggestions.show",
            values={"suggestion_id": suggestion.id},
        )


def _commenters(suggestion_id: int) -> set[int]:
    found = db.session.scalars(
        select(Comment.author_id).where(
            Comment.suggestion_id == suggestion_id, Comment.author_id.is_not(None)
        )
    )
    return {person_id for person_id in found if person_id is not None}


def _handlers(suggestion_id: int) -> set[int]:
    found = db.session.scalars(
        select(StatusChange.by_id).where(
            StatusChange.suggestion_id == suggestion_id, StatusChange.by_id.is_not(None)
        )
    )
    return {person_id for person_id in found if person_id is not None}


TELLS = ((AuthorWrote, wrote), (AuthorRevealed, revealed))

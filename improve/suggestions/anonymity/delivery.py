"""Emptying the box: once a day, each letter in a transaction of its own, in a random order.

Everything that a time or a running number could tell is made here and belongs to the emptying: rows, history,
entries of the audit trail, notices, files. Of the author's own time the day is left, for the promise and the order
of the list.
"""

from __future__ import annotations

import logging
from datetime import datetime, time
from secrets import SystemRandom
from typing import Any

from sqlalchemy import delete, select, update

from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import ImproveError, Invalid
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.policy import SYSTEM
from improve.core.uploads.values import FileKind, Inspected
from improve.suggestions import service as ideas
from improve.suggestions import store
from improve.suggestions.anonymity import queries
from improve.suggestions.anonymity.events import AuthorWrote
from improve.suggestions.anonymity.models import Answering, Claim, Letter, LetterKind, LetterPhoto
from improve.suggestions.anonymity.ports import take_elsewhere
from improve.suggestions.anonymity.rules import answers, check_words
from improve.suggestions.attachments.service import keep
from improve.suggestions.calendar import company_day, company_zone
from improve.suggestions.events import SuggestionEdited
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import co_authors_of
from improve.suggestions.values import CommentKind, IdeaText

log = logging.getLogger(__name__)
_shuffle = SystemRandom().shuffle


def empty_box(*, also_today: bool = False) -> int:
    """Deliver what was put in on earlier days (or all); how many letters. Not inside a transaction.

    A read comes first, so that an idle worker takes no write lock.
    """
    today = company_day(clock.now())
    keys = list(db.session.scalars(queries.letters_before(None if also_today else today)))
    _shuffle(keys)
    # Ideas first: what was said about them afterwards may lie in the same box.
    kinds = dict(db.session.execute(select(Letter.key, Letter.kind)).tuples().all())
    keys.sort(key=lambda key: kinds.get(key) != LetterKind.IDEA)
    delivered = 0
    for key in keys:
        try:
            with transaction():
                delivered += deliver(key)
        except Exception as error:
            # Without the error's own text, which may quote the letter.
            log.error("a letter in the box of unnamed authors stays in: %s", type(error).__name__)
    _lift_again()
    return delivered


def deliver(key: str) -> bool:
    """Deliver one letter; False when somebody did before. What cannot be done any more is noted for the author."""
    letter = db.session.get(Letter, key, with_for_update=True, populate_existing=True)
    if letter is None:
        return False
    if letter.kind == LetterKind.IDEA:
        _deliver_idea(letter)
    else:
        _deliver_act(letter)
    db.session.execute(delete(LetterPhoto).where(LetterPhoto.letter_key == key))
    db.session.delete(letter)
    db.session.flush()
    return True


def deliver_about(suggestion_id: int) -> None:
    """Deliver everything that waits about one idea: its author gives their name and hides no longer."""
    for key in db.session.scalars(select(Letter.key).where(Letter.suggestion_id == suggestion_id)).all():
        deliver(key)


def start_of(letter: Letter) -> datetime:
    """The first moment of the letter's day where the company is."""
    return datetime.combine(letter.day, time(), company_zone())


def _deliver_idea(letter: Letter) -> None:
    content: dict[str, Any] = {**letter.content, "unit_id": queries.lifted(letter.content.get("unit_id"))}
    suggestion = _submitted(content, start_of(letter))
    photos = [
        Inspected(
            name=f"{photo.number}.{FileKind(photo.kind).endings[0].lstrip('.')}",
            kind=FileKind(photo.kind),
            content=photo.content,
            sha256=photo.sha256,
            thumbnail=photo.thumbnail,
            width=photo.width,
            height=photo.height,
        )
        for photo in queries.photos_of(letter.key)
    ]
    if photos:
        keep(suggestion, photos, person_id=None)
    db.session.add(Claim(suggestion_id=suggestion.id, code_hash=letter.code_hash, notes=[]))


def _submitted(content: dict[str, Any], received_at: datetime) -> Suggestion:
    """The idea; a category or unit that was closed since is left out."""
    while True:
        try:
            return ideas.submit(IdeaText(**content), by=SYSTEM, received_at=received_at)
        except Invalid as error:
            stale = [name for name in ("category_id", "unit_id") if name in error.errors and content[name]]
            if not stale:
                raise
            content |= dict.fromkeys(stale)


def _deliver_act(letter: Letter) -> None:
    suggestion = db.session.get_one(Suggestion, letter.suggestion_id)
    try:
        if letter.kind == LetterKind.EDIT:
            ideas.edit(suggestion, _text_for(suggestion, letter.content), by=SYSTEM)
        elif letter.kind == LetterKind.WORDS:
            _say(suggestion, letter)
        else:
            ideas.withdraw(suggestion, by=SYSTEM, reason=letter.content["reason"])
    except ImproveError as error:
        _note(suggestion.id, LetterKind(letter.kind), error)


def _text_for(suggestion: Suggestion, content: dict[str, Any]) -> IdeaText:
    """What the author changed; whoever became a co-author since stays one."""
    return IdeaText(
        **{
            **content,
            "unit_id": queries.lifted(content.get("unit_id")),
            "co_authors": tuple(person.login for person in co_authors_of(suggestion.id)),
        }
    )


def _say(suggestion: Suggestion, letter: Letter) -> None:
    """Answer what is still open; what is not is posted as a comment of the author. What was meant for others than all
    is never posted: the author reads why it came too late.
    """
    body, to = letter.content["body"], Answering(letter.content["to"])
    if to == Answering.ELSEWHERE:
        take_elsewhere(suggestion, body, letter.day)
    elif to == answers(suggestion.state, suggestion.replied_at) == Answering.QUESTION:
        ideas.answer_question(suggestion, body, by=SYSTEM)
    elif to == answers(suggestion.state, suggestion.replied_at) == Answering.DECLINE:
        ideas.reply(suggestion, body, by=SYSTEM)
    else:
        _post(suggestion, body)


def _post(suggestion: Suggestion, body: str) -> None:
    check_words(suggestion.state)
    posted = Comment(
        suggestion_id=suggestion.id,
        author_id=None,
        kind=CommentKind.COMMENT,
        body=body,
        created_at=clock.now(),
    )
    db.session.add(posted)
    db.session.flush()
    store.count_comment(suggestion, 1)
    publish(AuthorWrote(actor_id=None, subject_id=suggestion.id, comment_id=posted.id))


def _note(suggestion_id: int, kind: LetterKind, error: ImproveError) -> None:
    """Let the author read on the page of the code why something came to nothing."""
    lines: dict[LetterKind, LazyText] = {
        LetterKind.EDIT: _l("Your change could not be made: %(reason)s", reason=error.message),
        LetterKind.WORDS: _l("Your words could not be posted: %(reason)s", reason=error.message),
        LetterKind.WITHDRAWAL: _l("The idea could not be withdrawn: %(reason)s", reason=error.message),
    }
    claim = db.session.get(Claim, suggestion_id)
    if claim is not None:
        claim.notes = [*claim.notes, lines[kind].to_json()]


def _lift_again() -> None:
    """Show a larger unit where people have left since: fewer than five must not stand behind it."""
    instead = queries.unit_map()
    smaller = [
        (suggestion_id, instead.get(unit_id))
        for suggestion_id, unit_id in db.session.execute(queries.claimed_places())
        if instead.get(unit_id) != unit_id
    ]
    if not smaller:
        return
    with transaction():
        for suggestion_id, unit_id in smaller:
            db.session.execute(
                update(Suggestion)
                .where(Suggestion.id == suggestion_id)
                .values(unit_id=unit_id)
                .execution_options(synchronize_session="fetch")
            )
            publish(SuggestionEdited(actor_id=None, subject_id=suggestion_id, changed=("unit",)))

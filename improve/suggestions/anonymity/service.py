"""Use cases of unnamed authors. None of them knows who acts, but for `reveal` and the settings."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, select, update

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Missing
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.core.uploads.values import Inspected
from improve.suggestions import store
from improve.suggestions.anonymity import codes, delivery, queries, rules
from improve.suggestions.anonymity.events import AnonymityChanged
from improve.suggestions.anonymity.models import (
    AnonymitySettings,
    Answering,
    Claim,
    Letter,
    LetterKind,
    LetterPhoto,
    NamedCategory,
)
from improve.suggestions.anonymity.ports import asking
from improve.suggestions.anonymity.values import MOST_PHOTOS, AnonymityData, UnnamedIdea
from improve.suggestions.calendar import company_day
from improve.suggestions.events import AuthorRevealed
from improve.suggestions.merging import service as merging
from improve.suggestions.models import Category, Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import ClaimAnswer
from improve.suggestions.values import CommentText

UNKNOWN_CODE = _l("No idea belongs to this code. Please check it character by character.")


def hand_in(
    data: UnnamedIdea, photos: Sequence[Inspected] = (), *, for_place: bool, key: str | None = None
) -> str:
    """Put an idea into the box; answers its claim code, which is seen this once and stored nowhere.

    The unit is stored as it may be shown, so that the smaller one is in no table at any time. `key`: a random
    one of the form, so that sending it twice puts one letter in; the second time is refused.
    """
    rules.check_channel(queries.takes_unnamed(for_place=for_place))
    rules.check_category(data.category_id, {category.id for category in queries.open_categories()})
    rules.check_room(queries.letter_count())
    key = key or secrets.token_hex(16)
    rules.check_once(db.session.get(Letter, key) is not None)
    code = codes.new_code()
    letter = _letter(LetterKind.IDEA, codes.hash_of(code), _content(data), key=key)
    db.session.add(letter)
    db.session.flush()
    for number, photo in enumerate(photos[:MOST_PHOTOS], start=1):
        db.session.add(_photo(letter.key, number, photo))
    return code


def change(code_hash: str, data: UnnamedIdea) -> None:
    """Change the text: at once while the idea is in the box, else when the box is emptied. The last one counts."""
    letter = queries.idea_letter_of(code_hash)
    if letter is not None:
        rules.check_category(data.category_id, {category.id for category in queries.open_categories()})
        letter.content = _content(data)
        return
    suggestion = _suggestion(code_hash)
    rules.check_change(suggestion.state)
    _replace(code_hash, suggestion, LetterKind.EDIT, _content(data))


def write(code_hash: str, data: CommentText) -> None:
    """Answer the question, answer a decline (once), or say something new: posted when the box is emptied."""
    suggestion = _suggestion(code_hash)
    rules.check_words(suggestion.state)
    waiting = queries.waiting_letters(code_hash)
    rules.check_waiting(len(waiting))
    said = {letter.content.get("to") for letter in waiting}
    answers = rules.answers(suggestion.state, suggestion.replied_at)
    wanted = asking(suggestion) if answers is Answering.NOTHING else None
    if wanted is not None and Answering.ELSEWHERE not in said:
        answers = Answering.ELSEWHERE
        _check_answer(wanted, data.body)
    content = {"body": data.body, "to": str(answers) if answers not in said else str(Answering.NOTHING)}
    db.session.add(_letter(LetterKind.WORDS, code_hash, content, suggestion))


def _check_answer(wanted: ClaimAnswer, body: str) -> None:
    try:
        wanted.check(body)
    except Invalid as error:
        said = [message for messages in error.errors.values() for message in messages]
        raise Invalid({"body": said}) from error


def withdraw(code_hash: str, reason: str) -> bool:
    """Take the idea back. True: it was still in the box, and nothing of it is left."""
    letter = queries.idea_letter_of(code_hash)
    if letter is not None:
        _remove(letter)
        return True
    suggestion = _suggestion(code_hash)
    rules.check_withdrawal(suggestion.state)
    _replace(code_hash, suggestion, LetterKind.WITHDRAWAL, {"reason": reason})
    return False


def take_out(code_hash: str, key: str) -> None:
    """Take something out of the box again."""
    db.session.execute(
        delete(Letter)
        .where(Letter.code_hash == code_hash, Letter.key == key, Letter.kind != LetterKind.IDEA)
        .execution_options(synchronize_session="fetch")
    )


def reveal(code: str, *, by: Actor) -> Suggestion:
    """Become the author of the idea whose code one has. It cannot be undone: the claim ends with it.

    What is still in the box comes out first. One's own vote for it is taken back: nobody votes for their own idea.
    """
    authorize(by, Permission.SUBMIT)
    code_hash = codes.hash_of(code)
    letter = queries.idea_letter_of(code_hash)
    if letter is not None:
        delivery.deliver(letter.key)
    claim = queries.claim_of(code_hash)
    if claim is None:
        raise Invalid.field("code", UNKNOWN_CODE)
    delivery.deliver_about(claim.suggestion_id)
    suggestion = db.session.get_one(Suggestion, claim.suggestion_id)
    merging.hold(suggestion.id)
    db.session.refresh(suggestion, ["status", "author_id"], with_for_update=True)
    ended = db.session.scalar(
        delete(Claim)
        .where(Claim.code_hash == code_hash)
        .returning(Claim.suggestion_id)
        .execution_options(synchronize_session="fetch")
    )
    if ended is None:
        raise Invalid.field("code", UNKNOWN_CODE)
    store.remove_vote(suggestion, by.person_id)
    suggestion.author_id = by.person_id
    suggestion.changed_at = clock.now()
    db.session.execute(
        update(Comment)
        .where(Comment.suggestion_id == suggestion.id, Comment.author_id.is_(None))
        .values(author_id=by.person_id)
        .execution_options(synchronize_session="fetch")
    )
    merging.credit(suggestion, by.person_id)
    publish(AuthorRevealed(actor_id=by.actor_id, subject_id=suggestion.id))
    return suggestion


def change_settings(data: AnonymityData, *, by: Actor) -> None:
    """Say where ideas are taken without a name. Codes that are out go on working."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    row = _settings_row()
    wanted = {"for_members": data.for_members, "at_places": data.at_places}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    known = set(db.session.scalars(select(Category.id)))
    named = set(data.named_categories) & known
    if named != queries.named_category_ids():
        db.session.execute(delete(NamedCategory).execution_options(synchronize_session="fetch"))
        db.session.add_all(NamedCategory(category_id=category_id) for category_id in sorted(named))
        changed.append("named_categories")
    if changed:
        publish(AnonymityChanged(actor_id=by.actor_id, subject_id=row.id, changed=tuple(changed)))


def end_links(*, by: Actor) -> None:
    """Make all links and codes of places invalid; new ones can be made."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    row = _settings_row()
    row.link_number += 1
    publish(AnonymityChanged(actor_id=by.actor_id, subject_id=row.id, changed=("link_number",)))


def _settings_row() -> AnonymitySettings:
    row = db.session.get(AnonymitySettings, 1, with_for_update=True)
    if row is None:
        row = AnonymitySettings(id=1, for_members=False, at_places=False, link_number=1)
        db.session.add(row)
    return row


def _content(data: UnnamedIdea) -> dict[str, Any]:
    return asdict(replace(data, unit_id=queries.lifted(data.unit_id)))


def _suggestion(code_hash: str) -> Suggestion:
    claim = queries.claim_of(code_hash)
    if claim is None:
        raise Missing()
    return queries.claimed_idea(claim)


def _letter(
    kind: LetterKind,
    code_hash: str,
    content: dict[str, Any],
    suggestion: Suggestion | None = None,
    *,
    key: str | None = None,
) -> Letter:
    return Letter(
        key=key or secrets.token_hex(16),
        kind=kind,
        code_hash=code_hash,
        suggestion_id=suggestion.id if suggestion is not None else None,
        day=company_day(clock.now()),
        content=content,
    )


def _replace(code_hash: str, suggestion: Suggestion, kind: LetterKind, content: dict[str, Any]) -> None:
    for earlier in queries.waiting_letters(code_hash):
        if earlier.kind == kind:
            db.session.delete(earlier)
    db.session.add(_letter(kind, code_hash, content, suggestion))


def _remove(letter: Letter) -> None:
    db.session.execute(delete(LetterPhoto).where(LetterPhoto.letter_key == letter.key))
    db.session.delete(letter)


def _photo(letter_key: str, number: int, photo: Inspected) -> LetterPhoto:
    return LetterPhoto(
        letter_key=letter_key,
        number=number,
        kind=str(photo.kind),
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        content=photo.content,
        thumbnail=photo.thumbnail,
    )

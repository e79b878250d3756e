"""Saving, discarding and handing in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import _ln
from improve.core.policy import Actor, authorize
from improve.core.uploads.columns import stored
from improve.core.uploads.values import Inspected
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.attachments.service import check_room
from improve.suggestions.drafts.models import ClosedPage, Draft, DraftFile
from improve.suggestions.drafts.queries import count_of, own_draft, visible_to
from improve.suggestions.drafts.values import MOST_DRAFTS, Kept, Page, Typed, is_empty
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission

COLUMNS = ("key", "name", "kind", "size", "sha256", "width", "height", "added_at")


@dataclass(frozen=True)
class Saved:
    """The draft that holds the text now (None where there is none), and how that came."""

    draft: Draft | None
    kept: Kept


def save(typed: Typed, page: Page, *, by: Actor, even_empty: bool = False) -> Saved:
    """Keep what was typed on `page`.

    A page writes on its own version and on what itself wrote since (an answer may have been lost on the way).
    Where another device has written meanwhile, or has handed the draft in, this text becomes a draft of its own:
    both are kept, and the page says so. A page whose text was handed in or discarded saves nothing any more.
    """
    authorize(by, Permission.SUBMIT)
    _lock(by)
    if db.session.get(ClosedPage, page.writer) is not None:
        return Saved(None, Kept.CLOSED)
    draft = own_draft(by, page.draft_id) or _written_by(page.writer, by)
    if draft is None:
        if is_empty(typed) and not even_empty:
            return Saved(None, Kept.NOTHING)
        return Saved(_new(typed, page, by), Kept.SAVED if page.draft_id is None else Kept.GONE)
    if draft.typed == typed:
        return Saved(draft, Kept.SAVED)
    if draft.version != page.version and draft.writer != page.writer:
        return Saved(_written_by(page.writer, by) or _new(typed, page, by), Kept.APART)
    draft.typed = typed
    draft.writer = page.writer
    draft.version += 1
    draft.changed_at = clock.now()
    db.session.flush()
    return Saved(draft, Kept.SAVED)


def _lock(by: Actor) -> None:
    """One save at a time for each person: two first saves of a page would make two drafts."""
    db.session.execute(select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True))


def _written_by(writer: str, by: Actor) -> Draft | None:
    """The draft that this page wrote last: its number may not have reached the page yet."""
    return db.session.scalar(visible_to(by).where(Draft.writer == writer).limit(1))


def _new(typed: Typed, page: Page, by: Actor) -> Draft:
    if count_of(by) >= MOST_DRAFTS:
        raise Invalid.field(
            "",
            _ln(
                "You have %(n)s draft. Please hand one in or discard one.",
                "You have %(n)s drafts. Please hand one in or discard one.",
                MOST_DRAFTS,
            ),
        )
    now = clock.now()
    draft = Draft(
        person_id=by.person_id, writer=page.writer, version=1, typed=typed, created_at=now, changed_at=now
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def attach(draft: Draft, files: Sequence[Inspected]) -> None:
    """Keep photos and files at one's draft; the same content twice is there once."""
    present = {file.sha256 for file in draft.files}
    new = list({file.sha256: file for file in files if file.sha256 not in present}.values())
    check_room(len(present) + len(new))
    draft.files += [DraftFile(**stored(file)) for file in new]
    draft.changed_at = clock.now()
    db.session.flush()


def detach(draft: Draft, file: DraftFile) -> None:
    """Take a photo or file away from one's draft."""
    draft.files.remove(file)
    draft.changed_at = clock.now()
    db.session.flush()


def discard(draft: Draft) -> None:
    """Throw one's draft away; the page that wrote it saves nothing any more."""
    _close(draft.writer)
    db.session.delete(draft)
    db.session.flush()


def alone(by: Actor) -> None:
    """Until the transaction ends nothing else hands in what this person typed."""
    _lock(by)


def hand_in(suggestion: Suggestion, page: Page, *, by: Actor) -> bool:
    """The page's text is an idea now: its files move there, its draft goes. Was the draft kept?

    It is kept where another device has written into it since this page was opened.
    """
    _lock(by)
    _close(page.writer, suggestion.id)
    draft = own_draft(by, page.draft_id) or _written_by(page.writer, by)
    if draft is None:
        return False
    moved = [
        Attachment(
            suggestion_id=suggestion.id,
            added_by_id=by.actor_id,
            **{name: getattr(file, name) for name in COLUMNS},
        )
        for file in draft.files
    ]
    draft.files = []
    db.session.flush()
    db.session.add_all(moved)
    if draft.version != page.version and draft.writer != page.writer:
        return True
    db.session.delete(draft)
    db.session.flush()
    return False


def _close(writer: str, suggestion_id: int | None = None) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(ClosedPage).values(writer=writer, at=clock.now(), suggestion_id=suggestion_id)
    if suggestion_id is None:
        statement = statement.on_conflict_do_nothing()
    else:
        statement = statement.on_conflict_do_update(
            index_elements=["writer"], set_={"suggestion_id": suggestion_id}
        )
    db.session.execute(statement)


def kept_until(draft: Draft) -> datetime:
    """When a draft that nobody touches is removed."""
    return draft.changed_at + timedelta(days=current_app.config["DRAFT_DAYS"])


def clean() -> int:
    """Remove drafts that nobody has touched for long, and the names of pages closed as long ago; how many drafts.

    A device without a network may send its text again as late as that (see `device`).
    """
    now = clock.now()
    outdated = now - timedelta(days=current_app.config["DRAFT_DAYS"])
    gone = db.session.scalars(delete(Draft).where(Draft.changed_at < outdated).returning(Draft.id)).all()
    db.session.execute(delete(ClosedPage).where(ClosedPage.at < outdated))
    return len(gone)

"""What people hear of savings."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice, NoticeGroup, NoticeKind
from improve.savings.events import SavingRefused, SavingValidated
from improve.savings.models import Entry, Saving

GROUP = NoticeGroup("savings", _l("Savings"), 45)
DECIDED = NoticeKind("savings.decided", GROUP, _l("Finance decided about a saving of mine"), order=10)
KINDS = (DECIDED,)


def validated(event: SavingValidated) -> Iterable[Notice]:
    """The owner hears that finance stands for it."""
    yield from _told(event.subject_id, event.actor_id, validated=True)


def refused(event: SavingRefused) -> Iterable[Notice]:
    """The owner hears why not."""
    yield from _told(event.subject_id, event.actor_id, validated=False)


def _told(saving_id: int, actor_id: int | None, *, validated: bool) -> Iterable[Notice]:
    saving = db.session.get_one(Saving, saving_id)
    last = db.session.scalar(
        select(Entry).where(Entry.saving_id == saving_id).order_by(Entry.id.desc()).limit(1)
    )
    people = {saving.owner_id, saving.created_by_id} - {None, actor_id}
    if people:
        yield Notice(
            kind=DECIDED,
            person_ids=tuple(sorted(person for person in people if person is not None)),
            text=_sentence(saving.project.title, validated=validated),
            detail=last.reason if last else "",
            endpoint="savings.show",
            values={"saving_id": saving.id},
        )


def _sentence(title: str, *, validated: bool) -> LazyText:
    if validated:
        return _l("Finance has validated the saving of “%(title)s”.", title=title)
    return _l("Finance has not validated the saving of “%(title)s”.", title=title)

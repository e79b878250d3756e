"""Choosing the channels of kinds: a person for themselves, an administrator for who chose nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.notices import Channels, NoticeKind, Pace
from improve.core.policy import COMPANY, Actor, authorize
from improve.notifications.events import NoticeChoicesChanged, NoticeDefaultsChanged
from improve.notifications.models import OF_COMPANY, Choice
from improve.notifications.policy import Permission
from improve.notifications.ports import kinds
from improve.notifications.queries import wishes_of

ORGANIZATION = 1


def choose(chosen: Mapping[str, Channels], *, by: Actor) -> tuple[str, ...]:
    """A person's own choices; the changed kinds. What equals the company's choice follows it from then on."""
    return _choose_for(by.person_id, chosen, actor_id=by.actor_id)


def _choose_for(person_id: int, chosen: Mapping[str, Channels], *, actor_id: int | None) -> tuple[str, ...]:
    wishes = wishes_of(person_id, _kinds(chosen))
    changed = tuple(sorted(code for code, channels in chosen.items() if wishes[code].channels != channels))
    for code in changed:
        _write(person_id, code, chosen[code] if chosen[code] != wishes[code].standard else None)
    if changed:
        publish(NoticeChoicesChanged(actor_id=actor_id, subject_id=person_id, changed=changed))
    return changed


def choose_for_company(chosen: Mapping[str, Channels], *, by: Actor) -> tuple[str, ...]:
    """The channels of everybody who chose nothing; the changed kinds."""
    authorize(by, Permission.SET_DEFAULTS, COMPANY)
    wishes = wishes_of(None, _kinds(chosen))
    changed = tuple(sorted(code for code, channels in chosen.items() if wishes[code].channels != channels))
    for code in changed:
        _write(None, code, chosen[code] if chosen[code] != kinds()[code].default else None)
    if changed:
        publish(NoticeDefaultsChanged(actor_id=by.actor_id, subject_id=ORGANIZATION, changed=changed))
    return changed


def _kinds(chosen: Mapping[str, Channels]) -> list[NoticeKind]:
    """The kinds of a choice, all of which may be chosen."""
    found = [kinds()[code] for code in chosen]
    if any(kind.required is not None for kind in found):
        raise Invalid.field("", _l("This message protects your account, so it always reaches you."))
    return found


def _write(person_id: int | None, code: str, channels: Channels | None) -> None:
    """Note a choice, or forget it (None)."""
    whose = Choice.person_id.is_(None) if person_id is None else Choice.person_id == person_id
    if channels is None:
        db.session.execute(delete(Choice).where(whose, Choice.kind == code))
        return
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    values = {"inbox": channels.inbox, "mail": str(channels.mail)}
    written = insert(Choice).values(person_id=person_id, kind=code, **values)
    if person_id is None:
        upsert = written.on_conflict_do_update(
            index_elements=[Choice.kind], index_where=OF_COMPANY, set_=values
        )
    else:
        upsert = written.on_conflict_do_update(index_elements=[Choice.person_id, Choice.kind], set_=values)
    db.session.execute(upsert)


def unsubscribe(person_id: int, scope: str) -> tuple[str, ...]:
    """No more mail of one kind, or of a digest (`daily`, `weekly`); the changed kinds. The inbox stays as it is.

    The signed link in a mail is the person's own act.
    """
    free = [kind for kind in kinds().values() if kind.required is None]
    wishes = wishes_of(person_id, free)
    chosen = {
        code: Channels(wish.channels.inbox, Pace.NEVER)
        for code, wish in wishes.items()
        if wish.channels.mail is not Pace.NEVER and scope in (code, wish.channels.mail)
    }
    return _choose_for(person_id, chosen, actor_id=person_id) if chosen else ()


def stop_all_mail(person: Person) -> None:
    """No mail at all, but for what protects the account."""
    if person.mail_wanted:
        person.mail_wanted = False
        publish(NoticeChoicesChanged(actor_id=person.id, subject_id=person.id, changed=("mail_wanted",)))

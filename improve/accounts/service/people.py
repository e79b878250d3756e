"""Adding people, changing what is kept of them, letting them in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from improve.accounts import rules, store
from improve.accounts.events import PersonChanged, PersonCreated, PersonDisabled, PersonEnabled
from improve.accounts.models import Person, Unit
from improve.accounts.policy import Permission, authorize_over, place_of
from improve.accounts.queries import fold_email, fold_login, person_by_login
from improve.accounts.values import NewPerson, PersonalSettings, PersonData
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.localized import LANGUAGES
from improve.core.messages import _l
from improve.core.policy import Actor, authorize

LOGIN_TAKEN = _l("Somebody already signs in with this login.")


def create_person(data: NewPerson, *, by: Actor) -> Person:
    """Add somebody. The login must be new; without a password they need an invitation."""
    unit = _open_unit(data.unit_id)
    authorize(by, Permission.MANAGE_PEOPLE, place_of(unit))
    if person_by_login(data.login) is not None:
        raise Invalid.field("login", LOGIN_TAKEN)
    person = Person(
        login=fold_login(data.login),
        name=data.name,
        email=fold_email(data.email) if data.email else None,
        job_title=data.job_title,
        unit=unit,
        language=data.language,
        created_at=clock.now(),
    )
    _store(person)
    publish(PersonCreated(actor_id=by.actor_id, subject_id=person.id))
    return person


def change_person(person: Person, data: PersonData, *, by: Actor) -> tuple[str, ...]:
    """Change name, login, e-mail, job title or unit. Answers the changed fields; none is no news."""
    authorize_over(by, Permission.MANAGE_PEOPLE, person)
    unit = person.unit
    if data.unit_id != person.unit_id:
        unit = _open_unit(data.unit_id)
        authorize(by, Permission.MANAGE_PEOPLE, place_of(unit))
    login = fold_login(data.login)
    holder = person_by_login(login)
    if holder is not None and holder.id != person.id:
        raise Invalid.field("login", LOGIN_TAKEN)
    changed = _assign(
        person,
        {
            "login": login,
            "name": data.name,
            "email": fold_email(data.email) if data.email else None,
            "job_title": data.job_title,
            "unit": unit,
        },
    )
    if changed:
        _store(person)
        publish(PersonChanged(actor_id=by.actor_id, subject_id=person.id, changed=changed))
    return changed


def change_settings(person: Person, data: PersonalSettings, *, by: Actor) -> None:
    """A person's own choices for their pages and mails."""
    if by.actor_id != person.id:
        authorize_over(by, Permission.MANAGE_PEOPLE, person)
    changed = _assign(
        person,
        {
            "language": data.language,
            "time_zone": data.time_zone,
            "theme": data.theme,
            "mail_wanted": data.mail_wanted,
            "shortcuts": data.shortcuts,
        },
    )
    if changed:
        publish(PersonChanged(actor_id=by.actor_id, subject_id=person.id, changed=changed))


def choose_language(person: Person, language: str) -> None:
    """Remember the language that a person switched to."""
    if language in LANGUAGES and _assign(person, {"language": language}):
        publish(PersonChanged(actor_id=person.id, subject_id=person.id, changed=("language",)))


def disable(person: Person, *, by: Actor) -> None:
    """End all access at once: sessions, tokens, open links."""
    authorize_over(by, Permission.MANAGE_PEOPLE, person)
    if person.id == by.actor_id:
        raise Refused(_l("You cannot end your own access. Ask another administrator."))
    if person.disabled_at is not None:
        return
    administrators = store.lock_administrators()
    if person.id in administrators:
        rules.check_remaining_administrators(len(administrators) - 1)
    person.disabled_at = clock.now()
    store.raise_epoch(person.id)
    store.end_links(clock.now(), person_id=person.id)
    publish(PersonDisabled(actor_id=by.actor_id, subject_id=person.id))


def enable(person: Person, *, by: Actor) -> None:
    """Let a disabled person in again."""
    authorize_over(by, Permission.MANAGE_PEOPLE, person)
    if person.disabled_at is not None:
        person.disabled_at = None
        publish(PersonEnabled(actor_id=by.actor_id, subject_id=person.id))


def _open_unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    if unit.is_closed:
        raise Invalid.field("unit_id", _l("This unit is closed. Choose an open one."))
    return unit


def _assign(person: Person, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Set what differs; the names of what did."""
    changed = tuple(name for name, value in wanted.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, wanted[name])
    return changed


def _store(person: Person) -> None:
    """Write it; of two who take the same login at once one is told."""
    try:
        with db.session.begin_nested():
            db.session.add(person)
            db.session.flush()
    except IntegrityError as error:
        raise Invalid.field("login", LOGIN_TAKEN) from error

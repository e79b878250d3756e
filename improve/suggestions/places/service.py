"""Looking after places and kiosks, and handing in at them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, Assignment, Role, authorize
from improve.core.uploads.values import Inspected
from improve.suggestions.attachments.service import keep
from improve.suggestions.fields.forms import Extra
from improve.suggestions.fields.service import answer as answer_fields
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.places.events import (
    KioskIssued,
    KioskRevoked,
    KioskSetUp,
    PlaceAdded,
    PlaceChanged,
)
from improve.suggestions.places.models import Kiosk, Place, PlaceOfIdea
from improve.suggestions.places.queries import hash_of, ideas_of_the_hour, kiosk_of_device, kiosk_to_set_up
from improve.suggestions.places.values import (
    CODE_LENGTH,
    CODE_LETTERS,
    MOST_IDEAS_AN_HOUR,
    SETUP_WORKS_FOR,
    KioskIdea,
    NewKiosk,
    PlaceData,
)
from improve.suggestions.policy import Permission
from improve.suggestions.service.writing import submit
from improve.suggestions.values import IdeaText

# Nobody, who may hand in and nothing else.
AT_A_KIOSK = Actor(
    actor_id=None,
    name="kiosk",
    assignments=(Assignment(Role.MEMBER),),
    scopes=frozenset({str(Permission.SUBMIT)}),
)


def add_place(data: PlaceData, *, by: Actor) -> Place:
    """Give a place its link."""
    authorize(by, Permission.MANAGE_PLACES, COMPANY)
    _check(data, None)
    place = Place(
        code="".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)),
        name=data.name,
        unit_id=data.unit_id,
        category_id=data.category_id,
        is_closed=data.is_closed,
    )
    db.session.add(place)
    db.session.flush()
    publish(PlaceAdded(actor_id=by.actor_id, subject_id=place.id))
    return place


def change_place(place: Place, data: PlaceData, *, by: Actor) -> None:
    """Rename, move, close or open it. The link stays, so that what was printed goes on working."""
    authorize(by, Permission.MANAGE_PLACES, COMPANY)
    _check(data, place)
    wanted = {name: getattr(data, name) for name in ("name", "unit_id", "category_id", "is_closed")}
    changed = tuple(name for name, value in wanted.items() if getattr(place, name) != value)
    for name in changed:
        setattr(place, name, wanted[name])
    if changed:
        publish(PlaceChanged(actor_id=by.actor_id, subject_id=place.id, changed=changed))


def _check(data: PlaceData, present: Place | None) -> None:
    """A place leads to an open unit and category, or to those it leads to already."""
    if data.unit_id is not None and (present is None or present.unit_id != data.unit_id):
        unit = db.session.get(Unit, data.unit_id)
        if unit is None or unit.is_closed:
            raise Invalid.field("unit_id", _l("This unit does not exist."))
    if data.category_id is not None and (present is None or present.category_id != data.category_id):
        category = db.session.get(Category, data.category_id)
        if category is None or category.is_closed:
            raise Invalid.field("category_id", _l("This category is not open. Please choose another."))


def note_place(suggestion: Suggestion, place: Place, kiosk: Kiosk | None = None) -> None:
    """Remember where an idea was written."""
    db.session.add(
        PlaceOfIdea(
            suggestion_id=suggestion.id, place_id=place.id, kiosk_id=kiosk.id if kiosk is not None else None
        )
    )


def issue_kiosk(place: Place, data: NewKiosk, *, by: Actor) -> tuple[Kiosk, str]:
    """Allow one device to become a kiosk; answers the secret of its setup link, the only time it is seen."""
    authorize(by, Permission.ISSUE_KIOSKS, COMPANY)
    if place.is_closed:
        raise Refused(_l("This place is closed. Open it first."))
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    kiosk = Kiosk(
        place_id=place.id,
        label=data.label,
        setup_hash=hash_of(secret),
        setup_until=now + SETUP_WORKS_FOR,
        issued_by_id=by.actor_id,
        issued_at=now,
        expires_at=now + timedelta(days=data.days),
    )
    db.session.add(kiosk)
    db.session.flush()
    publish(KioskIssued(actor_id=by.actor_id, subject_id=place.id, kiosk_id=kiosk.id))
    return kiosk, secret


def set_up(setup_secret: str) -> tuple[Kiosk, str]:
    """Make the device that opened the setup link the kiosk; answers the device's own secret. Works once."""
    found = kiosk_to_set_up(setup_secret)
    if found is None:
        raise Missing()
    kiosk = db.session.scalar(
        select(Kiosk)
        .where(Kiosk.id == found.id, Kiosk.setup_hash == hash_of(setup_secret))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if kiosk is None:
        raise Missing()
    secret = secrets.token_urlsafe(32)
    kiosk.setup_hash = None
    kiosk.token_hash = hash_of(secret)
    kiosk.activated_at = clock.now()
    publish(KioskSetUp(actor_id=None, subject_id=kiosk.place_id, kiosk_id=kiosk.id))
    return kiosk, secret


def revoke_kiosk(kiosk: Kiosk, *, by: Actor) -> None:
    """The device is no kiosk from now on."""
    authorize(by, Permission.ISSUE_KIOSKS, COMPANY)
    if kiosk.revoked_at is None:
        kiosk.revoked_at = clock.now()
        publish(KioskRevoked(actor_id=by.actor_id, subject_id=kiosk.place_id, kiosk_id=kiosk.id))


def hand_in_at(
    device_secret: str, data: KioskIdea, files: Sequence[Inspected] = (), *, extra: Extra | None = None
) -> Suggestion:
    """Hand in an idea at a kiosk, credited to the typed name. No person is recorded, whoever is at the device."""
    kiosk = kiosk_of_device(device_secret)
    if kiosk is None:
        raise Missing()
    db.session.refresh(kiosk, ["revoked_at"], with_for_update=True)
    if kiosk.revoked_at is not None:
        raise Missing()
    if ideas_of_the_hour(kiosk.id) >= MOST_IDEAS_AN_HOUR:
        raise Refused(_l("Many ideas came from this device within an hour. Please try again later."))
    place = kiosk.place
    category = open_category(place)
    suggestion = submit(
        IdeaText(
            title=data.title,
            problem="",
            idea=data.idea,
            category_id=category.id if category is not None else None,
            unit_id=_open_unit(place),
            credit_name=data.name,
            credit_unit_id=data.unit_id,
        ),
        by=AT_A_KIOSK,
    )
    note_place(suggestion, place, kiosk)
    keep(suggestion, files, person_id=None)
    if extra is not None:
        answer_fields(suggestion, extra.values, extra.by_id)
    today = clock.today()
    if kiosk.last_used_on != today:
        kiosk.last_used_on = today
    return suggestion


def open_category(place: Place) -> Category | None:
    """The category that an idea of the place gets."""
    return place.category if place.category is not None and not place.category.is_closed else None


def _open_unit(place: Place) -> int | None:
    return place.unit_id if place.unit is not None and not place.unit.is_closed else None

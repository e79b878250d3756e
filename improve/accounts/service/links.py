"""Invitations, resets, and the link of the first administrator."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template
from sqlalchemy import select

from improve.accounts import links, rules, store
from improve.accounts.events import LinkIssued
from improve.accounts.models import LinkPurpose, Person, SingleUseLink
from improve.accounts.policy import Permission, authorize_over
from improve.accounts.ports import LETTERS, Letter
from improve.accounts.queries import active_administrators, person_signing_in
from improve.accounts.service.access import set_password
from improve.accounts.service.people import create_person
from improve.accounts.service.roles import give_role
from improve.accounts.values import FirstAdministrator, NewPassword, NewPerson
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Missing, Refused
from improve.core.events import publish
from improve.core.messages import _, _l
from improve.core.policy import SYSTEM, Actor, Role
from improve.web.features import contributed
from improve.web.i18n import speaking

INVITATION = timedelta(days=14)
RESET_BY_MAIL = timedelta(hours=2)
# A slip is handed over at the next shift.
RESET_BY_SLIP = timedelta(days=3)
FIRST_ADMINISTRATOR = timedelta(hours=48)


class LinkGone(Missing):
    """The link was used, has expired, was replaced or never was: all the same to who holds it."""

    def __init__(self) -> None:
        super().__init__(
            _l("This link has been used, has expired or was replaced by a newer one. Ask for a new one.")
        )


def issue_slip(person: Person, *, by: Actor) -> SingleUseLink:
    """A link to be handed over on paper by somebody who looks after the person."""
    authorize_over(by, Permission.RESET_ACCESS, person)
    return issue_link(person, RESET_BY_SLIP, by=by)


def send_link(person: Person, *, by: Actor) -> SingleUseLink:
    """A link by mail, sent by somebody who looks after the person."""
    authorize_over(by, Permission.RESET_ACCESS, person)
    if not person.email:
        raise Refused(_l("There is no e-mail address. Print a slip instead."))
    return _send(person, by=by)


def send_reset_to(typed: str) -> None:
    """Somebody asks for a link without being signed in: it goes to the stored address or nowhere."""
    person = person_signing_in(typed)
    if person is not None and person.is_active and person.email:
        _send(person, by=Actor(actor_id=None))


def can_send() -> bool:
    """Is there a feature that delivers mails?"""
    return bool(contributed(current_app, LETTERS))


def issue_link(person: Person, reset_lifetime: timedelta, *, by: Actor) -> SingleUseLink:
    """An invitation for who never had a password, else a reset. Older links of the person stop working.

    The caller has asked whether `by` may.
    """
    if not person.is_active:
        raise Refused(_l("This access has been ended. Open it again first."))
    store.end_links(clock.now(), person_id=person.id)
    is_new = person.password_hash is None
    purpose = LinkPurpose.INVITATION if is_new else LinkPurpose.RESET
    link = _new_link(purpose, INVITATION if is_new else reset_lifetime, person=person, by=by)
    publish(LinkIssued(actor_id=by.actor_id, subject_id=person.id, changed=(str(purpose),)))
    return link


def _new_link(
    purpose: LinkPurpose, lifetime: timedelta, *, person: Person | None, by: Actor
) -> SingleUseLink:
    nonce = links.new_nonce()
    link = SingleUseLink(
        nonce=nonce,
        token_hash=links.hash_of(links.token_of(nonce)),
        purpose=str(purpose),
        person=person,
        issued_by_id=by.actor_id,
        created_at=clock.now(),
        expires_at=clock.now() + lifetime,
    )
    db.session.add(link)
    db.session.flush()
    return link


def _send(person: Person, *, by: Actor) -> SingleUseLink:
    link = issue_link(person, RESET_BY_MAIL, by=by)
    with speaking(person.language) as language:
        letter = Letter(
            to=person.email or "",
            language=language,
            subject=_("Set your password"),
            text=render_template(
                "accounts/letter.txt",
                person=person,
                link=link,
                address=links.address_of(links.token_of(link.nonce)),
            ),
        )
    for post in contributed(current_app, LETTERS):
        post(letter)
    return link


def link_behind(token: str) -> SingleUseLink:
    """The link with that token while it works; raises `LinkGone`."""
    link = db.session.scalar(select(SingleUseLink).where(SingleUseLink.token_hash == links.hash_of(token)))
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkGone()
    if link.purpose == LinkPurpose.FIRST_ADMINISTRATOR:
        if db.session.scalar(active_administrators().limit(1)) is not None:
            raise LinkGone()
    elif link.person is None or not link.person.is_active:
        raise LinkGone()
    return link


def _claim(token: str) -> SingleUseLink:
    """Use the link up; of two who try at the same moment one gets `LinkGone`."""
    if not store.claim_link(links.hash_of(token), clock.now()):
        raise LinkGone()
    claimed = select(SingleUseLink).where(SingleUseLink.token_hash == links.hash_of(token))
    return db.session.scalars(claimed.execution_options(populate_existing=True)).one()


def set_password_by_link(token: str, data: NewPassword) -> Person:
    """The holder of an invitation or reset sets a password. A refused password leaves the link as it was."""
    link_behind(token)
    person = _claim(token).person
    if person is None:
        raise LinkGone()
    rules.check_repeated(data.password, data.again)
    set_password(person, data.password, by=Actor(actor_id=person.id))
    return person


def first_administrator_link() -> str:
    """The address with which the first administrator sets name and password; earlier ones stop working."""
    if db.session.scalar(active_administrators().limit(1)) is not None:
        raise Refused(_l("There is an administrator already."))
    store.end_links(clock.now(), person_id=None)
    link = _new_link(LinkPurpose.FIRST_ADMINISTRATOR, FIRST_ADMINISTRATOR, person=None, by=SYSTEM)
    return links.address_of(links.token_of(link.nonce))


def become_first_administrator(token: str, data: FirstAdministrator) -> Person:
    """The holder of that link becomes administrator, if nobody is one yet."""
    store.lock_first_links()
    if link_behind(token).purpose != LinkPurpose.FIRST_ADMINISTRATOR:
        raise LinkGone()
    _claim(token)
    rules.check_repeated(data.password, data.again)
    person = create_person(NewPerson(login=data.login, name=data.name), by=SYSTEM)
    give_role(person, Role.ADMINISTRATOR, None, by=SYSTEM)
    set_password(person, data.password, by=SYSTEM)
    return person

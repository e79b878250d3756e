"""Signing in, passwords, and ending sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from improve.accounts import passwords, rules, store
from improve.accounts.events import EverybodySignedOut, PasswordSet, SignedIn, SignedOutEverywhere
from improve.accounts.models import Person
from improve.accounts.policy import Permission, authorize_over
from improve.accounts.queries import fold_login, person_signing_in
from improve.accounts.rules import PER_ACCOUNT, PER_ADDRESS, RESET_PER_ACCOUNT, RESET_PER_ADDRESS
from improve.accounts.service import attempts
from improve.accounts.values import ChangedPassword, Credentials
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor

ATTEMPTS_KEPT = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
# Epochs count from 1 upward, far slower than seconds: the seconds since then are above every epoch ever given.
EPOCHS_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Verified:
    """Somebody whose password fits, as of one moment."""

    person_id: int
    epoch: int


def reserve_sign_in(typed: str, address: str | None) -> None:
    """Count an attempt to sign in before the password is looked at; raises `TooManyAttempts`."""
    attempts.reserve({PER_ACCOUNT: fold_login(typed), PER_ADDRESS: attempts.network_of(address)})


def reserve_reset(typed: str, address: str | None) -> None:
    """Count somebody's wish for a reset link; raises `TooManyAttempts`."""
    attempts.reserve({RESET_PER_ACCOUNT: fold_login(typed), RESET_PER_ADDRESS: attempts.network_of(address)})


def matching_person(credentials: Credentials) -> Verified | None:
    """Whose login and password these are. Slow on purpose, and as slow for nobody: call it outside of a
    transaction.
    """
    person = person_signing_in(credentials.login)
    fits = passwords.matches(person.password_hash if person else None, credentials.password)
    if person is None or not fits or not person.is_active:
        return None
    return Verified(person.id, person.session_epoch)


def accept_sign_in(verified: Verified, typed: str, address: str | None) -> Person | None:
    """The person, unless something ended their sessions while the password was being compared."""
    person = db.session.get(Person, verified.person_id, populate_existing=True)
    if person is None or not person.is_active or person.session_epoch != verified.epoch:
        return None
    _succeeded(typed, address)
    return person


def note_session(person: Person) -> None:
    """A session begins."""
    publish(SignedIn(actor_id=person.id, subject_id=person.id))


def set_password(person: Person, password: str, *, by: Actor) -> None:
    """Set a password that is not one of the commonest. Every session and open link of the person ends."""
    if by.actor_id != person.id:
        authorize_over(by, Permission.RESET_ACCESS, person)
    problem = passwords.problem(password, login=person.login, name=person.name)
    if problem is not None:
        raise Invalid.field("password", problem)
    person.password_hash = passwords.hashed(password)
    store.raise_epoch(person.id)
    store.end_links(clock.now(), person_id=person.id)
    publish(PasswordSet(actor_id=by.actor_id, subject_id=person.id))


def change_own_password(person: Person, data: ChangedPassword, address: str | None, *, by: Actor) -> None:
    """Replace the password with the help of the old one. The attempt was counted like a sign-in."""
    if not passwords.matches(person.password_hash, data.current):
        raise Invalid.field("current", _l("This is not your present password."))
    rules.check_repeated(data.password, data.again)
    set_password(person, data.password, by=by)
    _succeeded(person.login, address)


def _succeeded(typed: str, address: str | None) -> None:
    attempts.succeeded((PER_ACCOUNT, fold_login(typed)), (PER_ADDRESS, attempts.network_of(address)))


def sign_out_everywhere(person: Person, *, by: Actor) -> None:
    """End all sessions and withdraw all API tokens of a person."""
    if by.actor_id != person.id:
        authorize_over(by, Permission.MANAGE_PEOPLE, person)
    store.raise_epoch(person.id)
    store.revoke_tokens(person.id, clock.now())
    publish(SignedOutEverywhere(actor_id=by.actor_id, subject_id=person.id))


def sign_out_everybody(_made_at: datetime) -> None:
    """End all sessions and open links, for good: after a restore those that had ended would live again."""
    now = clock.now()
    store.raise_all_epochs(int((now - EPOCHS_BEGIN).total_seconds()))
    store.end_all_links(now)
    publish(EverybodySignedOut(actor_id=None, subject_id=1))


def forget_old_attempts() -> int:
    """Remove attempts that no throttle counts any more."""
    return store.forget_attempts_before(clock.now() - ATTEMPTS_KEPT)


def forget_old_links() -> int:
    """Remove links that ended long ago."""
    return store.forget_links_before(clock.now() - LINKS_KEPT)

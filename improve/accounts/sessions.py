"""Who is behind a session: Flask-Login keeps the id, we load the acting value."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core.db import db
from improve.core.policy import Actor
from improve.web.access import forget_actor

manager = LoginManager()


class SignedInPerson(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the actor, and an id that dies with the person's session epoch."""

    def __init__(self, actor: Actor, epoch: int) -> None:
        self.actor = actor
        self.epoch = epoch

    def get_id(self) -> str:
        return f"{self.actor.actor_id}.{self.epoch}"


def init_app(app: Flask) -> None:
    """Install the session loader."""
    manager.session_protection = None  # the epoch ends sessions; networks change under phones
    manager.init_app(app)


@manager.user_loader
def load(session_id: str) -> SignedInPerson | None:
    """The person of a session id, if still active and of the same epoch."""
    number, _dot, epoch = session_id.partition(".")
    if not (number.isdigit() and epoch.isdigit()):
        return None
    person = db.session.scalar(
        select(Person).options(joinedload(Person.unit)).where(Person.id == int(number))
    )
    if person is None or not person.is_active or person.session_epoch != int(epoch):
        return None
    return SignedInPerson(actor_of(person), person.session_epoch)


def actor_from_session() -> Actor | None:
    """The actor of the cookie; None for a visitor."""
    user: Any = current_user._get_current_object()
    return user.actor if isinstance(user, SignedInPerson) else None


def begin(person: Person) -> None:
    """Start a session for `person`; the old one's content is dropped."""
    chosen = session.get("next")
    session.clear()
    session.permanent = True
    login_user(SignedInPerson(actor_of(person), person.session_epoch))
    if chosen:
        session["next"] = chosen
    forget_actor()


def end() -> None:
    """End the session."""
    logout_user()
    session.clear()
    g.pop("_login_user", None)
    forget_actor()

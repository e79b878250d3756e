"""Who is behind a session: Flask-Login keeps the id, we load the acting value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from improve.accounts import service
from improve.accounts.models import Person
from improve.accounts.ports import BEGIN_SESSION
from improve.accounts.queries import actor_of, signed_in_actor
from improve.accounts.tokens import API
from improve.core import clock
from improve.core.db import LARGEST_ID, transaction
from improve.core.policy import Actor
from improve.web.access import forget_actor
from improve.web.i18n import CHOSEN_IN_SESSION, forget_reader

SINCE = "since"
LONGEST_ID = 10

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
    app.extensions[BEGIN_SESSION] = begin


@manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def load(session_id: str) -> SignedInPerson | None:
    """The person of a session id, if still active, of the same epoch and not signed in for too long."""
    number, _dot, epoch = session_id.partition(".")
    if not (_is_number(number) and _is_number(epoch)) or _is_over():
        return None
    found = signed_in_actor(int(number)) if int(number) <= LARGEST_ID else None
    if found is None or found[1] != int(epoch):
        return None
    return SignedInPerson(*found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def _is_over() -> bool:
    """The day of the sign-in counts, whatever renewed the cookie since."""
    since = session.get(SINCE)
    longest = timedelta(days=current_app.config["SESSION_DAYS"]).total_seconds()
    return not isinstance(since, int) or clock.now().timestamp() - since > longest


def actor_from_session() -> Actor | None:
    """The actor of the cookie; None for a visitor, and always for the API, which takes tokens only."""
    if not has_request_context() or request.path.startswith(API):
        return None
    user: Any = current_user._get_current_object()
    return user.actor if isinstance(user, SignedInPerson) else None


def begin(person: Person) -> None:
    """Start a session for `person`. Nothing of the visitor's session survives but where they wanted to go."""
    wanted = session.get("next")
    language = session.get(CHOSEN_IN_SESSION)
    with transaction():
        if language is not None:
            service.choose_language(person, language)
        service.note_session(person)
        actor, epoch = actor_of(person), person.session_epoch
    session.clear()
    session.permanent = True
    session[SINCE] = int(clock.now().timestamp())
    login_user(SignedInPerson(actor, epoch))
    g.pop("csrf_token", None)  # of the visitor's session
    generate_csrf()  # now, so that two pages opened at once have the same one
    if wanted:
        session["next"] = wanted
    forget_actor()
    forget_reader()


def renew(person: Person) -> None:
    """Let this session live on after something ended all sessions of the person."""
    login_user(SignedInPerson(actor_of(person), person.session_epoch))
    forget_actor()


def end() -> None:
    """End the session."""
    logout_user()
    session.clear()
    g.pop("_login_user", None)
    forget_actor()

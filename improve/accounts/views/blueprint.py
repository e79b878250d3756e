"""The blueprint of accounts, and what several of its pages need."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from improve.accounts.models import Person, Unit
from improve.accounts.queries import visible_to
from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.web.access import current_actor, found_or_404

P = ParamSpec("P")
blueprint = Blueprint("accounts", __name__)


def private(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """The answer is kept by no cache, and its address goes along to no other page.

    The origin alone does: without it the form on the page would be refused where HTTPS is used.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapped


def number_in(text: str) -> int | None:
    """The id in a query value; None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def myself() -> Person:
    """The row of the person who is signed in."""
    return db.session.get_one(Person, current_actor().person_id)


def visible_person(person_id: int) -> Person:
    """The person, or the answer for nobody."""
    actor: Actor = current_actor()
    person: Person = found_or_404(db.session.scalar(visible_to(actor).where(Person.id == person_id)))
    return person


def existing_unit(unit_id: int) -> Unit:
    """The unit, or the answer for none."""
    unit: Unit = found_or_404(db.session.get(Unit, unit_id))
    return unit

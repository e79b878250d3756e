"""What accounts tells the toolkit: the company's name and defaults, and the language somebody switched to."""

from __future__ import annotations

from collections.abc import Mapping

from improve.accounts import service
from improve.accounts.models import Person
from improve.accounts.queries import company_settings
from improve.core.db import db, transaction
from improve.core.events import Event
from improve.web.access import current_actor, forget_actor
from improve.web.i18n import forget_defaults


def company_name() -> str:
    """The company's name in the reader's language; "" before it has one."""
    found = company_settings()
    return str(found.name) if found is not None else ""


def company_defaults() -> Mapping[str, str]:
    """The language and time zone of the company, which come before those of the deployment."""
    found = company_settings()
    if found is None:
        return {}
    return {"language": found.default_language, "time_zone": found.time_zone}


def forget_company(event: Event) -> None:
    """The settings changed within this request."""
    forget_defaults()


def remember_language(language: str) -> None:
    """Store the language that a signed-in person switched to; a visitor's is in the cookie."""
    actor_id = current_actor().actor_id
    if actor_id is None:
        return
    with transaction():
        service.choose_language(db.session.get_one(Person, actor_id), language)
    forget_actor()

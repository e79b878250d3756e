"""What people hear of facts about their access."""

from __future__ import annotations

from collections.abc import Iterable

from improve.accounts.events import LinkIssued, RoleGiven, RoleTaken
from improve.accounts.models import Person
from improve.accounts.values import ROLE_NAMES
from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice, NoticeGroup, NoticeKind
from improve.core.policy import Role

ACCOUNT = NoticeGroup("accounts", _l("My account"), 90)
SECURITY = NoticeKind(
    "accounts.security",
    ACCOUNT,
    _l("Somebody made a link to my account"),
    required=_l("This protects your account, so it always reaches you."),
    order=10,
)
ROLES = NoticeKind("accounts.roles", ACCOUNT, _l("A role given or taken"), order=20)
KINDS = (SECURITY, ROLES)


def role_given(event: RoleGiven) -> Iterable[Notice]:
    """The person hears of a new role."""
    return [_about_role(event, _l("You have a new role: %(role)s.", role=_role(event)))]


def role_taken(event: RoleTaken) -> Iterable[Notice]:
    """The person hears that a role ended."""
    return [_about_role(event, _l("You no longer have the role: %(role)s.", role=_role(event)))]


def link_issued(event: LinkIssued) -> Iterable[Notice]:
    """Who has a password hears that somebody else asked for a link to replace it."""
    person = db.session.get(Person, event.subject_id)
    if event.actor_id is None or person is None or person.password_hash is None:
        return []
    issuer = db.session.get_one(Person, event.actor_id)
    text = _l(
        "%(name)s made a link with which a new password can be set for your account. "
        "If you did not ask for it, tell your administrator.",
        name=issuer.name,
    )
    return [Notice(kind=SECURITY, person_ids=(person.id,), text=text, endpoint="accounts.me")]


def _role(event: RoleGiven | RoleTaken) -> LazyText:
    return ROLE_NAMES[Role(event.changed[0])]


def _about_role(event: RoleGiven | RoleTaken, text: LazyText) -> Notice:
    return Notice(
        kind=ROLES,
        person_ids=(event.subject_id,),
        text=text,
        endpoint="accounts.person",
        values={"person_id": event.subject_id},
    )

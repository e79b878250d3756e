"""Who may do what: roles held in a unit, and relations to the thing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from flask import current_app

from improve.core.errors import Forbidden


class Role(StrEnum):
    """The roles of a company. `MEMBER` is everybody who can sign in."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    COMMITTEE = "committee"
    CASE_HANDLER = "case_handler"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


WHOLE_COMPANY = "/"


@dataclass(frozen=True)
class Place:
    """Something at a path of the organization tree: what a permission is asked about."""

    unit_path: str = WHOLE_COMPANY


# For what concerns everybody: a role held in one unit does not reach it. (`authorize(by, X)` without a subject
# means "anywhere at all", which is right for doors and menus, not for acts.)
COMPANY = Place()


@dataclass(frozen=True)
class Assignment:
    """A role in a unit and everything below it; `path` is the unit's, `/` the whole company."""

    role: Role
    path: str = WHOLE_COMPANY


@dataclass(frozen=True)
class Actor:
    """Who acts: a plain value, loaded once a request. The nobody of `SYSTEM` and of visitors has no id."""

    actor_id: int | None
    name: str = ""
    login: str = ""
    language: str | None = None
    time_zone: str | None = None
    theme: str | None = None
    shortcuts: bool = True
    unit_id: int | None = None
    unit_path: str = WHOLE_COMPANY
    assignments: tuple[Assignment, ...] = field(default=())
    scopes: frozenset[str] | None = None
    is_system: bool = False

    @property
    def person_id(self) -> int:
        """The id of a person who is certainly signed in."""
        if self.actor_id is None:
            raise Forbidden()
        return self.actor_id

    def has_role(self, role: Role, path: str | None = None) -> bool:
        """Does this actor hold `role` (in the unit at `path`, or anywhere when None)?"""
        return any(a.role is role and (path is None or path.startswith(a.path)) for a in self.assignments)


VISITOR = Actor(actor_id=None)
SYSTEM = Actor(actor_id=None, name="system", is_system=True)


class Scoped(Protocol):
    """A thing that belongs to a unit."""

    @property
    def unit_path(self) -> str: ...


Relation = Callable[[Actor, Any], bool]


@dataclass
class PolicyBook:
    """All grants of all manifests: permission -> roles, permission -> relations."""

    roles: dict[str, set[Role]] = field(default_factory=dict)
    relations: dict[str, list[Relation]] = field(default_factory=dict)

    def grant(self, by_role: Mapping[Role, Iterable[str]]) -> None:
        for role, permissions in by_role.items():
            for permission in permissions:
                self.roles.setdefault(str(permission), set()).add(role)

    def relate(self, by_relation: Mapping[Any, Relation]) -> None:
        for permission, relation in by_relation.items():
            self.relations.setdefault(str(permission), []).append(relation)


EXTENSION = "improve.policy"


def _book() -> PolicyBook:
    book: PolicyBook = current_app.extensions[EXTENSION]
    return book


def allows(actor: Actor, permission: str, subject: object | None = None) -> bool:
    """May `actor` do it? With `subject` None: anywhere at all (for menus and for the door of a view)."""
    if actor.is_system:
        return True
    if actor.scopes is not None and not _in_scope(actor.scopes, str(permission)):
        return False
    roles = _book().roles.get(str(permission), set())
    path = getattr(subject, "unit_path", WHOLE_COMPANY) if subject is not None else None
    if any(a.role in roles and (path is None or path.startswith(a.path)) for a in actor.assignments):
        return True
    relations = _book().relations.get(str(permission), [])
    if subject is None:
        return bool(relations) and actor.actor_id is not None
    return any(relation(actor, subject) for relation in relations)


def _in_scope(scopes: frozenset[str], permission: str) -> bool:
    """A token's scope is a permission or the feature in front of its colon: `suggestions` or `suggestions:vote`."""
    return permission in scopes or permission.split(":", 1)[0] in scopes


def authorize(actor: Actor, permission: str, subject: object | None = None) -> None:
    """Raise `Forbidden` unless `allows`."""
    if not allows(actor, permission, subject):
        raise Forbidden()

"""Facts about people and the organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutPerson(Event):
    subject_type: ClassVar[str] = "person"


class PersonCreated(_AboutPerson):
    """Somebody got an account."""


class PersonChanged(_AboutPerson):
    """Name, unit, e-mail or settings changed; `changed` names the fields."""


class PersonDisabled(_AboutPerson):
    """Somebody can no longer sign in."""


class PersonEnabled(_AboutPerson):
    """Somebody can sign in again."""


class PasswordSet(_AboutPerson):
    """A password was set or changed."""


class LinkIssued(_AboutPerson):
    """An invitation or reset link was made."""


class RoleGiven(_AboutPerson):
    """A role was given."""


class RoleTaken(_AboutPerson):
    """A role was taken back."""


class SignedIn(_AboutPerson):
    """Somebody signed in."""


class SignedOutEverywhere(_AboutPerson):
    """All sessions and tokens of a person ended."""


class EverybodySignedOut(Event):
    """All sessions and open links of everybody ended."""

    subject_type: ClassVar[str] = "organization"


class TokenIssued(_AboutPerson):
    """An API token was made."""


class TokenRevoked(_AboutPerson):
    """An API token was withdrawn."""


@dataclass(frozen=True, kw_only=True)
class _AboutUnit(Event):
    subject_type: ClassVar[str] = "unit"


class UnitCreated(_AboutUnit):
    """A unit was added to the tree."""


class UnitChanged(_AboutUnit):
    """A unit was renamed, moved, closed or got another lead."""


@dataclass(frozen=True, kw_only=True)
class OrganizationChanged(Event):
    """The company's settings changed."""

    subject_type: ClassVar[str] = "organization"

"""What people and units are made of, with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.accounts.models import UnitKind
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.core.values import Line, OneOf, Secret, Translated, Whole

LOGIN = Line(
    120,
    pattern=r"[^\s:/]+",
    hint=_l("A login is an employee number, a phone number or an e-mail address, without spaces."),
)
EMAIL = Line(
    254,
    pattern=r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+",
    hint=_l("An e-mail address has an @ and an ending such as .com."),
)
PASSWORD = Secret(longest=200, shortest=10)
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class NewPerson:
    """Somebody to add."""

    login: Annotated[str, LOGIN]
    name: Annotated[str, Line(120)]
    email: Annotated[str | None, EMAIL] = None
    job_title: Annotated[str | None, Line(120)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    language: Annotated[str | None, OneOf(LANGUAGES)] = None


@dataclass(frozen=True)
class UnitData:
    """A unit of the organization tree."""

    name: Annotated[Localized, Translated(Line(120))]
    kind: Annotated[str, OneOf(tuple(UnitKind))]
    code: Annotated[str | None, Line(60)] = None
    parent_id: Annotated[int | None, Whole(1)] = None
    lead_id: Annotated[int | None, Whole(1)] = None

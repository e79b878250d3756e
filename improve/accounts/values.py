"""What people and units are made of, with their limits, and the words for roles and levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from improve.accounts.models import THEMES, UnitKind
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import LazyText, _l
from improve.core.policy import Role
from improve.core.values import (
    Constraint,
    Day,
    FieldError,
    Line,
    Many,
    OneOf,
    Secret,
    Translated,
    Truth,
    Whole,
)

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
# Offered on the company page.
CURRENCIES = tuple(
    "CNY EUR USD GBP CHF JPY HKD TWD SGD KRW INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RON TRY "
    "AED SAR ILS ZAR BRL MXN THB VND MYR IDR PHP".split()
)
TOKEN_DAYS = ("30", "90", "365")

ROLE_NAMES: dict[Role, LazyText] = {
    Role.MEMBER: _l("Member"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.COMMITTEE: _l("Committee member"),
    Role.CASE_HANDLER: _l("Case handler"),
    Role.FINANCE: _l("Finance"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
ROLE_DUTIES: dict[Role, LazyText] = {
    Role.COORDINATOR: _l("looks after the ideas of a unit and helps its people back in"),
    Role.COMMITTEE: _l("scores ideas and decides"),
    Role.CASE_HANDLER: _l("answers complaints and questions in time"),
    Role.FINANCE: _l("confirms savings and pays awards"),
    Role.AUDITOR: _l("reads everything, changes nothing"),
    Role.ADMINISTRATOR: _l("looks after people, units, roles and settings"),
}
# Roles that a person can be given; everybody active is a member.
GIVEN_ROLES = tuple(ROLE_DUTIES)
UNIT_KIND_NAMES: dict[UnitKind, LazyText] = {
    UnitKind.SITE: _l("Site"),
    UnitKind.DEPARTMENT: _l("Department"),
    UnitKind.TEAM: _l("Team"),
}


@cache
def time_zones() -> frozenset[str]:
    """The IANA names that a person can choose: places and UTC."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


@dataclass(frozen=True)
class TimeZone(Constraint):
    """An IANA time zone."""

    def check(self, raw: Any) -> str:
        if not isinstance(raw, str) or raw not in time_zones():
            raise FieldError(_l("This is not a time zone such as Asia/Shanghai."))
        return raw

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 60}


@dataclass(frozen=True)
class Credentials:
    """What is typed to sign in."""

    login: Annotated[str, Line(254)]
    password: Annotated[str, Secret(longest=200)]


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
class PersonData:
    """What others keep of a person."""

    login: Annotated[str, LOGIN]
    name: Annotated[str, Line(120)]
    email: Annotated[str | None, EMAIL] = None
    job_title: Annotated[str | None, Line(120)] = None
    unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class PersonalSettings:
    """What a person chooses for their own pages; None is the company's choice."""

    language: Annotated[str | None, OneOf(LANGUAGES)] = None
    time_zone: Annotated[str | None, TimeZone()] = None
    theme: Annotated[str, OneOf(THEMES)] = "auto"
    mail_wanted: Annotated[bool, Truth()] = False
    shortcuts: Annotated[bool, Truth()] = True


@dataclass(frozen=True)
class NewPassword:
    """A password, typed twice."""

    password: Annotated[str, PASSWORD]
    again: Annotated[str, Secret(longest=200)]


@dataclass(frozen=True)
class ChangedPassword:
    """A new password, allowed by the old one."""

    current: Annotated[str, Secret(longest=200)]
    password: Annotated[str, PASSWORD]
    again: Annotated[str, Secret(longest=200)]


@dataclass(frozen=True)
class FirstAdministrator:
    """The person who sets a new instance up."""

    name: Annotated[str, Line(120)]
    login: Annotated[str, LOGIN]
    password: Annotated[str, PASSWORD]
    again: Annotated[str, Secret(longest=200)]


@dataclass(frozen=True)
class RoleGrant:
    """A role in a unit; without one, in the whole company."""

    role: Annotated[str, OneOf(tuple(GIVEN_ROLES))]
    unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class NewToken:
    """An API token to make; no scope: everything its owner may do. Without `expires_on` it does not expire."""

    label: Annotated[str, Line(120)]
    scopes: Annotated[tuple[str, ...], Many(Line(80, pattern=r"[a-z_]+(:[a-z_]+)?"), most=40)] = ()
    expires_on: Annotated[date | None, Day()] = None


@dataclass(frozen=True)
class UnitData:
    """A unit of the organization tree."""

    name: Annotated[Localized, Translated(Line(120))]
    kind: Annotated[str, OneOf(tuple(UnitKind))]
    code: Annotated[str | None, Line(60)] = None
    parent_id: Annotated[int | None, Whole(1)] = None
    lead_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class UnitPlace:
    """Where a unit is moved to; None is the top."""

    parent_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class CompanySettings:
    """The company's own settings."""

    name: Annotated[Localized, Translated(Line(120))]
    currency: Annotated[str, OneOf(CURRENCIES)]
    default_language: Annotated[str, OneOf(LANGUAGES)]
    time_zone: Annotated[str, TimeZone()]


WEEKDAYS = tuple("1234567")


@dataclass(frozen=True)
class WorkingWeek:
    """The days of the week on which people work: figures from 1 (Monday) to 7."""

    weekdays: Annotated[tuple[str, ...], Many(OneOf(WEEKDAYS), most=7)] = ()


@dataclass(frozen=True)
class SpecialDaysData:
    """Days off, or days on which people work although their weekday is free; one day when `last_day` is empty."""

    name: Annotated[Localized, Translated(Line(80))]
    first_day: Annotated[date, Day()]
    last_day: Annotated[date | None, Day()] = None
    is_working: Annotated[bool, Truth()] = False

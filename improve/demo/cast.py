"""The company of the demonstration as rows: people, units, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, field

from improve.accounts import service as accounts
from improve.accounts.models import Person, Unit
from improve.accounts.queries import actor_of
from improve.accounts.values import CompanySettings, NewPerson, PersonalSettings, UnitData
from improve.core.policy import SYSTEM, Actor, Role
from improve.demo.content import company
from improve.demo.content.company import PersonText, UnitText

CHINA, EUROPE = "Asia/Shanghai", "Europe/Warsaw"


@dataclass
class Cast:
    """Who plays: looked up by name, units by code."""

    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    texts: dict[str, PersonText] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The acting value; roles are given once, before anybody acts."""
        if name not in self._actors:
            self._actors[name] = actor_of(self.people[name])
        return self._actors[name]

    def person_id(self, name: str) -> int:
        """The person's id."""
        return self.people[name].id

    def site(self, name: str) -> str:
        """The code of the person's site."""
        return self.texts[name].unit.partition("-")[0]

    def zone(self, name: str) -> str:
        """The time zone the person works in."""
        return EUROPE if self.texts[name].is_european else CHINA

    def coordinator(self, name: str) -> str:
        """Who answers this person's ideas; not the person."""
        found = company.COORDINATORS[self.site(name)]
        return company.ADMINISTRATOR if found == name else found


def set_up() -> Cast:
    """The company with its units, people and roles."""
    accounts.change_company(
        CompanySettings(
            name=company.NAME,
            currency=company.CURRENCY,
            default_language="zh_Hans",
            time_zone=company.TIME_ZONE,
        ),
        by=SYSTEM,
    )
    cast = Cast(texts={text.name: text for text in company.PEOPLE})
    for unit in company.UNITS:
        cast.units[unit.code] = _unit(unit, cast)
    for person in company.PEOPLE:
        cast.people[person.name] = _person(person, cast)
    for unit in company.UNITS:
        row = cast.units[unit.code]
        accounts.change_unit(row, _unit_data(unit, cast, cast.people[unit.lead].id), by=SYSTEM)
    return cast


def _unit(text: UnitText, cast: Cast) -> Unit:
    return accounts.create_unit(_unit_data(text, cast, None), by=SYSTEM)


def _unit_data(text: UnitText, cast: Cast, lead_id: int | None) -> UnitData:
    parent = cast.units[text.parent].id if text.parent else None
    return UnitData(name=text.name, kind=text.kind, code=text.code, parent_id=parent, lead_id=lead_id)


def _person(text: PersonText, cast: Cast) -> Person:
    """Somebody with roles. Mails stay off while the past is played: they would be old news."""
    person = accounts.create_person(
        NewPerson(
            login=text.login,
            name=text.name,
            email=f"{text.mailbox}@{company.MAIL_DOMAIN}" if text.mailbox else None,
            job_title=text.job_title,
            unit_id=cast.units[text.unit].id,
        ),
        by=SYSTEM,
    )
    accounts.change_settings(person, _settings(text, mail_wanted=False), by=SYSTEM)
    for role in text.roles:
        code, _at, unit = role.partition("@")
        accounts.give_role(person, Role(code), cast.units[unit] if unit else None, by=SYSTEM)
    return person


def _settings(text: PersonText, *, mail_wanted: bool) -> PersonalSettings:
    """Who is offered on the sign-in page keeps no language: the visitor's own counts."""
    offered = {one.name for one in company.SIGN_INS}
    language = None if text.name in offered else "en" if text.is_european else "zh_Hans"
    return PersonalSettings(
        language=language, time_zone=EUROPE if text.is_european else None, mail_wanted=mail_wanted
    )


def switch_mail_on(cast: Cast) -> None:
    """From now on those with an address get mails."""
    for text in company.PEOPLE:
        if text.mailbox:
            accounts.change_settings(cast.people[text.name], _settings(text, mail_wanted=True), by=SYSTEM)

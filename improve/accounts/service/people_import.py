"""Taking people in from a file. The same file a second time changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from improve.accounts import rules
from improve.accounts.models import Person, Unit
from improve.accounts.queries import assignments_of, fold_login, person_by_login
from improve.accounts.service.people import change_person, choose_language, create_person
from improve.accounts.service.people_rows import PersonRow
from improve.accounts.service.roles import give_role
from improve.accounts.service.unit_paths import Tree
from improve.accounts.service.units import change_unit
from improve.accounts.values import NewPerson, PersonData, UnitData
from improve.core.db import db
from improve.core.errors import ImproveError, Invalid
from improve.core.messages import _l
from improve.core.policy import Actor, Assignment, Role
from improve.core.text import fold

Outcome = Literal["created", "updated", "skipped"]
FIELD_OF = {"unit_id": "unit"}
LOGINS_A_QUERY = 500


def take_people(rows: Sequence[PersonRow], by: Actor) -> list[Outcome | Invalid]:
    """What became of each row. A refused row leaves nothing behind and stops no other one.

    All rows of a file belong into one call: who leads a unit may stand in a later row than their people.
    """
    refused = dict(_refused_before(rows))
    run = _Run(by)
    results: list[Outcome | Invalid] = [
        refused[place] if place in refused else run.take(place, row) for place, row in enumerate(rows)
    ]
    for place in run.settle_leads():
        if results[place] == "skipped":
            results[place] = "updated"
    return results


def _refused_before(rows: Sequence[PersonRow]) -> Iterator[tuple[int, Invalid]]:
    """Rows that contradict another one, or name a lead whom neither file nor company know."""
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        if first.setdefault(fold_login(row.login), place) != place:
            yield (
                place,
                Invalid.field("login", _l("This login stands in the file twice. The first row counts.")),
            )
    kept = {place: row for place, row in enumerate(rows) if first[fold_login(row.login)] == place}
    unknown = {place for place, row in kept.items() if _names_somebody(row)} - set(_with_known_lead(kept))
    for place in unknown:
        message = _l("There is nobody with the login %(login)s.", login=str(kept[place].lead))
        yield place, Invalid.field("lead", message)
    for place in _contradictions({place: row for place, row in kept.items() if place not in unknown}):
        yield place, Invalid.field("lead", _l("An earlier row names another lead of this unit."))


def _names_somebody(row: PersonRow) -> bool:
    return isinstance(row.lead, str)


def _with_known_lead(rows: Mapping[int, PersonRow]) -> Iterator[int]:
    known = {fold_login(row.login) for row in rows.values()}
    wanted = sorted({str(row.lead) for row in rows.values() if _names_somebody(row)} - known)
    for start in range(0, len(wanted), LOGINS_A_QUERY):
        some = wanted[start : start + LOGINS_A_QUERY]
        known |= set(
            db.session.scalars(
                select(Person.login).where(Person.login.in_(some), Person.disabled_at.is_(None))
            )
        )
    return (place for place, row in rows.items() if row.lead in known)


def _contradictions(rows: Mapping[int, PersonRow]) -> Iterator[int]:
    """Rows that name another lead of a unit than an earlier one does."""
    claims: dict[tuple[str, ...], dict[int, PersonRow]] = defaultdict(dict)
    for place, row in rows.items():
        if row.lead is not None and row.units:
            claims[tuple(fold(name) for name in row.units)][place] = row
    for of_unit in claims.values():
        counted = counted_claims({place: _claim(row) for place, row in of_unit.items()})
        first = counted[min(counted)].lead
        yield from (place for place, claim in counted.items() if claim.lead != first)


@dataclass(frozen=True)
class Claim:
    """A row's word about who leads a unit: both are logins."""

    person: str
    lead: str


def _claim(row: PersonRow) -> Claim:
    login = fold_login(row.login)
    return Claim(login, login if row.lead is True else str(row.lead))


def counted_claims(claims: Mapping[int, Claim]) -> dict[int, Claim]:
    """The claims about one unit that count: whoever leads it names their own superior, who leads another one."""
    leads = {claim.lead for claim in claims.values()}
    counted = {
        place: claim
        for place, claim in claims.items()
        if claim.person not in leads or claim.lead == claim.person
    }
    return counted or dict(claims)


class _Run:
    """One run over the rows of a file."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self._tree: Tree | None = None
        self._claims: dict[int, dict[int, Claim]] = defaultdict(dict)

    def take(self, place: int, row: PersonRow) -> Outcome | Invalid:
        """Add or update the person of a row, with units and roles."""
        try:
            with db.session.begin_nested():
                outcome, unit_id = self._stored(row)
        except Invalid as error:
            self._tree = None  # units made for this row are gone again
            return Invalid({FIELD_OF.get(name, name): found for name, found in error.errors.items()})
        except ImproveError as error:
            self._tree = None
            return Invalid.field("", error.message)
        if row.lead is not None and unit_id is not None:
            self._claims[unit_id][place] = _claim(row)
        return outcome

    def settle_leads(self) -> Iterator[int]:
        """Give the units the leads that the rows name; the places of the rows that changed one."""
        for unit_id, claims in self._claims.items():
            counted = counted_claims(claims)
            place = min(counted)
            lead = person_by_login(counted[place].lead)
            unit = db.session.get_one(Unit, unit_id)
            if lead is not None and lead.is_active and unit.lead_id != lead.id:
                data = UnitData(name=unit.name, kind=unit.kind, code=unit.code, lead_id=lead.id)
                change_unit(unit, data, by=self.by)
                yield place

    def _stored(self, row: PersonRow) -> tuple[Outcome, int | None]:
        unit_id = self._unit(row.units)
        person = person_by_login(row.login)
        outcome: Outcome = "skipped"
        if person is None:
            person = self._create(row, unit_id)
            outcome = "created"
        elif self._update(person, row, unit_id):
            outcome = "updated"
        if self._give_roles(person, row) and outcome == "skipped":
            outcome = "updated"
        if row.lead is not None and person.unit_id is None:
            raise Invalid.field(
                "lead", _l("Without a unit there is nothing to lead. Fill in the unit as well.")
            )
        return outcome, person.unit_id

    def _create(self, row: PersonRow, unit_id: int | None) -> Person:
        if row.name is None:
            raise Invalid.field("name", _l("This is needed. Please fill it in."))
        data = NewPerson(
            login=row.login,
            name=row.name,
            email=row.email,
            job_title=row.job_title,
            unit_id=unit_id,
            language=row.language,
        )
        return create_person(data, by=self.by)

    def _update(self, person: Person, row: PersonRow, unit_id: int | None) -> bool:
        data = PersonData(
            login=person.login,
            name=row.name or person.name,
            email=row.email or person.email,
            job_title=row.job_title or person.job_title,
            unit_id=unit_id or person.unit_id,
        )
        changed = bool(change_person(person, data, by=self.by))
        if row.language is not None and person.language is None:
            choose_language(person, row.language)  # what a person chose since stays
            changed = True
        return changed

    def _give_roles(self, person: Person, row: PersonRow) -> bool:
        held = set(assignments_of([person.id])[person.id]) if row.roles else set()
        given = False
        for wanted in row.roles:
            unit_id = self._unit(wanted.units) if wanted.units is not None else None
            if wanted.units is None and rules.is_local(wanted.role):
                unit_id = person.unit_id
            unit = db.session.get(Unit, unit_id) if unit_id is not None else None
            assignment = Assignment(wanted.role, unit.path if unit is not None else "/")
            if wanted.role is not Role.MEMBER and assignment not in held:
                give_role(person, wanted.role, unit, by=self.by)
                held.add(assignment)
                given = True
        return given

    def _unit(self, names: tuple[str, ...]) -> int | None:
        if not names:
            return None
        if self._tree is None:
            self._tree = Tree(by=self.by)
        return self._tree.along(names)

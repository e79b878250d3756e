"""Giving an award and taking it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from improve.accounts.models import Person
from improve.accounts.queries import organization, person_by_login
from improve.awards import rules
from improve.awards.events import AwardGiven, AwardWithdrawn
from improve.awards.models import Award, Program
from improve.awards.policy import Permission
from improve.awards.queries import next_number
from improve.awards.store import existing_award, lock_numbers
from improve.awards.values import AwardData, WithdrawalData
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.projects.models import Project
from improve.projects.queries import stored_verdicts


def give(data: AwardData, *, by: Actor) -> Award:
    """Give an award for a project, with its reason. The amount is the program's unless another is named."""
    program = db.session.get(Program, data.program_id)
    project = db.session.get(Project, data.project_id)
    person = person_by_login(data.person_login) if data.person_login is not None else None
    _require(program=program, project=project, person=person)
    assert program is not None and project is not None and person is not None  # noqa: S101  (required above)
    authorize(by, Permission.GIVE, person)
    check_deserved(program, project, to_oneself=person.id == by.actor_id, is_active=person.is_active)
    lock_numbers()
    if existing_award(program.id, project.id, person.id):
        raise Invalid.field("person_login", _l("This person has this award for this project already."))
    award = _new_award(program, project, person, data, by=by)
    publish(AwardGiven(actor_id=by.actor_id, subject_id=award.id, person_id=person.id))
    return award


def check_deserved(
    program: Program, project: Project, *, to_oneself: bool = False, is_active: bool = True
) -> None:
    """Refuse an award that the program does not give for what the data of the project show."""
    verdict = stored_verdicts([project.id]).get(project.id)
    rules.check_award(
        program_closed=program.is_closed,
        verified_only=program.verified_only,
        verdict=verdict.code if verdict else None,
        early=verdict.early if verdict else False,
        to_oneself=to_oneself,
        active=is_active,
    )


def _new_award(program: Program, project: Project, person: Person, data: AwardData, *, by: Actor) -> Award:
    terms = terms_of(program, data)
    award = Award(
        number=next_number(terms.given_on.year),
        program=program,
        project=project,
        person=person,
        given_at=clock.now(),
        given_by_id=by.person_id,
        **asdict(terms),
    )
    db.session.add(award)
    db.session.flush()
    return award


@dataclass(frozen=True)
class Terms:
    """What an award is worth, why and since when, whoever it is for."""

    amount: int | None
    currency: str
    reason: str
    given_on: date


def terms_of(program: Program, data: AwardData) -> Terms:
    """The program's amount unless another is named; the company's currency and day."""
    company = organization()
    return Terms(
        amount=data.amount if data.amount is not None else program.amount,
        currency=company.currency if company else "CNY",
        reason=data.reason,
        given_on=clock.today(company.time_zone if company else "UTC"),
    )


def _require(*, program: Program | None, project: Project | None, person: Person | None) -> None:
    gone = _l("This does not exist any more. Please choose again.")
    missing = {}
    if program is None:
        missing["program_id"] = [gone]
    if project is None:
        missing["project_id"] = [gone]
    if person is None:
        missing["person_login"] = [_l("Nobody has this login.")]
    if missing:
        raise Invalid(missing)


def withdraw(award: Award, data: WithdrawalData, *, by: Actor) -> None:
    """Take an award back; it stays on record with the reason."""
    authorize(by, Permission.GIVE, award)
    rules.check_withdrawal(award.withdrawn_at is not None)
    award.withdrawn_at = clock.now()
    award.withdrawn_by_id = by.person_id
    award.withdrawn_reason = data.reason
    publish(AwardWithdrawn(actor_id=by.actor_id, subject_id=award.id, person_id=award.person_id))

"""Awards for authors without a name: kept for the holder of the code, paid once they give their name.

An idea without a name has an author who can come back with a code (see suggestions). An award for it is shown
where the code is entered. Money needs a name: when the author gives it, the award becomes theirs like any other.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, select

from improve.accounts.models import Person
from improve.awards.events import AwardGiven, AwardKept, KeptAwardEnded
from improve.awards.models import Award, KeptAward, Program
from improve.awards.policy import Permission
from improve.awards.queries import next_number
from improve.awards.service.giving import check_deserved, terms_of
from improve.awards.store import existing_award, lock_numbers
from improve.awards.values import AwardData
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import Event, publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.projects.models import Project
from improve.projects.queries import ideas_of
from improve.suggestions.queries import unnamed_among


def keep(data: AwardData, *, by: Actor) -> KeptAward:
    """Give an award to the unnamed author of the project's idea, whoever that is: also to the giver, unknowingly."""
    authorize(by, Permission.GIVE, COMPANY)
    program, project = db.session.get(Program, data.program_id), db.session.get(Project, data.project_id)
    if program is None or project is None:
        raise Invalid.field("project_id", _l("This does not exist any more. Please choose again."))
    check_deserved(program, project)
    lock_numbers()
    award = KeptAward(
        program_id=program.id,
        project_id=project.id,
        suggestion_id=_unnamed_idea(project.id, program.id),
        given_by_id=by.person_id,
        **asdict(terms_of(program, data)),
    )
    db.session.add(award)
    db.session.flush()
    publish(AwardKept(actor_id=by.actor_id, subject_id=award.id))
    return award


def _unnamed_idea(project_id: int, program_id: int) -> int:
    """The first idea behind the project whose author is unnamed and has no such award yet."""
    ideas = unnamed_among(idea.id for idea in ideas_of(project_id))
    if not ideas:
        raise Invalid.field(
            "person_login", _l("No idea without a name is behind this project. Please say for whom it is.")
        )
    given = set(
        db.session.scalars(
            select(KeptAward.suggestion_id).where(
                KeptAward.program_id == program_id, KeptAward.suggestion_id.in_(ideas)
            )
        )
    )
    free = sorted(ideas - given)
    if not free:
        raise Invalid.field("person_login", _l("The author without a name has this award already."))
    return free[0]


def hand_over(event: Event) -> None:
    """The author has given their name (AuthorRevealed): what was kept becomes theirs.

    What they gave themselves, not knowing or knowing, ends.
    """
    person = db.session.get_one(Person, event.actor_id)
    for kept in db.session.scalars(
        select(KeptAward).where(KeptAward.suggestion_id == event.subject_id)
    ).all():
        db.session.execute(
            delete(KeptAward).where(KeptAward.id == kept.id).execution_options(synchronize_session=False)
        )
        lock_numbers()
        if kept.given_by_id == person.id or existing_award(kept.program_id, kept.project_id, person.id):
            publish(KeptAwardEnded(actor_id=None, subject_id=kept.id))
            continue
        award = Award(
            number=next_number(clock.now().year),
            program_id=kept.program_id,
            project_id=kept.project_id,
            person_id=person.id,
            amount=kept.amount,
            currency=kept.currency,
            reason=kept.reason,
            given_on=kept.given_on,
            given_at=clock.now(),
            given_by_id=kept.given_by_id,
        )
        db.session.add(award)
        db.session.flush()
        publish(AwardGiven(actor_id=None, subject_id=award.id, person_id=person.id))

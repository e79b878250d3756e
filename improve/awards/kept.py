"""Awards for authors without a name: kept for the holder of the code, paid once they give their name.

An idea without a name has an author who can come back with a code (see suggestions). An award for it is shown
where the code is entered. Money needs a name: when the author gives it, the award becomes theirs like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person
from improve.accounts.queries import organization
from improve.awards import rules
from improve.awards.events import AwardGiven, AwardKept, KeptAwardEnded
from improve.awards.models import Award, KeptAward, Program
from improve.awards.policy import Permission
from improve.awards.queries import next_number
from improve.awards.store import existing_award, lock_numbers
from improve.awards.values import AwardData
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import Event, publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, allows, authorize
from improve.projects.models import Project
from improve.projects.queries import ideas_of, stored_verdicts
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import unnamed_among


def keep(data: AwardData, *, by: Actor) -> KeptAward:
    """Give an award to the unnamed author of the project's idea, whoever that is: also to the giver, unknowingly."""
    authorize(by, Permission.GIVE, COMPANY)
    program, project = db.session.get(Program, data.program_id), db.session.get(Project, data.project_id)
    if program is None or project is None:
        raise Invalid.field("project_id", _l("This does not exist any more. Please choose again."))
    verdict = stored_verdicts([project.id]).get(project.id)
    rules.check_award(
        program_closed=program.is_closed,
        verified_only=program.verified_only,
        verdict=verdict.code if verdict else None,
        early=verdict.early if verdict else False,
        to_oneself=False,
        active=True,
    )
    lock_numbers()
    company = organization()
    award = KeptAward(
        program_id=program.id,
        project_id=project.id,
        suggestion_id=_unnamed_idea(project.id, program.id),
        amount=data.amount if data.amount is not None else program.amount,
        currency=company.currency if company else "CNY",
        reason=data.reason,
        given_on=clock.today(company.time_zone if company else "UTC"),
        given_by_id=by.person_id,
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


def kept_awards(actor: Actor) -> Sequence[KeptAward]:
    """The awards that wait for a name, for those who read awards."""
    if not allows(actor, Permission.READ):
        return ()
    return db.session.scalars(_with_names().order_by(KeptAward.given_on.desc(), KeptAward.id.desc())).all()


def of_claim(suggestion: Suggestion) -> Markup | None:
    """What waits for the holder of the code, on the page of the code."""
    found = db.session.scalars(_with_names().where(KeptAward.suggestion_id == suggestion.id)).all()
    return Markup(render_template("awards/_held.html", awards=found)) if found else None  # noqa: S704  (a rendered template)


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


def _with_names() -> Select[tuple[KeptAward]]:
    return select(KeptAward).options(
        joinedload(KeptAward.program), joinedload(KeptAward.project), joinedload(KeptAward.given_by)
    )

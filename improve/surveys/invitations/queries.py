"""Questions about waves and invitations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from improve.contacts.models import Consent, Contact
from improve.contacts.queries import visible_to as visible_contacts
from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.surveys.invitations.models import (
    Invitation,
    InvitationMail,
    InvitationState,
    MailState,
    Rest,
    Wave,
    WaveState,
)
from improve.surveys.invitations.rules import EVERYWHERE, HERE, RestRule
from improve.surveys.models import Survey

ALL_SURVEYS = 1
STEPS = ("chosen", "planned", "sent", "delivered", "opened", "begun", "completed")


@dataclass(frozen=True)
class Rates:
    """How far the contacts of waves came. Each is a part of the one before but for what was skipped."""

    chosen: int = 0
    planned: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    begun: int = 0
    completed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def response_rate(self) -> float | None:
        """Completed answers of the mails that arrived (AAPOR RR1 where nobody of unknown eligibility is asked)."""
        return self.completed / self.delivered if self.delivered else None

    @property
    def completion_rate(self) -> float | None:
        """Completed answers of those who began."""
        return self.completed / self.begun if self.begun else None

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())


def waves_of(survey_id: int) -> Sequence[Wave]:
    """The waves of a survey, newest first."""
    return db.session.scalars(
        select(Wave).where(Wave.survey_id == survey_id).order_by(Wave.number.desc())
    ).all()


def wave(survey_id: int, number: int) -> Wave | None:
    """One wave."""
    return db.session.scalar(select(Wave).where(Wave.survey_id == survey_id, Wave.number == number))


@cache
def _counted() -> Any:
    arrived = (MailState.SENT, MailState.BOUNCED)
    handed = select(InvitationMail.id).where(InvitationMail.invitation_id == Invitation.id)
    was_sent = handed.where(InvitationMail.state.in_(arrived)).exists()

    def count(condition: object) -> object:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]

    came = and_(was_sent, Invitation.bounced.is_(False))
    return (
        select(  # type: ignore[call-overload]
            Invitation.wave_id,
            func.count(),
            count(Invitation.state == InvitationState.PLANNED),
            count(was_sent),
            count(came),
            count(Invitation.opened),
            count(Invitation.begun),
            count(Invitation.completed),
        )
        .where(Invitation.survey_id == bindparam("survey_id"))
        .group_by(Invitation.wave_id)
    )


_SKIPPED = (
    select(Invitation.wave_id, Invitation.reason, func.count())
    .where(Invitation.survey_id == bindparam("survey_id"), Invitation.state == InvitationState.SKIPPED)
    .group_by(Invitation.wave_id, Invitation.reason)
)


def rates(survey_id: int) -> dict[int, Rates]:
    """By wave, in two statements however many contacts there are."""
    found = rows(_counted(), {"survey_id": survey_id})
    skipped: dict[int, dict[str, int]] = {}
    for wave_id, reason, number in rows(_SKIPPED, {"survey_id": survey_id}):
        skipped.setdefault(wave_id, {})[reason] = number
    return {
        row[0]: Rates(**dict(zip(STEPS, map(int, row[1:]), strict=True)), skipped=skipped.get(row[0], {}))
        for row in found
    }


def total(found: Iterable[Rates]) -> Rates:
    """Of several waves together."""
    every = list(found)
    skipped: dict[str, int] = {}
    for one in every:
        for reason, number in one.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
    sums = {name: sum(getattr(one, name) for one in every) for name in STEPS}
    return Rates(**sums, skipped=skipped)


def response_rates(survey_id: int) -> Rates:
    """How far all contacts came who were asked in this survey; for the page of results."""
    return total(rates(survey_id).values())


def invitations_of(wave_id: int, actor: Actor, state: str = "") -> Select[tuple[Invitation]]:
    """The contacts of a wave whom an actor looks after, by name."""
    mine = visible_contacts(actor).with_only_columns(Contact.id).order_by(None)
    statement = (
        select(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .options(joinedload(Invitation.contact))
        .where(Invitation.wave_id == wave_id, Invitation.contact_id.in_(mine))
        .order_by(Contact.name, Contact.id)
    )
    return statement.where(Invitation.state == state) if state in tuple(InvitationState) else statement


def fitting(actor: Actor, attribute: str | None, value: str | None) -> Sequence[tuple[int, str | None]]:
    """(id, silence) of the contacts whom an actor looks after and whose attribute has this value, by id."""
    statement = visible_contacts(actor).with_only_columns(Contact.id, Contact.silence).order_by(Contact.id)
    if attribute:
        statement = statement.where(Contact.attributes[attribute].as_string() == value)
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def rest_rules(survey_id: int) -> tuple[RestRule, RestRule]:
    """How often a contact may be invited: to all surveys together, and to this one."""
    rows = db.session.scalars(select(Rest).where((Rest.id == ALL_SURVEYS) | (Rest.survey_id == survey_id)))
    found = {row.survey_id: RestRule(row.most, row.days) for row in rows}
    return found.get(None, EVERYWHERE), found.get(survey_id, HERE)


def asked_before(contact_ids: Sequence[int], since: datetime) -> dict[int, list[tuple[int, datetime]]]:
    """The invitations that contacts got since then: (survey, instant) by contact."""
    out: dict[int, list[tuple[int, datetime]]] = {}
    for contact_id, survey_id, at in db.session.execute(
        select(Invitation.contact_id, Invitation.survey_id, Invitation.sent_at).where(
            Invitation.contact_id.in_(contact_ids), Invitation.sent_at > since
        )
    ):
        out.setdefault(contact_id, []).append((survey_id, at))
    return out


def agreed(contact_ids: Sequence[int]) -> set[int]:
    """Those of them who agreed to something and did not take it back."""
    return set(
        db.session.scalars(
            select(Consent.contact_id).where(
                Consent.contact_id.in_(contact_ids), Consent.withdrawn_on.is_(None)
            )
        )
    )


def due(now: datetime, today: object, most: int) -> Select[tuple[Invitation]]:
    """The invitations whose mail is to be written now, of waves that run and surveys that have opened."""
    statement = (
        select(Invitation)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Survey, Survey.id == Invitation.survey_id)
        .where(
            Wave.state == WaveState.RUNNING,
            Invitation.due_at <= now,
            (Survey.opens_on.is_(None)) | (Survey.opens_on <= today),
        )
        .options(joinedload(Invitation.wave).joinedload(Wave.survey))
        .order_by(Invitation.due_at, Invitation.id)
        .limit(most)
    )
    return statement.with_for_update(of=Invitation, skip_locked=True)

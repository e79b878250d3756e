"""Use cases of invitations: begin a wave, start it, stop it; how often contacts are asked; how many answers are wanted."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy import func, insert, select

from improve.contacts.queries import attribute_codes
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, allows, authorize
from improve.surveys.events import InvitationsChanged, InvitationsStarted, InvitationsStopped
from improve.surveys.invitations import queries
from improve.surveys.invitations.models import Invitation, InvitationState, Rest, Wave, WaveState
from improve.surveys.invitations.rules import silence_reason
from improve.surveys.invitations.values import BODY, REMINDER, SUBJECT, RestData, WaveData, check_marks
from improve.surveys.models import Status, Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import standing_of
from improve.surveys.rules.standing import Standing
from improve.surveys.turns import take_turn

PORTION = 1_000
TEXTS = ("subject", "body", "reminder")


def begin(survey: Survey, data: WaveData | None = None, *, by: Actor) -> Wave:
    """Write a wave, in our own words where there are no others; nobody is asked before it is started."""
    authorize(by, Permission.MANAGE, survey)
    data = data or WaveData(SUBJECT, BODY, REMINDER)
    _check(data)
    take_turn(survey.id)
    last = db.session.scalar(select(func.max(Wave.number)).where(Wave.survey_id == survey.id)) or 0
    wave = Wave(survey_id=survey.id, number=last + 1, created_at=clock.now(), state=WaveState.DRAFT)
    _write(wave, data)
    db.session.add(wave)
    db.session.flush()
    publish(InvitationsChanged(actor_id=by.actor_id, subject_id=survey.id))
    return wave


def change(wave: Wave, data: WaveData, *, by: Actor) -> None:
    """Change a wave. Once started its texts and hours may still change, but not whom it asks."""
    authorize(by, Permission.MANAGE, wave.survey)
    _check(data)
    if wave.state != WaveState.DRAFT:
        data = replace(
            data,
            attribute=wave.attribute or "",
            attribute_is=wave.attribute_is or "",
            sample_size=wave.sample_size,
            needs_consent=wave.needs_consent,
        )
    _write(wave, data)
    publish(InvitationsChanged(actor_id=by.actor_id, subject_id=wave.survey_id))


def _check(data: WaveData) -> None:
    codes = attribute_codes()
    check_marks({name: getattr(data, name) for name in TEXTS}, codes)
    if data.send_until <= data.send_from:
        raise Invalid.field("send_until", _l("This hour must come after the first one."))
    if data.attribute and data.attribute not in codes:
        raise Invalid.field("attribute", _l("No contact has an attribute of this name."))
    if bool(data.attribute) != bool(data.attribute_is):
        name = "attribute_is" if data.attribute else "attribute"
        raise Invalid.field(name, _l("Please fill in both the attribute and its value, or neither."))


def _write(wave: Wave, data: WaveData) -> None:
    for name in (*TEXTS, "send_from", "send_until", "on_weekends", "reminders", "remind_after"):
        setattr(wave, name, getattr(data, name))
    wave.attribute, wave.attribute_is = data.attribute or None, data.attribute_is or None
    wave.sample_size, wave.needs_consent, wave.ignores_rest = (
        data.sample_size,
        data.needs_consent,
        data.ignores_rest,
    )


def start(wave: Wave, *, by: Actor) -> None:
    """Choose the contacts, all that fit or a random sample of them, and begin to write to them."""
    survey = wave.survey
    authorize(by, Permission.MANAGE, survey)
    db.session.refresh(wave, ["state"], with_for_update=True)
    if wave.state != WaveState.DRAFT:
        raise Refused(_l("These invitations were started already."))
    if survey.status != Status.PUBLISHED or standing_of(survey) is Standing.ENDED:
        raise Refused(_l("The survey takes no answers. Publish it, or move its last day, and then invite."))
    found = queries.fitting(by, wave.attribute, wave.attribute_is)
    pool = [contact_id for contact_id, silence in found if silence is None]
    if not pool:
        raise Refused(_l("No contact fits who may be written to."))
    chosen = pool
    if wave.sample_size is not None:
        wave.seed = secrets.token_hex(16)
        chosen = drawn(pool, wave.sample_size, wave.seed)
    now = clock.now()
    common: dict[str, Any] = {"wave_id": wave.id, "survey_id": survey.id}
    rows: list[dict[str, Any]] = [
        {**common, "contact_id": one, "state": InvitationState.PLANNED, "reason": None, "due_at": now}
        for one in chosen
    ]
    rows += [
        {**common, "contact_id": one, "state": InvitationState.SKIPPED, "due_at": None}
        | {"reason": silence_reason(silence)}
        for one, silence in found
        if silence is not None
    ]
    wave.state, wave.started_at, wave.pool = WaveState.RUNNING, now, len(pool)
    db.session.flush()
    for first in range(0, len(rows), PORTION):
        db.session.execute(insert(Invitation), rows[first : first + PORTION])
    publish(InvitationsStarted(actor_id=by.actor_id, subject_id=survey.id))


def drawn(pool: list[int], size: int, seed: str) -> list[int]:
    """A simple random sample without repetition, those whose keyed hashes are lowest: the same list and seed give
    the same, and who is drawn does not depend on who else stands on the list but for the number of places."""
    return sorted(sorted(pool, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())[:size])


_STEPS = {
    WaveState.PAUSED: (WaveState.RUNNING,),
    WaveState.RUNNING: (WaveState.PAUSED,),
    WaveState.WITHDRAWN: (WaveState.RUNNING, WaveState.PAUSED),
}


def move(wave: Wave, to: WaveState, *, by: Actor) -> None:
    """Pause (no mail, links work), go on, or withdraw for good (links say so)."""
    authorize(by, Permission.MANAGE, wave.survey)
    if wave.state not in _STEPS[to]:
        raise Refused(_l("This is not possible now: somebody else has changed these invitations."))
    wave.state = to
    publish(InvitationsStopped(actor_id=by.actor_id, subject_id=wave.survey_id, changed=(str(to),)))


def set_rest(survey: Survey, data: RestData, *, by: Actor) -> None:
    """Set how often contacts are asked: in this survey, and over all for whoever looks after all."""
    authorize(by, Permission.MANAGE, survey)
    everywhere, here = queries.rest_rules(survey.id)
    if (here.most, here.days) != (data.here_most, data.here_days):
        row = db.session.scalar(select(Rest).where(Rest.survey_id == survey.id))
        if row is None:
            row = Rest(id=_next_rest(), survey_id=survey.id)
            db.session.add(row)
        row.most, row.days = data.here_most, data.here_days
    if (everywhere.most, everywhere.days) != (data.all_most, data.all_days):
        if not allows(by, Permission.MANAGE, COMPANY):
            raise Invalid.field("all_days", _l("Only who looks after the whole company changes this."))
        row = db.session.get(Rest, queries.ALL_SURVEYS) or Rest(id=queries.ALL_SURVEYS)
        row.most, row.days = data.all_most, data.all_days
        db.session.add(row)
    publish(InvitationsChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("rest",)))


def _next_rest() -> int:
    """The row 1 is kept for the rule of all surveys."""
    return max(db.session.scalar(select(func.max(Rest.id))) or 0, queries.ALL_SURVEYS) + 1

"""Noting answers to look at, telling of them, looking at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.surveys.alerts import rules
from improve.surveys.alerts.models import Alert, AlertRules, key_of
from improve.surveys.alerts.queries import told, watch_of
from improve.surveys.alerts.values import Reason, WatchTexts, Why
from improve.surveys.events import AlertsPutBack, AlertsRaised, AlertsSeen, SurveyChanged
from improve.surveys.models import Anonymity, Response, Survey
from improve.surveys.policy import Permission
from improve.surveys.rules import disclosure
from improve.surveys.rules.answers import Given
from improve.surveys.values.questions import Spec

PORTION = 500
_ALERTS: Any = Alert.__table__
_INSERT = insert(_ALERTS)


def note(survey: Survey, response_id: int, day: date, found: Sequence[Reason]) -> None:
    """Write down why a new answer is to be looked at, in the transaction that stores it."""
    if found:
        values = {
            "response_id": response_id,
            "survey_id": survey.id,
            "day": day,
            "reasons": [reason.stored() for reason in found],
            "due_at": _due(survey.anonymity),
        }
        db.session.connection().execute(_INSERT, values)


def note_again(survey: Survey, response: Response, specs: Sequence[Spec], given: Sequence[Given]) -> None:
    """The same for an answer that was changed. What was told is not told again, but stands open again when it
    fits something more; what was not told yet and fits nothing any more is forgotten."""
    alert = db.session.get(Alert, response.id, with_for_update=True)
    found = rules.reasons(specs, given, watch_of(survey.id))
    if alert is None:
        note(survey, response.id, response.day, found)
        return
    stored = [reason.stored() for reason in found]
    if alert.due_at is not None and not stored:
        db.session.delete(alert)
    elif stored:
        if any(one not in alert.reasons for one in stored):
            alert.seen_at = alert.seen_by_id = None
        alert.reasons = stored


def _due(anonymity: str) -> datetime:
    """When to tell: at once, or for an anonymous survey at the next full hour."""
    now = clock.now()
    if anonymity != Anonymity.ANONYMOUS:
        return now
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def tell() -> int:
    """Publish what is due, one fact for each survey; answers how many alerts were told.

    Alerts of an anonymous survey wait until it has five answers, but for those who asked to be called: they are
    told again at the next hour, so that the waiting says nothing about when somebody answered.
    """
    due = db.session.execute(
        select(Alert.response_id, Alert.survey_id, Alert.reasons, Survey.anonymity)
        .join(Survey, Survey.id == Alert.survey_id)
        .where(Alert.due_at <= clock.now())
        .order_by(Alert.survey_id, Alert.response_id)
        .limit(PORTION)
        .with_for_update(of=Alert)
    ).all()
    ready: dict[int, list[int]] = {}
    held: list[int] = []
    enough = _with_enough({row.survey_id for row in due})
    for row in due:
        asks = any(one["why"] == Why.CONTACT for one in row.reasons)
        if asks or row.anonymity != Anonymity.ANONYMOUS or row.survey_id in enough:
            ready.setdefault(row.survey_id, []).append(row.response_id)
        else:
            held.append(row.response_id)
    if held:
        later = _due(Anonymity.ANONYMOUS)
        db.session.execute(update(Alert).where(Alert.response_id.in_(held)).values(due_at=later))
    for survey_id, numbers in ready.items():
        db.session.execute(update(Alert).where(Alert.response_id.in_(numbers)).values(due_at=None))
        keys = tuple(key_of(number) for number in numbers)
        publish(AlertsRaised(actor_id=None, subject_id=survey_id, alerts=keys))
    return sum(len(numbers) for numbers in ready.values())


def _with_enough(survey_ids: set[int]) -> set[int]:
    found = db.session.execute(
        select(Response.survey_id, func.count())
        .where(Response.survey_id.in_(survey_ids))
        .group_by(Response.survey_id)
    )
    return {row[0] for row in found if disclosure.enough(row[1])}


def mark_seen(survey: Survey, response_ids: Sequence[int], *, by: Actor) -> int:
    """Somebody looked at them; answers how many were open until now."""
    authorize(by, Permission.MANAGE, survey)
    open_ones = told(survey.id, unseen=True).where(Alert.response_id.in_(response_ids))
    found = db.session.scalars(open_ones.with_for_update(of=Alert)).all()
    for alert in found:
        alert.seen_at, alert.seen_by_id = clock.now(), by.actor_id
    if found:
        publish(AlertsSeen(actor_id=by.actor_id, subject_id=survey.id, alerts=tuple(a.key for a in found)))
    return len(found)


def put_back(survey: Survey, response_id: int, *, by: Actor) -> None:
    """Let one stand open again."""
    authorize(by, Permission.MANAGE, survey)
    alert = db.session.scalar(told(survey.id).where(Alert.response_id == response_id))
    if alert is not None and alert.seen_at is not None:
        alert.seen_at = alert.seen_by_id = None
        publish(AlertsPutBack(actor_id=by.actor_id, subject_id=survey.id, alerts=(alert.key,)))


def change_rules(
    survey: Survey, specs: Sequence[Spec], texts: WatchTexts, low: Mapping[str, Any], *, by: Actor
) -> None:
    """Watch for something else from now on. Raises `Invalid`."""
    authorize(by, Permission.MANAGE, survey)
    asks = {spec.code for spec in specs if rules.may_ask_for_contact(spec)}
    values = {
        "low_scores": rules.low_scores_of(specs, low),
        "keywords": list(rules.keywords_of(texts.keywords)),
        "contact_code": texts.contact_code if texts.contact_code in asks else None,
    }
    row = db.session.get(AlertRules, survey.id) or AlertRules(survey_id=survey.id)
    db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("alerts",)))

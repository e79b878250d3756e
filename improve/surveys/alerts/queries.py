"""Questions about alerts. Whoever may read a survey's single answers may read its alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.core.settled import settled
from improve.surveys.alerts.models import Alert, AlertRules
from improve.surveys.alerts.values import STANDARD, Reason, Watch, Why, reasons_of
from improve.surveys.models import Answer, Question, Response, Survey
from improve.surveys.queries.surveys import with_results_for
from improve.surveys.values.questions import Spec, specs_of

_RULES = AlertRules.__table__


@settled(AlertRules)
def watch_of(survey_id: int) -> Watch:
    """What a survey's answers are watched for."""
    row = rows(select(_RULES).where(_RULES.c.survey_id == survey_id)).first()
    if row is None:
        return STANDARD
    return Watch(dict(row.low_scores), tuple(row.keywords), row.contact_code)


def told(survey_id: int, *, unseen: bool = False) -> Select[tuple[Alert]]:
    """The alerts of a survey that were told, newest day first; within a day in the order of a random key."""
    statement = (
        select(Alert)
        .where(Alert.survey_id == survey_id, Alert.due_at.is_(None))
        .options(joinedload(Alert.seen_by))
        .order_by(Alert.day.desc(), Alert.response_id)
    )
    return statement.where(Alert.seen_at.is_(None)) if unseen else statement


def unseen_count(survey_id: int) -> int:
    """How many nobody has looked at yet."""
    return unseen_counts([survey_id]).get(survey_id, 0)


def unseen_counts(survey_ids: Iterable[int]) -> dict[int, int]:
    """The same for several surveys; those without are left out."""
    found = db.session.execute(
        select(Alert.survey_id, func.count())
        .where(Alert.survey_id.in_(tuple(survey_ids)), Alert.due_at.is_(None), Alert.seen_at.is_(None))
        .group_by(Alert.survey_id)
    )
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside a question in an alert: the words written, or the value."""

    spec: Spec
    value: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An alert with what was answered to the questions it is about, and with every text."""

    key: str
    survey_id: int
    day: date
    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]

    @property
    def wants_contact(self) -> bool:
        return any(reason.why is Why.CONTACT for reason in self.reasons)


def contents(alerts: Iterable[Alert]) -> dict[int, Told]:
    """Answer's number -> what an alert says. The number of statements does not depend on how many there are."""
    by_id = {alert.response_id: alert for alert in alerts}
    if not by_id:
        return {}
    versions = dict(
        db.session.execute(select(Response.id, Response.version_id).where(Response.id.in_(by_id)))
        .tuples()
        .all()
    )
    specs = _specs_of(set(versions.values()))
    given: dict[int, dict[str, tuple[str, str | None]]] = {}
    for row in db.session.execute(
        select(Answer.response_id, Answer.question_code, Answer.value, Answer.text).where(
            Answer.response_id.in_(by_id)
        )
    ):
        given.setdefault(row[0], {})[row[1]] = (row[2], row[3])
    out = {}
    for number, alert in by_id.items():
        reasons = reasons_of(alert.reasons)
        lines = _lines(specs.get(versions.get(number, 0), ()), given.get(number, {}), reasons)
        out[number] = Told(alert.key, alert.survey_id, alert.day, reasons, lines)
    return out


def alert_of(actor: Actor, key: str) -> Told | None:
    """One alert by its key, for whoever may read the survey's answers: what those who listen to `AlertsRaised`
    ask for."""
    number = number_of(key)
    reach = with_results_for(actor).with_only_columns(Survey.id)
    alert = db.session.scalar(
        select(Alert).where(Alert.response_id == number, Alert.survey_id.in_(reach), Alert.due_at.is_(None))
        if number is not None
        else select(Alert).where(false())
    )
    return contents([alert]).get(alert.response_id) if alert is not None else None


def number_of(key: str) -> int | None:
    """The answer's number behind a key; None for what is none."""
    if len(key) != 16 or not set(key) <= set("0123456789abcdef"):
        return None
    number = int(key, 16)
    return number if number < 2**63 else None


def _specs_of(version_ids: set[int]) -> dict[int, tuple[Spec, ...]]:
    found: dict[int, list[Question]] = {}
    for row in db.session.scalars(
        select(Question).where(Question.version_id.in_(version_ids)).order_by(Question.position)
    ):
        found.setdefault(row.version_id, []).append(row)
    return {version_id: specs_of(questions) for version_id, questions in found.items()}


def _lines(
    specs: tuple[Spec, ...], given: dict[str, tuple[str, str | None]], reasons: tuple[Reason, ...]
) -> tuple[Line, ...]:
    """In the order of the questions: what the alert is about, scores and texts."""
    about = {reason.code for reason in reasons}
    out = []
    for spec in specs:
        for name in spec.names():
            value, written = given.get(name, ("", None))
            if value and (name in about or spec.is_score or written):
                out.append(Line(spec, value, written))
    return tuple(out)

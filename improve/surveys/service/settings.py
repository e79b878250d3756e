"""Beginning a survey and changing what it is."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import AnswersExported, SurveyChanged, SurveyCreated
from improve.surveys.models import Question, Survey, Version
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.queries.surveys import draft_version, thanks_by_group
from improve.surveys.rules.anonymity import check_change as check_anonymity
from improve.surveys.rules.standing import check_being_written
from improve.surveys.rules.wording import merged
from improve.surveys.values.kinds import Group
from improve.surveys.values.questions import NOTHING, Spec
from improve.surveys.values.settings import Draft, NewSurvey, Running, languages_of
from improve.surveys.values.starters import STARTERS

# No vowels, nothing that looks like another: 14 of 31 characters are 69 bits, easy to type from a poster.
PUBLIC_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_LENGTH = 14


def create(data: NewSurvey, *, by: Actor) -> Survey:
    """Begin a draft from a template; whoever begins it owns it."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.MANAGE, unit or WHOLE)
    starter = STARTERS[data.starter]
    survey = Survey(
        public_id=new_public_id(), title=data.title, owner_id=by.actor_id, unit=unit, created_at=clock.now()
    )
    version = Version(survey=survey, number=1, languages=languages_of(data.languages), thanks=starter.thanks)
    db.session.add_all((survey, version))
    for position, spec in enumerate(starter.questions, 1):
        version.questions.append(row_of(spec, position))
    db.session.flush()
    publish(SurveyCreated(actor_id=by.actor_id, subject_id=survey.id))
    return survey


def row_of(spec: Spec, position: int) -> Question:
    """A new row that holds a question."""
    row = Question(code=spec.code, kind=str(spec.kind), position=position)
    write(row, spec)
    return row


def write(row: Question, spec: Spec) -> None:
    """Put a question's content into its row."""
    row.text = spec.text
    row.hint = spec.hint or None
    row.is_required = spec.is_required
    row.page = spec.page
    row.options = spec.options()


def change_draft(survey: Survey, data: Draft, *, by: Actor) -> None:
    """Change settings, and the texts of the wording that is being written."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.MANAGE, survey)
    authorize(by, Permission.MANAGE, unit or WHOLE)
    version = draft_version(survey)
    check_being_written(version is not None)
    assert version is not None  # noqa: S101  (checked by the rule above)
    _check_days(data)
    was_published = survey.published_at is not None
    check_anonymity(survey.anonymity, data.anonymity, was_published=was_published)
    changed = [
        *_set(survey, anonymity=data.anonymity or survey.anonymity),
        *_set(survey, title=merged(survey.title, data.title), unit_id=data.unit_id, opens_on=data.opens_on),
        *_set(survey, closes_on=data.closes_on, is_shared=data.is_shared),
        *_set(version, languages=languages_of(data.languages, data.more_languages)),
        *_set(version, intro=_kept(version.intro, data.intro), privacy=_kept(version.privacy, data.privacy)),
        *_set(version, thanks=_kept(version.thanks, data.thanks), thanks_by_group=_thanks(version, data)),
    ]
    if changed:
        publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=tuple(changed)))


def _kept(before: Localized | None, now: Localized | None) -> Localized | None:
    """The text with the further languages that the form does not show."""
    return merged(before or NOTHING, now) or None


def _thanks(version: Version, data: Draft) -> dict[str, Any]:
    given = {Group.HIGH: data.thanks_high, Group.MIDDLE: data.thanks_middle, Group.LOW: data.thanks_low}
    before = thanks_by_group(version)
    return {str(g): dict(merged(before.get(g, NOTHING), text)) for g, text in given.items() if text}


def change_running(survey: Survey, data: Running, *, by: Actor) -> None:
    """Change the days and who sees the score, at any time."""
    authorize(by, Permission.MANAGE, survey)
    _check_days(data)
    changed = _set(survey, opens_on=data.opens_on, closes_on=data.closes_on, is_shared=data.is_shared)
    if changed:
        publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=tuple(changed)))


def note_export(survey: Survey, *, by: Actor) -> None:
    """Record that single answers leave the house."""
    authorize(by, Permission.READ_RESULTS, survey)
    publish(AnswersExported(actor_id=by.actor_id, subject_id=survey.id))


def _set(row: Any, **values: Any) -> list[str]:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _check_days(data: Draft | Running) -> None:
    if data.opens_on is not None and data.closes_on is not None and data.closes_on < data.opens_on:
        raise Invalid.field("closes_on", _l("The closing day lies before the opening day."))


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.is_closed.is_(False)))
    if unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    return unit


def new_public_id() -> str:
    """The key of a new public link: nobody guesses it."""
    return "".join(secrets.choice(PUBLIC_ALPHABET) for _ in range(PUBLIC_LENGTH))

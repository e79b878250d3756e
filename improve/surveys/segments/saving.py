"""Saving segments under a name, and choosing what of contacts goes with their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import func, select

from improve.contacts.queries import attribute_codes
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.core.values import Line, Many, Truth
from improve.surveys.events import SurveyChanged
from improve.surveys.models import CODE_LENGTH, Anonymity, Answer, Response, Survey
from improve.surveys.policy import Permission, may_manage
from improve.surveys.queries.report import published_specs
from improve.surveys.queries.surveys import versions_of
from improve.surveys.segments import store
from improve.surveys.segments.chosen import chosen_for, combination
from improve.surveys.segments.membership import fits
from improve.surveys.segments.models import NAME_LENGTH, ContactSegment, SavedSegment
from improve.surveys.segments.queries import Segment, segments_of
from improve.surveys.segments.rules import CONTACT, IN, LANGUAGE, Combination, SegmentKey, splitting
from improve.surveys.turns import take_turn
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.questions import specs_of

# Every one is counted with every answer, deleted ones too.
MOST_SAVED = 30
MOST_CONDITIONS, MOST_VALUES = 4, 20
MOST_OF_CONTACTS = 4


@dataclass(frozen=True)
class NewSegment:
    """A name, and pairs of a segment's code and value as the page of results writes them ("area:north")."""

    name: Annotated[str, Line(NAME_LENGTH)]
    parts: Annotated[Sequence[str], Many(Line(CODE_LENGTH * 2 + 1), 100)] = ()
    is_shared: Annotated[bool, Truth()] = False


def save(
    survey: Survey, data: NewSegment, offered: Sequence[Segment] | None = None, *, by: Actor
) -> SavedSegment:
    """Save a segment of what may be shown (`offered`), with its counts of all answers up to now.

    Raises `Invalid`. While it is counted no answer to this survey is stored: each is counted exactly once.
    """
    authorize(by, Permission.READ_RESULTS, survey)
    if offered is None:
        offered = segments_of(survey, published_specs(survey))
    conditions = _conditions(data.parts, offered)
    db.session.execute(select(Survey.id).where(Survey.id == survey.id).with_for_update())
    rows = db.session.scalars(select(SavedSegment).where(SavedSegment.survey_id == survey.id)).all()
    if len(rows) >= MOST_SAVED:
        raise Refused(
            _l("At most %(most)s segments of a survey can be saved, deleted ones included.", most=MOST_SAVED)
        )
    mine = [row for row in rows if row.retired_at is None and (row.is_shared or row.owner_id == by.actor_id)]
    if any(row.name == data.name for row in mine):
        raise Invalid.field("name", _l("A segment with this name is there already."))
    assert by.actor_id is not None  # noqa: S101  (the system saves no segments)
    again = next(
        (r for r in rows if r.retired_at and r.conditions == conditions and r.owner_id == by.actor_id), None
    )
    row = again or SavedSegment(
        survey_id=survey.id, conditions=conditions, owner_id=by.actor_id, created_at=clock.now()
    )
    row.name, row.is_shared, row.retired_at = data.name, data.is_shared, None
    db.session.add(row)
    db.session.flush()
    if again is None:
        _count(survey, combination(row.id, conditions))
    _tell(survey, by)
    return row


def _conditions(parts: Sequence[str], offered: Sequence[Segment]) -> dict[str, list[str]]:
    known = {one.code: one for one in offered if one.saved_id is None}
    out: dict[str, list[str]] = {}
    for text in dict.fromkeys(parts):
        code, _colon, value = text.partition(":")
        if code not in known or value not in known[code].values:
            raise Invalid.field("parts", _l("This is not one of the choices."))
        out.setdefault(code, []).append(value)
    if not out:
        raise Invalid.field("parts", _l("Please tick at least one value."))
    if len(out) > MOST_CONDITIONS or any(len(values) > MOST_VALUES for values in out.values()):
        raise Invalid.field(
            "parts",
            _l(
                "At most %(values)s values of %(most)s questions fit.",
                values=MOST_VALUES,
                most=MOST_CONDITIONS,
            ),
        )
    return {code: sorted(out[code]) for code in sorted(out)}


def _count(survey: Survey, found: Combination) -> None:
    """Count all forms that are in it, as `crossed` would have."""
    counts: Counter[tuple[date, SegmentKey]] = Counter()
    known = chosen_for(survey.id).known
    for version in versions_of(survey):
        split = splitting(specs_of(version.questions), known)
        if {code for code, _values in found.conditions} <= {*split.codes, LANGUAGE}:
            for day, code, value, n in _counted(version.id, found):
                if code not in split.free:
                    counts[day, (found.code, IN, code, value)] += n
    store.add(survey.id, counts)


def _counted(version_id: int, found: Combination) -> Iterator[tuple[date, str, str, int]]:
    forms = (
        select(Response.day, Response.language, func.count())
        .where(Response.version_id == version_id, fits(found, Response.id))
        .group_by(Response.day, Response.language)
    )
    for day, language, n in db.session.execute(forms):
        yield day, RESPONSES, language, n
    answers = (
        select(Response.day, Answer.question_code, Answer.value, func.count())
        .join(Answer, Answer.response_id == Response.id)
        .where(Response.version_id == version_id, fits(found, Response.id))
        .group_by(Response.day, Answer.question_code, Answer.value)
    )
    for day, code, value, n in db.session.execute(answers):
        yield day, code, value, n


def share(survey: Survey, row: SavedSegment, is_shared: bool, *, by: Actor) -> None:
    """Show it to all who read these results, or to oneself again."""
    authorize(by, Permission.READ_RESULTS, survey)
    if row.owner_id != by.actor_id:
        raise Forbidden()
    row.is_shared = is_shared
    _tell(survey, by)


def retire(survey: Survey, row: SavedSegment, *, by: Actor) -> None:
    """Delete it for all who see it; see `SavedSegment` for what stays. A metric that it feeds gets no new readings."""
    authorize(by, Permission.READ_RESULTS, survey)
    if row.owner_id != by.actor_id and not (row.is_shared and may_manage(by, survey)):
        raise Forbidden()
    row.retired_at = clock.now()
    _tell(survey, by)


@dataclass(frozen=True)
class OfContacts:
    """Which attributes go with new answers, by their codes."""

    codes: Annotated[Sequence[str], Many(Line(CODE_LENGTH), 50)] = ()


def choose_of_contacts(survey: Survey, data: OfContacts, *, by: Actor) -> None:
    """Take these attributes with answers through personal links from now on. Answers that are there keep theirs."""
    authorize(by, Permission.MANAGE, survey)
    if survey.anonymity == Anonymity.ANONYMOUS:
        raise Refused(_l("Nothing is kept of who answers an anonymous survey."))
    take_turn(survey.id)
    wanted = set(data.codes)
    if not wanted <= set(offered_of_contacts(survey)):
        raise Invalid.field("codes", _l("This is not one of the choices."))
    if len(wanted) > MOST_OF_CONTACTS:
        raise Invalid.field("codes", _l("At most %(most)s entries fit.", most=MOST_OF_CONTACTS))
    rows = db.session.scalars(
        select(ContactSegment).where(ContactSegment.survey_id == survey.id).with_for_update()
    ).all()
    for row in rows:
        row.is_taken = row.code in wanted
    new = wanted - {row.code for row in rows}
    db.session.add_all(ContactSegment(survey_id=survey.id, code=code) for code in sorted(new))
    _tell(survey, by)


def offered_of_contacts(survey: Survey) -> list[str]:
    """The attributes that can be taken: those of the list of contacts, and those that are taken already."""
    rows = select(ContactSegment.code).where(ContactSegment.survey_id == survey.id, ContactSegment.is_taken)
    found = {*attribute_codes(), *db.session.scalars(rows)}
    return sorted(code for code in found if len(CONTACT + code) <= CODE_LENGTH)


def _tell(survey: Survey, by: Actor) -> None:
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("segments",)))

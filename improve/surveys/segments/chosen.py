"""What a survey's answers are split by besides its questions: attributes of contacts, and saved segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from improve.core.db import db
from improve.core.settled import settled
from improve.surveys.models import Survey
from improve.surveys.segments.models import ContactSegment, SavedSegment
from improve.surveys.segments.rules import Combination, Splitting, saved_code, splitting
from improve.surveys.values.questions import Spec


@dataclass(frozen=True, slots=True)
class Chosen:
    """`known` attributes of contacts are those that any answer may carry, `taken` those that new ones do;
    `combinations` all segments that were ever saved, oldest first: deleted ones are counted on."""

    known: tuple[str, ...]
    taken: tuple[str, ...]
    combinations: tuple[Combination, ...]


@settled(ContactSegment, SavedSegment)
def chosen_for(survey_id: int) -> Chosen:
    """What was chosen for a survey."""
    attributes = db.session.execute(
        select(ContactSegment.code, ContactSegment.is_taken)
        .where(ContactSegment.survey_id == survey_id)
        .order_by(ContactSegment.code)
    ).all()
    saved = db.session.execute(
        select(SavedSegment.id, SavedSegment.conditions)
        .where(SavedSegment.survey_id == survey_id)
        .order_by(SavedSegment.id)
    )
    return Chosen(
        tuple(code for code, _taken in attributes),
        tuple(code for code, is_taken in attributes if is_taken),
        tuple(combination(number, conditions) for number, conditions in saved),
    )


def combination(number: int, conditions: Mapping[str, Sequence[str]]) -> Combination:
    """A saved segment as the counting takes it."""
    found = tuple((code, frozenset(values)) for code, values in sorted(conditions.items()))
    return Combination(saved_code(number), found)


def splitting_of(survey_id: int, specs: Sequence[Spec]) -> Splitting:
    """How a form of this wording is counted.

    Whoever stores a form asks after it was written: its row holds on to the survey's, for which a segment that is
    being saved waits (`saving.save`). So either the segment is known here, or the form is found when it is counted.
    """
    found = chosen_for(survey_id)
    return splitting(specs, found.known, found.combinations)


def splitting_held(survey_id: int, specs: Sequence[Spec]) -> Splitting:
    """The same for those who change forms that are there, or have not written them yet: nobody saves a segment
    until they are done."""
    survey = select(Survey.id).where(Survey.id == survey_id)
    db.session.execute(survey.with_for_update(read=True, key_share=True))
    return splitting_of(survey_id, specs)

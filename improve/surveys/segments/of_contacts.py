"""What was noted of a contact, taken into the answer at the moment of answering: later changes change no answer."""

from __future__ import annotations

from datetime import date

from improve.surveys import store
from improve.surveys.invitations.spending import Invited
from improve.surveys.models import CODE_LENGTH, Anonymity, Survey
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.segments.rules import CONTACT, contact_code


def take(survey: Survey, response_id: int, day: date, invited: Invited) -> list[tuple[str, str]]:
    """Store the chosen attributes with an answer, as far as the page had said so; (segment's code, value) of each.

    Nothing is taken in an anonymous survey: an attribute could name whoever answered. A value of more than 40
    characters is no group of people and is left out.
    """
    if survey.anonymity == Anonymity.ANONYMOUS:
        return []
    found = [
        (contact_code(code), invited.attributes[code])
        for code in chosen_for(survey.id).taken
        if code in invited.told and 0 < len(invited.attributes.get(code, "")) <= CODE_LENGTH
    ]
    common = {"response_id": response_id, "survey_id": survey.id, "day": day, "text": None}
    store.insert_answers([{**common, "question_code": code, "value": value} for code, value in found])
    return found


def is_of_contact(name: str) -> bool:
    """Is this what was noted of the contact, not what they answered?"""
    return name.startswith(CONTACT)


def names_of_contact(survey_id: int) -> set[str]:
    """The names under which answers of a survey may carry what was noted of contacts."""
    return {contact_code(code) for code in chosen_for(survey_id).known}

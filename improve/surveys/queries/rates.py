"""How many began, sent and finished a survey: several numbers, never one "response rate"."""

from __future__ import annotations

from dataclasses import dataclass

from improve.stats.response_rate import response_rates
from improve.surveys.invitations import queries as invitations
from improve.surveys.models import Survey
from improve.surveys.sittings import service as sittings
from improve.surveys.values.questions import Spec


@dataclass(frozen=True, slots=True)
class Rates:
    """`completed` were sent in; `unfinished` sent their first page and no more. `completion` is completed of begun,
    0..1; None where the survey has one page, so that a beginning leaves no trace. `response` is completed of the
    `invited` whose mail arrived; None where nobody was invited, because how many saw an open link is not known.
    """

    completed: int
    unfinished: int
    completion: float | None
    response: float | None
    invited: int


def rates_of(survey: Survey, specs: list[Spec], completed: int) -> Rates:
    """The rates of a survey with so many forms sent in."""
    unfinished = sum(sittings.left_after(survey.id).values())
    pages = max((spec.page for spec in specs if spec.is_asked), default=1)
    found = response_rates(
        complete=completed, partial=unfinished, refused=0, no_contact=0, other=0, unknown=0
    )
    asked = invitations.response_rates(survey.id)
    return Rates(
        completed,
        unfinished,
        found.completion if pages > 1 or unfinished else None,
        asked.response_rate,
        asked.delivered,
    )

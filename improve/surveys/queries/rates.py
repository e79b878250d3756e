"""How many began, sent and finished a survey: several numbers, never one "response rate"."""

from __future__ import annotations

from dataclasses import dataclass

from improve.stats.response_rate import response_rates
from improve.surveys.models import Survey
from improve.surveys.sittings import service as sittings
from improve.surveys.values.questions import Spec


@dataclass(frozen=True, slots=True)
class Invited:
    """What is known of a list of people who were invited: how many, and to how many nothing could be sent."""

    sent: int
    undelivered: int = 0
    refused: int = 0
    # Of all forms, those that came by an invitation.
    completed: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """`completed` were sent in; `unfinished` sent their first page and no more. `completion` is completed of begun,
    0..1; None where the survey has one page, so that a beginning leaves no trace. `response` is AAPOR's RR2 of those
    invited; None where nobody was, because how many saw an open link is not known.
    """

    completed: int
    unfinished: int
    completion: float | None
    response: float | None
    invited: int | None


def rates_of(survey: Survey, specs: list[Spec], completed: int, *, invited: Invited | None = None) -> Rates:
    """The rates of a survey with so many forms sent in."""
    unfinished = sum(sittings.left_after(survey.id).values())
    pages = max((spec.page for spec in specs if spec.is_asked), default=1)
    found = response_rates(
        complete=completed, partial=unfinished, refused=0, no_contact=0, other=0, unknown=0
    )
    return Rates(
        completed,
        unfinished,
        found.completion if pages > 1 or unfinished else None,
        _response(invited) if invited is not None else None,
        invited.sent if invited is not None else None,
    )


def _response(invited: Invited) -> float | None:
    silent = invited.sent - invited.completed - invited.undelivered - invited.refused
    return response_rates(
        complete=invited.completed,
        partial=0,
        refused=invited.refused,
        no_contact=max(0, silent),
        other=0,
        unknown=invited.undelivered,
    ).rr2

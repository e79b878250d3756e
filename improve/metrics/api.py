"""Readings over the API."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.db import transaction
from improve.core.messages import _l
from improve.metrics import service
from improve.metrics.models import ReadingSource
from improve.metrics.policy import Permission
from improve.metrics.queries import named
from improve.metrics.values import ReadingBatch
from improve.web.access import current_actor, found_or_404
from improve.web.rest import Answer, Api

api = Api("metrics")


@dataclass(frozen=True)
class ReadingProblem:
    """A reading that was not taken; `row` counts from 1."""

    row: int
    field: str
    message: str


@dataclass(frozen=True)
class RecordedReadings:
    """What became of the readings."""

    created: int
    updated: int
    skipped: int
    errors: list[ReadingProblem]


@api.operation(
    "POST",
    "/metrics/<string:metric>/readings",
    permission=Permission.RECORD,
    body=ReadingBatch,
    answer=RecordedReadings,
    summary=_l("Record readings of a metric, named by its id or code"),
)
def record_readings(metric: str, body: ReadingBatch) -> Answer:
    """Good readings are stored although others are bad; where none is good, nothing is stored (422)."""
    found = found_or_404(named(current_actor(), metric))
    with transaction():
        outcome = service.record(found, body.readings, by=current_actor(), source=ReadingSource.API)
    answer = {
        "created": outcome.created,
        "updated": outcome.updated,
        "skipped": outcome.skipped,
        "errors": [
            {"row": problem.row, "field": problem.field, "message": str(problem.message)}
            for problem in outcome.errors
        ],
    }
    if outcome.errors and not outcome.lines:
        return Answer(answer, status=422, headers={"Content-Type": "application/problem+json"})
    return Answer(answer)

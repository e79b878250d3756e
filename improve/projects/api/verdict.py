"""The verdict over the API."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.api.base import api
from improve.projects.blueprint import visible_or_404
from improve.projects.checking.comparison import compared
from improve.projects.models import Project
from improve.projects.policy import Permission
from improve.projects.presenting.sentences import sentence
from improve.projects.window import window_of


@dataclass(frozen=True)
class VerdictLimits:
    """Center and natural limits of the baseline; null where no two neighboring periods have readings."""

    center: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class VerdictEffect:
    """After minus before, with its 95 % interval."""

    method: str
    difference: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class VerdictComparison:
    """Where nothing was changed: another metric (its code), or another unit of the same one (its id). `there` is the
    change there, `difference` ours minus theirs; null while too few periods have both readings."""

    metric: str
    unit: int | None
    there: float | None
    difference: float | None
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class VerdictAnswer:
    """The object of `improve analyze change`. Limits and effect are null for not_enough_data."""

    verdict: str
    flags: list[str]
    signal_against_average: bool
    n_before: int
    n_after: int
    need_before: int
    need_after: int
    limits: VerdictLimits | None
    labels: list[str]
    effect: VerdictEffect | None
    sentence: str
    comparison: VerdictComparison | None


@api.operation(
    "GET",
    "/projects/<int:project_id>/verdict",
    permission=Permission.READ,
    answer=VerdictAnswer,
    summary=_l("What the data show about a project"),
)
def verdict(project_id: int) -> dict[str, Any]:
    """The verdict on the readings as they are now; refused (409) while the measurement plan is incomplete."""
    project = visible_or_404(project_id)
    result = verdicts.current([project], today=company_day()).get(project.id)
    if result is None or project.metric is None:
        raise Refused(_l("The measurement plan of this project is not complete, so there is no verdict."))
    return {
        **result.verdict.as_json(),
        "sentence": sentence(project, project.metric, result.verdict),
        "comparison": _comparison(project),
    }


def _comparison(project: Project) -> dict[str, Any] | None:
    window = window_of(project)
    found = compared(window) if window is not None else None
    if found is None:
        return None
    effect = found.effect
    answer = VerdictComparison(
        metric=found.metric.code,
        unit=found.unit.id if found.unit is not None else None,
        there=found.there,
        difference=effect.difference if effect is not None else None,
        se=effect.se if effect is not None else None,
        low=effect.low if effect is not None else None,
        high=effect.high if effect is not None else None,
    )
    return asdict(answer)

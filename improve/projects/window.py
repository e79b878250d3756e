"""The window of a check: the readings of the baseline and after, with the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from improve.core.periods import start_of
from improve.metrics.models import Metric
from improve.metrics.queries import Series, company_day, series
from improve.projects.models import Project, Stage
from improve.projects.queries import segment, stored_verdicts
from improve.projects.verdicts import Inputs, Result, from_stored, inputs_of, judged
from improve.web.i18n import default_time_zone


@dataclass(frozen=True)
class Window:
    """Everything that the page of a check rests on.

    `shown` are the readings from the baseline's start on, the running period too. `as_of` is today, or the day
    on which the project was closed. `changed_since`: readings were corrected after that.
    """

    project: Project
    metric: Metric
    shown: Series
    inputs: Inputs
    result: Result
    as_of: date
    changed_since: bool = False

    @property
    def starts_on(self) -> date:
        """The day of the change: there is no window without one."""
        assert self.project.starts_on is not None  # noqa: S101  (see window_of)
        return self.project.starts_on


def window_of(project: Project) -> Window | None:
    """The window of a project; None while its plan is incomplete."""
    metric = project.metric
    if metric is None or project.starts_on is None or project.baseline_from is None:
        return None
    as_of = _as_of(project)
    whole = series(metric, segment(project))
    inputs = inputs_of(project, metric, whole, as_of)
    if inputs is None:
        return None
    stored = stored_verdicts([project.id]).get(project.id)
    if stored is not None and (stored.inputs_hash == inputs.digest or project.stage == Stage.CLOSED):
        result = from_stored(stored)
    else:
        result = judged(inputs)
    shown = whole.since(start_of(metric.period_kind, project.baseline_from)).until(as_of)
    return Window(
        project, metric, shown, inputs, result, as_of, changed_since=result.inputs_hash != inputs.digest
    )


def day_of(instant: datetime) -> date:
    """The calendar day of an instant where the company is."""
    return instant.astimezone(ZoneInfo(default_time_zone())).date()


def _as_of(project: Project) -> date:
    if project.stage == Stage.CLOSED:
        return day_of(project.stage_since)
    return company_day()

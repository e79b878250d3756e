"""What a project measures, as data: a metric and how its readings run before and after the change."""

from __future__ import annotations

from dataclasses import dataclass, field

from improve.core.localized import Localized


@dataclass(frozen=True)
class Course:
    """How readings run: `before` and `after` are means in the metric's unit, `spread` is a standard deviation.

    For shares and rates `base` is the usual denominator of a period and the spread follows from the counts;
    `before` and `after` are percent, or events per `per`. `reads`: what the data must show, as
    verdict and whether it is early.
    """

    before: float
    after: float
    spread: float = 0.0
    base: int = 0
    reads: tuple[str, bool] | None = None


@dataclass(frozen=True)
class MetricText:
    """The definition of a metric."""

    code: str
    name: Localized
    unit: Localized
    direction: str
    kind: str
    period: str
    course: Course
    per: str = "1"
    decimals: int = 1
    target: float | None = None
    description: str = ""
    # Who enters the readings, where it is not the project's owner; `waits`: the last one is still to come.
    keeper: str | None = None
    waits: bool = False


@dataclass(frozen=True)
class ProjectText:
    """A project, in weeks before this week (months before this month for a monthly metric).

    `starts` is when the change began (negative: is to begin), `baseline` how many periods before it are measured.
    `decided` and `closed` are in weeks ago. `plan_lacks`: what the plan still lacks.
    """

    key: str
    title: str
    problem: str
    owner: str | None
    metric: MetricText | None
    starts: int
    baseline: int
    stage: str
    smallest_useful: float | None = None
    useful_as: str = "points"
    settle_in: int = 0
    pilot: str = ""
    created: int = 0
    plan_due_in_days: int | None = None
    review_in_days: int | None = None
    decided: int | None = None
    decision: str | None = None
    reason: str = ""
    closed: int | None = None
    plan_lacks: tuple[str, ...] = ()
    # Codes of other metrics that are looked at, too.
    also: tuple[str, ...] = ()
    marks: tuple[tuple[int, str], ...] = field(default=())

"""A process without a log: steps with durations, staff and error rates, and what follows from them.

Rough by design: failed steps are redone at once (geometric visits), waits are those of M/M/c.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from improve.stats.errors import StatsError


@dataclass(frozen=True, slots=True)
class Step:
    """One step: minutes of work a visit, people doing it, share of visits that must be redone (0..1)."""

    id: str
    minutes: float
    staff: int = 1
    error_rate: float = 0.0
    wait_minutes: float = 0.0
    value_adding: bool = True


@dataclass(frozen=True, slots=True)
class StepLoad:
    """`p_wait` and `mean_wait_minutes` are those of one visit, None where the step is overloaded
    (utilization of 1 and more)."""

    id: str
    visits: float
    load_minutes_per_case: float
    utilization: float
    capacity_per_hour: float | None
    p_wait: float | None
    mean_wait_minutes: float | None


@dataclass(frozen=True, slots=True)
class StepModel:
    """Per step and for the whole line; minutes unless the name says hours."""

    steps: tuple[StepLoad, ...]
    bottleneck_by_utilization: str
    bottleneck_by_elapsed: str
    rolled_throughput_yield: float
    first_pass_processing_minutes: float
    processing_with_rework_minutes: float
    lead_time_minutes: float
    process_cycle_efficiency: float | None
    work_in_process: float
    throughput_limit_per_hour: float | None


def model(steps: Sequence[Step], arrivals_per_hour: float) -> StepModel:
    """Visits 1/(1 - e), load = visits x minutes, utilization = rate x load / staff, capacity = 60 staff / load.

    Yield = product of (1 - e); cycle efficiency = value-adding minutes / lead time; work in process = arrivals
    x lead time (Little 1961). Refuses an empty line (`no_steps`), error rates outside of 0..1 (`error_rate`)
    and other impossible figures (`step`).
    """
    if not steps:
        raise StatsError("no_steps", "There is no step.")
    if not math.isfinite(arrivals_per_hour) or arrivals_per_hour < 0:
        raise StatsError("step", "The arrival rate is not negative.")
    for step in steps:
        _check(step)
    loads = tuple(_load(step, arrivals_per_hour) for step in steps)
    lead = math.fsum(step.minutes + step.wait_minutes for step in steps)
    capacities = [load.capacity_per_hour for load in loads if load.capacity_per_hour is not None]
    value_adding = math.fsum(step.minutes for step in steps if step.value_adding)
    return StepModel(
        steps=loads,
        bottleneck_by_utilization=max(loads, key=lambda load: load.utilization).id,
        bottleneck_by_elapsed=max(steps, key=lambda step: step.minutes + step.wait_minutes).id,
        rolled_throughput_yield=math.prod(1 - step.error_rate for step in steps),
        first_pass_processing_minutes=math.fsum(step.minutes for step in steps),
        processing_with_rework_minutes=math.fsum(load.load_minutes_per_case for load in loads),
        lead_time_minutes=lead,
        process_cycle_efficiency=value_adding / lead if lead > 0 else None,
        work_in_process=arrivals_per_hour * lead / 60,
        throughput_limit_per_hour=min(capacities, default=None),
    )


def erlang_c(arrivals: float, service: float, staff: int) -> float | None:
    """Probability that an arrival waits in M/M/c (Erlang 1917); rates in the same unit. None when overloaded."""
    if staff < 1 or service <= 0 or arrivals < 0:
        raise StatsError("step", "Rates are not negative and at least one person works.")
    offered = arrivals / service
    if offered >= staff:
        return None
    # The recursion of Erlang B stays in range where factorials do not.
    blocked = 1.0
    for c in range(1, staff + 1):
        blocked = offered * blocked / (c + offered * blocked)
    return staff * blocked / (staff - offered * (1 - blocked))


def _load(step: Step, arrivals_per_hour: float) -> StepLoad:
    visits = 1 / (1 - step.error_rate)
    load = visits * step.minutes
    if load == 0:
        return StepLoad(step.id, visits, 0.0, 0.0, None, 0.0, 0.0)
    # Queueing is per visit: redone work arrives again.
    arrivals, rate = arrivals_per_hour * visits, 60 / step.minutes
    p_wait = erlang_c(arrivals, rate, step.staff)
    return StepLoad(
        id=step.id,
        visits=visits,
        load_minutes_per_case=load,
        utilization=arrivals_per_hour * load / 60 / step.staff,
        capacity_per_hour=60 * step.staff / load,
        p_wait=p_wait,
        mean_wait_minutes=None if p_wait is None else 60 * p_wait / (step.staff * rate - arrivals),
    )


def _check(step: Step) -> None:
    if not 0 <= step.error_rate < 1:
        raise StatsError("error_rate", "An error rate lies between 0 and 1.", step=step.id)
    if step.staff < 1 or not all(math.isfinite(x) and x >= 0 for x in (step.minutes, step.wait_minutes)):
        raise StatsError("step", "A step has at least one person and no negative minutes.", step=step.id)

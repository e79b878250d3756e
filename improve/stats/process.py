"""What an event log says about a process: variants, durations, waiting, rework, bottlenecks.

Times go in as seconds (for example Unix time) and come out as hours of wall-clock time. Percentiles are linear
(numpy's default, R type 7). Order within a case: with starts by start, then end, then file order; without, by
end, then file order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from improve.stats.errors import StatsError
from improve.stats.event_log import EventLog, Floats

# A step stands out with this share of all elapsed time, or when it is the first one above the second figure.
MARK_FROM, MARK_FIRST_FROM, MARK_AT_MOST = 0.20, 0.10, 3


@dataclass(frozen=True, slots=True)
class Times:
    """Hours. Without any duration everything but `n` and `total_h` is None."""

    n: int
    mean_h: float | None
    median_h: float | None
    p90_h: float | None
    max_h: float | None
    total_h: float


@dataclass(frozen=True, slots=True)
class Variant:
    """A sequence of activities and the cases that took it; `share` of all cases, 0..1."""

    trace: tuple[str, ...]
    cases: int
    share: float


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. With starts in the log there is `service` and `wait_before`, otherwise only
    `elapsed_since_previous_step`, in which waiting and work cannot be told apart.

    `wait_before` is negative where the step began before the previous one ended; those are counted in
    `overlapping_starts`, and `wait_before_clipped` has them as 0.
    """

    activity: str
    occurrences: int
    cases: int
    case_share: float
    cases_with_repeat: int
    repeat_share_of_cases_with_activity: float
    extra_occurrences: int
    service: Times | None
    wait_before: Times | None
    wait_before_clipped: Times | None
    overlapping_starts: int | None
    elapsed_since_previous_step: Times | None
    share_of_all_elapsed: float | None


@dataclass(frozen=True, slots=True)
class Edge:
    """Directly followed steps, with the time on the way into the second (overlaps count as 0)."""

    source: str
    target: str
    n: int
    mean_h: float
    median_h: float
    p90_h: float
    max_h: float
    total_h: float
    share_of_all_elapsed: float | None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """An edge in the ranking; `marked` where it deserves the eye (20 % and more, or the first above 10 %)."""

    edge: Edge
    marked: bool


@dataclass(frozen=True, slots=True)
class Rework:
    """`cases_with_any_repeat`: an activity occurs more than once; a self loop is the same one twice in a row."""

    cases_with_any_repeat: int
    rate: float | None
    cases_with_direct_self_loop: int


@dataclass(frozen=True, slots=True)
class Process:
    """The whole diagnosis. `activities` by falling occurrence, `edges` by falling total time, `variants` by
    falling number of cases. `first` and `last` are the earliest and latest instants, in seconds."""

    cases: int
    events: int
    has_starts: bool
    first: float | None
    last: float | None
    variants: tuple[Variant, ...]
    variants_for_80pct_cases: int
    median_trace_length: float | None
    max_trace_length: int
    durations: Times
    start_activities: dict[str, int]
    end_activities: dict[str, int]
    activities: tuple[Activity, ...]
    edges: tuple[Edge, ...]
    rework: Rework
    bottlenecks: tuple[Bottleneck, ...]


def diagnose(
    cases: Sequence[Hashable],
    activities: Sequence[str],
    ends: Sequence[float],
    starts: Sequence[float] | None = None,
    *,
    by_design: Collection[str] = (),
) -> Process:
    """Diagnose a log given as parallel sequences, one entry per event.

    Case duration = last end - first start (first end in an end-only log); wait = start - end of the previous
    instance in start order; service = end - start. A bottleneck is ranked by its share of all time on the way
    into a step; steps named in `by_design` leave that ranking and stay in the total. Case ids are kept as they
    are: "NA" is a case. Refuses lists of unequal length (`length`), times that are not finite (`not_finite`)
    and a step that ends before it starts (`start_after_end`).
    """
    if not len(cases) == len(activities) == len(ends) == len(ends if starts is None else starts):
        raise StatsError("length", "Cases, activities and times must be equally many.")
    log = EventLog.of(cases, activities, ends, starts)
    edges = _edges(log)
    traces = _traces(log)
    variants = _variants(log, traces)
    return Process(
        cases=log.n_cases,
        events=len(log.case),
        has_starts=starts is not None,
        first=float(log.start.min()) if len(log.case) else None,
        last=float(log.end.max()) if len(log.case) else None,
        variants=variants,
        variants_for_80pct_cases=_covering(variants, 0.8),
        median_trace_length=float(np.median([len(trace) for trace in traces])) if traces else None,
        max_trace_length=max((len(trace) for trace in traces), default=0),
        durations=times(_durations(log)),
        start_activities=_named(log, Counter(trace[0] for trace in traces)),
        end_activities=_named(log, Counter(trace[-1] for trace in traces)),
        activities=_activities(log),
        edges=edges,
        rework=_rework(log),
        bottlenecks=_bottlenecks(edges, by_design),
    )


def times(seconds: Floats) -> Times:
    """Summary of durations, in hours."""
    if len(seconds) == 0:
        return Times(0, None, None, None, None, 0.0)
    hours = seconds / 3600
    median, p90 = np.percentile(hours, [50, 90])
    return Times(
        len(hours), float(hours.mean()), float(median), float(p90), float(hours.max()), float(hours.sum())
    )


def _durations(log: EventLog) -> Floats:
    starts = np.flatnonzero(log.first)
    if len(starts) == 0:
        return np.array([])
    longest: Floats = np.maximum.reduceat(log.end, starts) - np.minimum.reduceat(log.start, starts)
    return longest


def _traces(log: EventLog) -> list[tuple[int, ...]]:
    starts = np.flatnonzero(log.first)
    return [tuple(map(int, trace)) for trace in np.split(log.activity, starts[1:])] if len(starts) else []


def _variants(log: EventLog, traces: list[tuple[int, ...]]) -> tuple[Variant, ...]:
    """Equally frequent variants stand in the order of their names, whatever the order of the file."""
    counted = (
        Variant(tuple(log.names[a] for a in trace), n, n / len(traces))
        for trace, n in Counter(traces).items()
    )
    return tuple(sorted(counted, key=lambda variant: (-variant.cases, variant.trace)))


def _covering(variants: tuple[Variant, ...], share: float) -> int:
    """How many of the most frequent variants cover at least `share` of the cases."""
    wanted = share * sum(variant.cases for variant in variants) - 1e-9
    covered = 0
    for count, variant in enumerate(variants):
        if covered >= wanted:
            return count
        covered += variant.cases
    return len(variants)


def _named(log: EventLog, counts: Counter[int]) -> dict[str, int]:
    return dict(sorted(((log.names[a], n) for a, n in counts.items()), key=lambda pair: (-pair[1], pair[0])))


def _activities(log: EventLog) -> tuple[Activity, ...]:
    total = float(log.on_the_way[~log.first].sum())
    per_case = Counter(zip(log.case.tolist(), log.activity.tolist(), strict=True))
    in_cases: list[list[int]] = [[] for _ in log.names]
    for (_, code), n in per_case.items():
        in_cases[code].append(n)
    found = [_activity(log, code, counts, total) for code, counts in enumerate(in_cases)]
    return tuple(sorted(found, key=lambda a: (-a.occurrences, a.activity)))


def _activity(log: EventLog, code: int, counts: list[int], total: float) -> Activity:
    mine = log.activity == code
    later = mine & ~log.first
    waits, clipped = log.wait[later], log.on_the_way[later]
    repeats = sum(n > 1 for n in counts)
    return Activity(
        activity=log.names[code],
        occurrences=sum(counts),
        cases=len(counts),
        case_share=len(counts) / log.n_cases,
        cases_with_repeat=repeats,
        repeat_share_of_cases_with_activity=repeats / len(counts),
        extra_occurrences=sum(counts) - len(counts),
        service=times(log.end[mine] - log.start[mine]) if log.has_starts else None,
        wait_before=times(waits) if log.has_starts else None,
        wait_before_clipped=times(clipped) if log.has_starts else None,
        overlapping_starts=int((waits < 0).sum()) if log.has_starts else None,
        elapsed_since_previous_step=None if log.has_starts else times(waits),
        share_of_all_elapsed=float(clipped.sum()) / total if total > 0 else None,
    )


def _edges(log: EventLog) -> tuple[Edge, ...]:
    later = np.flatnonzero(~log.first)
    if len(later) == 0:
        return ()
    pair = log.activity[later - 1] * len(log.names) + log.activity[later]
    seconds = log.on_the_way[later]
    total = float(seconds.sum())
    order = np.argsort(pair, kind="stable")
    pairs, begins = np.unique(pair[order], return_index=True)
    edges = []
    for code, group in zip(pairs.tolist(), np.split(seconds[order], begins[1:]), strict=True):
        median, p90 = np.percentile(group / 3600, [50, 90])
        edges.append(
            Edge(
                source=log.names[code // len(log.names)],
                target=log.names[code % len(log.names)],
                n=len(group),
                mean_h=float(group.mean()) / 3600,
                median_h=float(median),
                p90_h=float(p90),
                max_h=float(group.max()) / 3600,
                total_h=float(group.sum()) / 3600,
                share_of_all_elapsed=float(group.sum()) / total if total > 0 else None,
            )
        )
    return tuple(sorted(edges, key=lambda e: (-e.total_h, -e.n, e.source, e.target)))


def _rework(log: EventLog) -> Rework:
    per_case = Counter(zip(log.case.tolist(), log.activity.tolist(), strict=True))
    repeated = {case for (case, _), n in per_case.items() if n > 1}
    same = np.zeros(len(log.case), dtype=bool)
    same[1:] = (log.activity[1:] == log.activity[:-1]) & ~log.first[1:]
    return Rework(
        cases_with_any_repeat=len(repeated),
        rate=len(repeated) / log.n_cases if log.n_cases else None,
        cases_with_direct_self_loop=len(np.unique(log.case[same])),
    )


def _bottlenecks(edges: tuple[Edge, ...], by_design: Collection[str]) -> tuple[Bottleneck, ...]:
    ranked = [edge for edge in edges if edge.target not in by_design]

    def marked(place: int, share: float | None) -> bool:
        if share is None or place >= MARK_AT_MOST:
            return False
        return share >= MARK_FROM or (place == 0 and share > MARK_FIRST_FROM and not math.isclose(share, 0.1))

    return tuple(
        Bottleneck(edge, marked(place, edge.share_of_all_elapsed)) for place, edge in enumerate(ranked)
    )

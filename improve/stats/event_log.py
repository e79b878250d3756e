"""Events in the order in which they happened, case by case."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from improve.stats.errors import StatsError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in order; `wait` is the time since the previous step (nan for the first one of a case)."""

    names: list[str]
    n_cases: int
    case: Codes
    activity: Codes
    start: Floats
    end: Floats
    first: npt.NDArray[np.bool_]
    wait: Floats
    has_starts: bool

    @classmethod
    def of(
        cls,
        cases: Sequence[Hashable],
        activities: Sequence[str],
        ends: Sequence[float],
        starts: Sequence[float] | None,
    ) -> EventLog:
        case, case_names = coded(cases)
        activity, names = coded(activities)
        end = np.asarray(ends, dtype=float)
        start = end if starts is None else np.asarray(starts, dtype=float)
        if not (np.isfinite(start).all() and np.isfinite(end).all()):
            raise StatsError("not_finite", "All times must be finite numbers.")
        if (start > end).any():
            raise StatsError(
                "start_after_end", "A step ends before it starts.", index=int(np.argmax(start > end))
            )
        # lexsort is stable, so events that agree in everything keep the order of the file.
        order = np.lexsort((end, start, case))
        case, activity, start, end = case[order], activity[order], start[order], end[order]
        first = np.ones(len(case), dtype=bool)
        first[1:] = case[1:] != case[:-1]
        wait = np.full(len(case), np.nan)
        wait[1:] = start[1:] - end[:-1]
        wait[first] = np.nan
        return cls(names, len(case_names), case, activity, start, end, first, wait, starts is not None)

    @property
    def on_the_way(self) -> Floats:
        """Time on the way into each step that has one before it, overlaps as 0."""
        clipped: Floats = np.maximum(self.wait, 0.0)
        return clipped


def coded(values: Sequence[Hashable]) -> tuple[Codes, list[str]]:
    codes: dict[Hashable, int] = {}
    coded = np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int64)
    return coded, [str(value) for value in codes]

"""One series, cut at the change into what was before and what came after."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Any

from improve.stats.change.rule import judge
from improve.stats.change.verdict import Verdict
from improve.stats.errors import StatsError
from improve.stats.periods import positions
from improve.stats.series import same_length, whole


def judge_series(
    values: Sequence[float | None],
    periods: Sequence[int] | Sequence[str] | None = None,
    *,
    changed_at: int,
    better: str,
    settle_in: int = 0,
    smallest_useful: float | None = None,
    season: Sequence[Hashable] | None = None,
) -> Verdict:
    """Cut one series at a change and judge it.

    `values[changed_at]` (from 0) is the first reading after the change. `settle_in` periods from there on belong to
    neither phase. `periods` place the readings in time, as whole numbers or as labels that
    `improve.stats.periods` reads ("2026-05"): a period that is skipped is a gap. Without them the readings follow
    each other. `season` has one entry per reading.

    Raises StatsError like `judge`, and for periods that do not rise (periods_not_rising).
    """
    places = _places(values, periods)
    cut = whole(changed_at, "changed_at", least=0)
    if cut > len(values):
        raise StatsError("change_outside", "The change lies behind the series", changed_at=cut, n=len(values))
    if season is not None:
        same_length(values, season, "season")
    timeline = _spread(values, places)
    settle = min(whole(settle_in, "settle_in", least=0), len(timeline))
    seasons = None if season is None else _spread(season, places)
    change = places[cut] - places[0] if cut < len(places) else len(timeline)
    return judge(
        timeline[:change],
        timeline[change + settle :],
        better=better,
        smallest_useful=smallest_useful,
        season_before=None if seasons is None else seasons[:change],
        season_after=None if seasons is None else seasons[change + settle :],
        between=settle,
    )


def _spread(entries: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """One entry per period from the first to the last, None in the gaps."""
    timeline: list[Any] = [None] * (places[-1] - places[0] + 1 if places else 0)
    for entry, place in zip(entries, places, strict=True):
        timeline[place - places[0]] = entry
    return timeline


def _places(values: Sequence[float | None], periods: Sequence[int] | Sequence[str] | None) -> list[int]:
    if periods is None:
        return list(range(len(values)))
    same_length(values, periods, "periods")
    places = positions(periods)
    if any(b <= a for a, b in pairwise(places)):
        raise StatsError("periods_not_rising", "The periods must follow each other in time, each once")
    return places

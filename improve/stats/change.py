"""The verdict on a change: improved, worse, no change shown, or not enough data.

A signal on the control chart of the baseline *and* an interval that lies wholly on one side. Why both: a
comparison of two numbers says "better" half the time when nothing happened, a chart signal alone about one time in
seven, both together about one time in fifty. Nobody types a result; the rule is the same for every change.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from improve.stats.control_charts import xmr_limits
from improve.stats.effect import Effect, its_average, welch_ar
from improve.stats.errors import StatsError
from improve.stats.periods import positions
from improve.stats.run_rules import COMMON_CAUSE, Direction, direction_of, nhs_labels
from improve.stats.series import Readings, mean, present, readings, same_length, side, whole
from improve.stats.time_series import slope

Outcome: TypeAlias = Literal["improved", "worse", "no_change_shown", "not_enough_data"]

# Readings for a first look, and for a verdict that is not called early.
LEAST_BEFORE: Final = 6
LEAST_AFTER: Final = 4
ENOUGH_BEFORE: Final = 12
ENOUGH_AFTER: Final = 8

# Readings on each side for a trend or season to be told from the change, and freedom left for the seasons.
LEAST_FOR_TREND: Final = 8
LEAST_FREEDOM: Final = 12

TREND_P: Final = 0.20
"""A baseline whose slope has a smaller p is taken to move: mistaking that for the effect is the worse error."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Center and natural limits of the baseline; None where no two neighboring periods have readings."""

    center: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the data show about a change, with everything a sentence or a chart needs.

    `labels` are the NHS labels of the readings after the change (periods without one are left out). `need_before`
    and `need_after` are the readings missing for a first look. `limits`, `effect` and the means are None for
    not_enough_data. `run_to_end` counts the last readings that lie on the favorable side of the
    baseline's center (for `worse`: the other side) without a break. `flags`, in this order where they apply:

    - early: fewer than 12 before or 8 after
    - baseline_not_stable: the baseline itself shows a signal
    - no_variation: all readings of the baseline are equal
    - baseline_trend: the slope of the baseline has p < 0.20
    - season_not_adjusted: a season was given and could not be allowed for
    - signals_both_ways, signal_but_average_could_be_chance, average_differs_but_no_chart_signal (none in the
      direction of the average): why no change is shown
    - useful_change_ruled_out, useful_change_not_ruled_out: the interval against the smallest useful change
    """

    verdict: Outcome
    flags: tuple[str, ...]
    better: Direction
    n_before: int
    n_after: int
    need_before: int = 0
    need_after: int = 0
    limits: Limits | None = None
    labels: tuple[str, ...] = ()
    effect: Effect | None = None
    mean_before: float | None = None
    mean_after: float | None = None
    smallest_useful: float | None = None
    run_to_end: int = 0

    def as_json(self) -> dict[str, Any]:
        """The object of `analyze change`, without the sentence."""
        limits = self.limits
        return {
            "verdict": self.verdict,
            "flags": list(self.flags),
            "n_before": self.n_before,
            "n_after": self.n_after,
            "need_before": self.need_before,
            "need_after": self.need_after,
            "limits": limits and {"center": limits.center, "lower": limits.lower, "upper": limits.upper},
            "labels": list(self.labels),
            "effect": self.effect and self.effect.as_json(),
            "mean_before": self.mean_before,
            "mean_after": self.mean_after,
        }


@dataclass(frozen=True, slots=True)
class _Phases:
    """Checked input; `season` covers before, the periods between and after, or is None."""

    before: Readings
    after: Readings
    between: int
    season: tuple[Hashable, ...] | None

    @property
    def n_before(self) -> int:
        return len(present(self.before))

    @property
    def n_after(self) -> int:
        return len(present(self.after))

    def divided(self, scale: float) -> _Phases:
        before = tuple(None if v is None else v / scale for v in self.before)
        after = tuple(None if v is None else v / scale for v in self.after)
        return _Phases(before, after, self.between, self.season)


def judge(
    before: Sequence[float | None],
    after: Sequence[float | None],
    *,
    better: str,
    smallest_useful: float | None = None,
    season_before: Sequence[Hashable] | None = None,
    season_after: Sequence[Hashable] | None = None,
    between: int = 0,
) -> Verdict:
    """Judge a change from the readings before and after it, in time order.

    One entry per period, None where a reading is missing. `better` is "up" or "down". `smallest_useful` is a
    positive size in the unit of the readings. `season_*` name the season of each entry. `between` periods lie between
    the two phases (settling in) and belong to neither.

    1. Under 6 before or 4 after: not_enough_data. 2. XmR limits of `before` (2.66, screened) and NHS labels of `after`
    against them. 3. Effect: `welch_ar`; with a trend in the baseline or a season, and 8 readings on each side,
    `its_average`. 4. `improved` needs a favorable signal and a wholly favorable interval, `worse` the mirror.

    Raises StatsError: better_unknown, smallest_useful_not_positive, season_incomplete, and for the readings
    not_a_number, not_finite, too_large, length_differs.
    """
    direction = _direction(better)
    if smallest_useful is not None and not 0 < smallest_useful < math.inf:
        raise StatsError(
            "smallest_useful_not_positive",
            "The smallest useful change is a positive number",
            value=smallest_useful,
        )
    phases = _phases(before, after, season_before, season_after, whole(between, "between", least=0))
    need_before = max(0, LEAST_BEFORE - phases.n_before)
    need_after = max(0, LEAST_AFTER - phases.n_after)
    if need_before or need_after:
        return Verdict(
            "not_enough_data",
            (),
            direction,
            phases.n_before,
            phases.n_after,
            need_before,
            need_after,
            smallest_useful=smallest_useful,
        )
    return _judged(phases, direction, smallest_useful)


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
    settle = whole(settle_in, "settle_in", least=0)
    start = (places[cut] if cut < len(places) else places[-1] + 1 if places else 0) + settle
    first_after = next((i for i, place in enumerate(places) if i >= cut and place >= start), len(places))

    def spread(entries: Sequence[Any], first: int, last: int, origin: int) -> list[Any]:
        """Entries first..last-1 at their places, None in the gaps."""
        spots: list[Any] = [None] * (places[last - 1] - origin + 1 if last > first else 0)
        for i in range(first, last):
            spots[places[i] - origin] = entries[i]
        return spots

    origin = places[0] if places else 0
    before = spread(values, 0, cut, origin)
    after = spread(values, first_after, len(values), start)
    return judge(
        before,
        after,
        better=better,
        smallest_useful=smallest_useful,
        season_before=None if season is None else spread(season, 0, cut, origin),
        season_after=None if season is None else spread(season, first_after, len(values), start),
        between=max(0, start - origin - len(before)),
    )


def _direction(better: str) -> Direction:
    if better == "up":
        return "up"
    if better == "down":
        return "down"
    raise StatsError("better_unknown", "better must be 'up' or 'down'", better=better)


def _phases(
    before: Sequence[float | None],
    after: Sequence[float | None],
    season_before: Sequence[Hashable] | None,
    season_after: Sequence[Hashable] | None,
    between: int,
) -> _Phases:
    known_before, known_after = readings(before, "before"), readings(after, "after")
    if season_before is None and season_after is None:
        return _Phases(known_before, known_after, between, None)
    if season_before is None or season_after is None:
        raise StatsError("season_incomplete", "The season of both phases is needed")
    same_length(before, season_before, "season_before")
    same_length(after, season_after, "season_after")
    season = (*season_before, *[None] * between, *season_after)
    values = (*known_before, *[None] * between, *known_after)
    if any(name is None and v is not None for name, v in zip(season, values, strict=True)):
        raise StatsError("season_incomplete", "Every reading needs its season")
    return _Phases(known_before, known_after, between, season)


def _places(values: Sequence[float | None], periods: Sequence[int] | Sequence[str] | None) -> list[int]:
    if periods is None:
        return list(range(len(values)))
    same_length(values, periods, "periods")
    places = positions(periods)
    if any(b <= a for a, b in pairwise(places)):
        raise StatsError("periods_not_rising", "The periods must follow each other in time, each once")
    return places


def _judged(phases: _Phases, better: Direction, smallest_useful: float | None) -> Verdict:
    before, after = present(phases.before), present(phases.after)
    limits = _limits(phases.before)
    labels = _labels(phases.after, limits)
    flags: list[str] = []
    if phases.n_before < ENOUGH_BEFORE or phases.n_after < ENOUGH_AFTER:
        flags.append("early")
    if any(label != COMMON_CAUSE for label in _labels(phases.before, limits)):
        flags.append("baseline_not_stable")
    if min(before) == max(before):
        flags.append("no_variation")
    effect, cautions = _effect(phases)
    flags += cautions
    signals = {found for label in labels if (found := direction_of(label)) is not None}
    outcome, reasons = _outcome(effect, signals, better, smallest_useful)
    worse: Direction = "down" if better == "up" else "up"
    return Verdict(
        outcome,
        (*flags, *reasons),
        better,
        phases.n_before,
        phases.n_after,
        limits=limits,
        labels=labels,
        effect=effect,
        mean_before=mean(before),
        mean_after=mean(after),
        smallest_useful=smallest_useful,
        run_to_end=_run_to_end(after, limits.center, worse if outcome == "worse" else better),
    )


def _limits(before: Readings) -> Limits:
    lines = xmr_limits(before, screen=True)
    return Limits(mean(present(before)), lines.lower[0], lines.upper[0])


def _labels(values: Readings, limits: Limits) -> tuple[str, ...]:
    labels = nhs_labels(values, limits.center, limits.lower, limits.upper)
    return tuple(label for label in labels if label is not None)


def _effect(phases: _Phases) -> tuple[Effect, list[str]]:
    """The effect, and the flags baseline_trend and season_not_adjusted where they apply."""
    # Powers of two divide without rounding; squares of very small readings would otherwise vanish.
    size = max(abs(v) for v in present((*phases.before, *phases.after)))
    scale = math.ldexp(1.0, math.frexp(size)[1]) if size else 1.0
    scaled = phases.divided(scale)
    flags: list[str] = []
    if phases.n_before >= LEAST_FOR_TREND:
        drift = slope(scaled.before)
        if drift is not None and drift.p < TREND_P:
            flags.append("baseline_trend")
    effect = None
    if phases.n_before >= LEAST_FOR_TREND and phases.n_after >= LEAST_FOR_TREND:
        if phases.season is not None:
            effect = _seasonal(scaled)
        elif flags:
            effect = its_average(scaled.before, scaled.after, between=scaled.between)
    if phases.season is not None and effect is None:
        flags.append("season_not_adjusted")
    if effect is None:
        effect = welch_ar(scaled.before, scaled.after)
    return effect.times(scale), flags


def _seasonal(phases: _Phases) -> Effect | None:
    """The average effect with season terms, or None where the seasons cannot be told from the change."""
    season = phases.season or ()
    met_before = {n for n, v in zip(season, phases.before, strict=False) if v is not None}
    first_after = len(phases.before) + phases.between
    met_after = {n for n, v in zip(season[first_after:], phases.after, strict=True) if v is not None}
    terms = 4 + len(met_before) - 1
    if met_after - met_before or phases.n_before + phases.n_after - terms < LEAST_FREEDOM:
        return None
    try:
        return its_average(phases.before, phases.after, between=phases.between, season=season)
    except StatsError:
        return None


def _outcome(
    effect: Effect, signals: set[Direction], better: Direction, smallest_useful: float | None
) -> tuple[Outcome, list[str]]:
    """Step 5 of the rule, and the flags that say why no change is shown."""
    interval: Direction | None = "up" if effect.low > 0 else "down" if effect.high < 0 else None
    if interval is not None and interval in signals:
        return ("improved" if interval == better else "worse"), []
    reasons: list[str] = []
    if len(signals) == 2:
        reasons.append("signals_both_ways")
    elif interval is not None:
        reasons.append("average_differs_but_no_chart_signal")
    elif signals:
        reasons.append("signal_but_average_could_be_chance")
    if smallest_useful is not None:
        favorable = effect.high if better == "up" else -effect.low
        reasons.append(
            "useful_change_ruled_out" if favorable < smallest_useful else "useful_change_not_ruled_out"
        )
    return "no_change_shown", reasons


def _run_to_end(after: Sequence[float], center: float, direction: Direction) -> int:
    wanted = 1 if direction == "up" else -1
    run = 0
    for value in reversed(after):
        if side(value, center) != wanted:
            break
        run += 1
    return run

"""The rule: from the readings before and after a change to its verdict."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from improve.stats.change.verdict import Limits, Outcome, Verdict
from improve.stats.control_charts import xmr_limits
from improve.stats.effect import Effect, its_average, welch_ar
from improve.stats.errors import StatsError
from improve.stats.run_rules import COMMON_CAUSE, Direction, direction_of, nhs_labels
from improve.stats.series import Readings, mean, present, readings, same_length, side, whole
from improve.stats.time_series import slope

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

"""Whether a change lasts, from the readings alone.

Run rules on every point would cry wolf: over a year of weekly readings they see a signal in half of all changes that
last, over a year of daily ones in nearly all (`benchmarks/false_alarms.py`). So a check asks what the verdict asks: a
signal and an average that is worse by more than chance explains. The rates stand in docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from improve.projects.sustaining.models import State
from improve.stats.change import LEAST_AFTER, LEAST_BEFORE, judge
from improve.stats.control_charts import xmr_limits
from improve.stats.run_rules import direction_of, nhs_labels
from improve.stats.series import present

Readings = Sequence[float | None]


@dataclass(frozen=True)
class Lasting:
    """What a check looks at, in time order: readings with None for a missing one.

    `kept` are those from the change to the adoption, `since` all from there on (or from the last slide on), `fresh`
    those that no earlier check has seen, `earlier` those from the change up to these. `was_shown` and `is_shown`: did
    the verdict say improved when it was adopted, and does it now?
    """

    kept: Readings
    earlier: Readings
    since: Readings
    fresh: Readings
    better: str
    was_shown: bool
    is_shown: bool
    seasonal: bool = False


def state_of(found: Lasting) -> State:
    """Missing without one of its readings; slid when the readings got worse, or no longer show the improvement."""
    if any(value is None for value in found.fresh):
        return State.MISSING
    if found.was_shown and not found.is_shown and _is_lower(found):
        return State.SLID
    # Months that differ by themselves would look like a slide: there the verdict alone speaks, it knows the seasons.
    if found.seasonal:
        return State.HELD
    worse = got_worse(found.earlier, found.fresh, better=found.better) or got_worse(
        found.kept, found.since, better=found.better
    )
    return State.SLID if worse else State.HELD


def _is_lower(found: Lasting) -> bool:
    """Is the average since the last check on the wrong side of that at the adoption?"""
    kept, fresh = present(found.kept), present(found.fresh or found.since)
    if not kept or not fresh:
        return True
    gain = fmean(fresh) - fmean(kept)
    return gain < 0 if found.better == "up" else gain > 0


def got_worse(reference: Readings, later: Readings, *, better: str) -> bool:
    """The verdict's own rule: a signal to the wrong side, and an interval wholly on it.

    Under 4 readings there is no interval: then one of them has to lie beyond the limits of the reference. Under 6
    readings of reference nothing can be said.
    """
    if len(present(reference)) < LEAST_BEFORE:
        return False
    if len(present(later)) >= LEAST_AFTER:
        return judge(reference, later, better=better).verdict == "worse"
    lines = xmr_limits(reference, screen=True)
    if lines.center is None:
        return False
    wrong = "down" if better == "up" else "up"
    labels = nhs_labels(later, lines.center, lines.lower[0], lines.upper[0])
    return any(label and label.startswith("outside") and direction_of(label) == wrong for label in labels)

"""What a metric's chart says, in one sentence, and what it says about the target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from improve.core.messages import LazyText, _
from improve.metrics.models import Direction, Metric
from improve.metrics.values import SIGNAL_WORDS, amount_text, counted
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import Chart
from improve.stats.run_rules import direction_of


class Tone(StrEnum):
    """Whether the last reading is a signal, and in which direction."""

    NONE = "none"
    GOOD = "good"
    BAD = "bad"


class Assurance(StrEnum):
    """What the limits say about the target; apart from whether the last reading met it."""

    RELIABLE = "reliable"
    HIT_OR_MISS = "hit_or_miss"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True)
class Finding:
    """The sentence for the head of the page, and the tone of the last signal."""

    sentence: str
    tone: Tone = Tone.NONE


def finding(metric: Metric, drawn: Chart) -> Finding:
    """What the finished periods of the chart say."""
    name = str(metric.name)
    measured = sum(value is not None for value in drawn.values)
    if measured == 0:
        return Finding(_("%(name)s: no readings yet", name=name))
    if measured < LEAST_BEFORE or drawn.center is None:
        so_far = counted(metric.period_kind, measured)
        return Finding(_("%(name)s: %(count)s measured, too few to judge", name=name, count=so_far))
    label = next(label for label in reversed(drawn.labels) if label is not None)
    if label not in SIGNAL_WORDS:
        center = amount_text(metric, drawn.center)
        if any(one in SIGNAL_WORDS for one in drawn.labels):
            return Finding(_("%(name)s shows no new signal around %(center)s", name=name, center=center))
        return Finding(_("%(name)s is stable around %(center)s", name=name, center=center))
    return Finding(_sentence(metric, drawn, label), tone_of(metric, label))


def tone_of(metric: Metric, label: str | None) -> Tone:
    """Is the signal favorable?"""
    direction = direction_of(label) if label in SIGNAL_WORDS and label is not None else None
    if direction is None:
        return Tone.NONE
    return Tone.GOOD if direction == metric.direction else Tone.BAD


def _sentence(metric: Metric, drawn: Chart, label: str) -> str:
    name = str(metric.name)
    kind = metric.period_kind
    if label.startswith("shift7"):
        run = counted(kind, _run(drawn, label))
        if label.endswith("above"):
            return _("%(name)s has been above its average for %(count)s", name=name, count=run)
        return _("%(name)s has been below its average for %(count)s", name=name, count=run)
    texts = {
        "outside_upper": _("%(name)s: the last reading lies above its limits", name=name),
        "outside_lower": _("%(name)s: the last reading lies below its limits", name=name),
        "trend7_up": _("%(name)s has been rising", name=name),
        "trend7_down": _("%(name)s has been falling", name=name),
        "two_in_three_above": _("%(name)s: the last readings lie close to the upper limit", name=name),
        "two_in_three_below": _("%(name)s: the last readings lie close to the lower limit", name=name),
    }
    return texts[label]


def _run(drawn: Chart, label: str) -> int:
    """How many of the last readings lie on that side of the center."""
    center = drawn.center or 0.0
    above = label.endswith("above")
    known = [value for value in reversed(drawn.values) if value is not None]
    return sum(1 for _value in takewhile(lambda value: (value > center) == above, known))


def assurance(metric: Metric, drawn: Chart) -> Assurance | None:
    """Will the target be met as things are? None without a target or without limits."""
    lower = next((v for v in reversed(drawn.lower) if v is not None), None)
    upper = next((v for v in reversed(drawn.upper) if v is not None), None)
    if metric.target is None or lower is None or upper is None:
        return None
    worst, best = (lower, upper) if metric.direction == Direction.UP else (-upper, -lower)
    target = metric.target if metric.direction == Direction.UP else -metric.target
    if worst >= target:
        return Assurance.RELIABLE
    return Assurance.OUT_OF_REACH if best < target else Assurance.HIT_OR_MISS


def assurance_words(found: Assurance) -> LazyText | str:
    """As a sentence about the target."""
    return {
        Assurance.RELIABLE: _("met reliably: even the worse limit meets it"),
        Assurance.HIT_OR_MISS: _("hit or miss: it lies within the limits"),
        Assurance.OUT_OF_REACH: _("out of reach without a change: even the better limit misses it"),
    }[found]

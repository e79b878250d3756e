"""What a metric's chart says, in one sentence, and what it says about the target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from improve.core.messages import LazyText, _, _ln, _p
from improve.metrics.models import Direction, Metric
from improve.metrics.queries import Judged, MetricChart, judged, last_limits
from improve.metrics.values import amount_text, counted, signal_words
from improve.stats.run_rules import COMMON_CAUSE


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


def finding(metric: Metric, drawn: MetricChart, name: str = "") -> Finding:
    """What the finished periods of the chart say of the metric, or of one unit's readings by its name."""
    return told(metric, judged(drawn), name)


def told(metric: Metric, found: Judged, name: str = "") -> Finding:
    """What was judged, in words."""
    name = name or str(metric.name)
    if not found.is_measured:
        return Finding(_("%(name)s: no readings yet", name=name))
    if not found.has_limits:
        so_far = points_counted(metric, found.counted)
        if found.has_new_limits:
            return Finding(
                _("%(name)s: %(count)s since the new limits, too few to judge", name=name, count=so_far)
            )
        return Finding(_("%(name)s: %(count)s measured, too few to judge", name=name, count=so_far))
    if found.label not in (None, COMMON_CAUSE):
        return Finding(_sentence(metric, found, name), tone_of(metric, found.direction))
    center = amount_text(metric, found.center)
    if found.shifted:
        return Finding(
            _(
                "%(name)s has shifted: chance hardly gives such runs around %(center)s",
                name=name,
                center=center,
            )
        )
    if found.signaled:
        return Finding(_("%(name)s shows no new signal around %(center)s", name=name, center=center))
    return Finding(_("%(name)s is stable around %(center)s", name=name, center=center))


def points_counted(metric: Metric, count: int) -> LazyText:
    """So many periods, or so many events."""
    return _ln("%(n)s event", "%(n)s events", count) if metric.is_rare else counted(metric.period_kind, count)


def tone_of(metric: Metric, direction: str | None) -> Tone:
    """Is a signal in that direction favorable?"""
    if direction is None:
        return Tone.NONE
    return Tone.GOOD if direction == metric.direction else Tone.BAD


def _sentence(metric: Metric, found: Judged, name: str) -> str:
    label = found.label or COMMON_CAUSE
    if label.startswith("shift7"):
        run = points_counted(metric, found.run)
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
    return texts.get(label) or _("%(name)s: %(signal)s", name=name, signal=signal_words(label))


def variation_words(metric: Metric, drawn: MetricChart) -> str:
    """What the scatter says, apart from any target: is the last reading a signal?"""
    if not drawn.has_limits:
        return _("too few readings to judge")
    place = max(place for place, label in enumerate(drawn.labels) if label is not None)
    label = drawn.labels[place]
    if label in (None, COMMON_CAUSE):
        return _("no signal in the last reading; it varies as it always does")
    told = {
        Tone.GOOD: _("favorable signal in the last reading"),
        Tone.BAD: _("unfavorable signal in the last reading"),
        Tone.NONE: _("signal in the last reading"),
    }
    tone = tone_of(metric, drawn.directions[place])
    return told[tone] + _p("separator", ": ") + str(signal_words(label))


def assurance(metric: Metric, drawn: MetricChart) -> Assurance | None:
    """Will the target be met as things are? None without a target or without limits."""
    lower, upper = last_limits(drawn)
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

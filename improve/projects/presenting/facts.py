"""The line of facts under a verdict: what was meant to be reached, and whether it was."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.messages import _
from improve.metrics.models import Direction
from improve.metrics.values import amount_text, counted
from improve.projects.presenting.sentences import planned_size, useful_text
from improve.projects.window import Window


@dataclass(frozen=True)
class Fact:
    """A name and what is so."""

    name: str
    text: str


def facts(window: Window) -> list[Fact]:
    """The smallest useful change, the target, and the points on both sides."""
    return [*_useful(window), *_target(window), _points(window)]


def _useful(window: Window) -> list[Fact]:
    """Where the interval lies against the smallest useful change."""
    verdict = window.result.verdict
    effect, useful = verdict.effect, verdict.smallest_useful
    planned = useful_text(window.metric, window.project)
    if window.project.useful_as == "relative" and useful is not None:
        planned = _("%(percent)s (%(size)s)", percent=planned, size=planned_size(window.metric, useful))
    if effect is None or useful is None:
        return [Fact(_("Smallest useful change"), planned)] if planned else []
    low, high = (effect.low, effect.high) if verdict.better == "up" else (-effect.high, -effect.low)
    if low >= useful:
        judged = _("%(size)s: the whole interval reaches it", size=planned)
    elif high < useful:
        judged = _("%(size)s: ruled out", size=planned)
    else:
        judged = _("%(size)s: less is not ruled out", size=planned)
    return [Fact(_("Smallest useful change"), judged)]


def _target(window: Window) -> list[Fact]:
    """The metric's target against the average after the change."""
    metric, mean = window.metric, window.result.verdict.mean_after
    if metric.target is None:
        return []
    target = amount_text(metric, metric.target)
    if mean is None:
        return [Fact(_("Target"), target)]
    met = mean >= metric.target if metric.direction == Direction.UP else mean <= metric.target
    if met:
        return [Fact(_("Target"), _("%(target)s: met on average", target=target))]
    return [Fact(_("Target"), _("%(target)s: not met on average", target=target))]


def _points(window: Window) -> Fact:
    verdict, kind = window.result.verdict, window.metric.period_kind
    return Fact(
        _("Readings"),
        _(
            "%(before)s before, %(after)s after",
            before=counted(kind, verdict.n_before),
            after=counted(kind, verdict.n_after),
        ),
    )

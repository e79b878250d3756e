"""The place without the change: difference in differences, and metrics also looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from improve.accounts.models import Unit
from improve.core.db import db
from improve.core.messages import _, _p
from improve.core.policy import Actor
from improve.metrics.models import Metric
from improve.metrics.queries import Series, segment_of, series, series_of, visible_to
from improve.metrics.values import difference_text
from improve.projects.models import Project
from improve.projects.presenting.cautions import Caution
from improve.projects.presenting.facts import Fact
from improve.projects.presenting.sentences import head_line
from improve.projects.verdicts import Result, inputs_of, judged
from improve.projects.window import Window
from improve.stats.change import LEAST_AFTER, LEAST_BEFORE
from improve.stats.effect import Effect, welch_ar
from improve.stats.series import present
from improve.web.formatting import signed


@dataclass(frozen=True)
class Comparison:
    """The change there, and ours minus theirs. `effect` is None while too few periods have both readings."""

    metric: Metric
    there: float | None = None
    effect: Effect | None = None
    unit: Unit | None = None

    @property
    def name(self) -> str:
        """What it is: a metric, or a unit of the plan's own."""
        if self.unit is None:
            return str(self.metric.name)
        return f"{self.metric.name}{_p('separator', ' · ')}{self.unit.name}"

    def is_favorable(self, better: str) -> bool:
        """Does the whole interval of the difference of the two changes lie on the good side?"""
        if self.effect is None:
            return False
        return self.effect.low > 0 if better == "up" else self.effect.high < 0


def compared(window: Window) -> Comparison | None:
    """The comparison that the plan chose: another metric, or another unit of its own; None where it chose none."""
    unit = window.project.comparison_unit
    if unit is not None:
        theirs = series(window.metric, segment_of(unit.id))
        return replace(difference_in_differences(window, window.metric, theirs), unit=unit)
    metric = window.project.comparison
    if metric is None:
        return None
    return difference_in_differences(window, metric, series_of([metric])[metric.id])


def difference_in_differences(window: Window, metric: Metric, theirs: Series) -> Comparison:
    """Ours minus theirs, period by period; then after minus before, with the error of the verdict (Welch's
    difference for correlated neighbors). A period in which one of the two is missing is a gap.
    """
    inputs = window.inputs
    known: dict[date, float | None] = dict(zip(theirs.starts, theirs.values, strict=True))
    there = [known.get(start) for start in inputs.starts]
    gaps = [
        None if ours is None or other is None else ours - other
        for ours, other in zip(inputs.values, there, strict=True)
    ]
    before, after = gaps[: inputs.changed_at], gaps[inputs.first_after :]
    if len(present(before)) < LEAST_BEFORE or len(present(after)) < LEAST_AFTER:
        return Comparison(metric)
    paired = [other if gap is not None else None for other, gap in zip(there, gaps, strict=True)]
    theirs_changed = welch_ar(paired[: inputs.changed_at], paired[inputs.first_after :])
    return Comparison(metric, theirs_changed.difference, welch_ar(before, after))


def comparison_fact(window: Window, found: Comparison) -> Fact:
    """The line among the facts."""
    name = _("Compared with %(metric)s", metric=found.name)
    if found.effect is None or found.there is None:
        return Fact(name, _("too few periods in which both have readings"))
    digits = window.metric.decimals + 1
    return Fact(
        name,
        _(
            "there %(there)s; ours minus theirs %(change)s (%(low)s to %(high)s)",
            there=difference_text(window.metric, found.there, digits),
            change=difference_text(window.metric, found.effect.difference, digits),
            low=signed(found.effect.low, digits),
            high=signed(found.effect.high, digits),
        ),
    )


def comparison_cautions(
    window: Window, found: Comparison, changes: Sequence[Project] = ()
) -> Iterator[Caution]:
    """What the comparison says about the verdict; `changes` are projects that began in it meanwhile. Where something
    was changed there too, it says nothing of what would have come by itself."""
    verdict = window.result.verdict
    if changes:
        for other in changes:
            yield Caution(
                _(
                    "The comparison (%(metric)s) was changed as well: %(title)s. It does not show what would have come by itself.",
                    metric=found.name,
                    title=other.title,
                ),
                href=url_for("projects.show", project_id=other.id),
            )
        return
    if _is_same_place(window, found):
        yield Caution(
            _(
                "The comparison (%(metric)s) is measured in the place where the change was made, or with it: it may have changed along.",
                metric=found.name,
            )
        )
        return
    if verdict.verdict != "improved" or found.effect is None:
        return
    if found.is_favorable(verdict.better):
        yield Caution(
            _(
                "Where nothing was changed (%(metric)s), it did not improve as much.",
                metric=found.name,
            ),
            is_good=True,
        )
    else:
        yield Caution(
            _(
                "Where nothing was changed (%(metric)s), it may have improved as much: "
                "the difference of the two changes can be chance.",
                metric=found.name,
            )
        )


def _is_same_place(window: Window, found: Comparison) -> bool:
    """Do the units overlap in which the two are measured? A metric without a unit says nothing about it."""
    project = window.project
    ours = project.measured_unit or window.metric.org_unit or project.unit
    theirs = found.unit or found.metric.org_unit
    if ours is None or theirs is None:
        return False
    return ours.path.startswith(theirs.path) or theirs.path.startswith(ours.path)


@dataclass(frozen=True)
class Also:
    """A metric also looked at: it decides nothing."""

    metric: Metric
    result: Result
    line: str


def also_looked_at(actor: Actor, window: Window) -> list[Also]:
    """The verdict's rule on the other metrics of the plan, in the same window, with their own better side."""
    wanted = window.project.also_ids or []
    if not wanted:
        return []
    metrics: Sequence[Metric] = db.session.scalars(
        visible_to(actor).where(Metric.id.in_(wanted)).order_by(Metric.id)
    ).all()
    known = series_of(metrics)
    found = []
    for metric in metrics:
        inputs = inputs_of(window.project, metric, known[metric.id], window.as_of, better=metric.direction)
        if inputs is not None:
            result = judged(inputs)
            found.append(Also(metric, result, head_line(metric, result)))
    return found

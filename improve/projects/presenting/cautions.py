"""What to mind before relying on a verdict, beside what the statistics say themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from babel.dates import format_date
from flask import url_for

from improve.core.messages import LazyText, _, _l
from improve.core.periods import PeriodKind
from improve.metrics.models import ReadingSource
from improve.metrics.queries import corrections_of, due_on, readings_of
from improve.metrics.values import counted
from improve.projects.models import PlanVersion, Project
from improve.projects.presenting.sentences import language, short_day
from improve.projects.queries import segment
from improve.projects.window import Window, day_of
from improve.stats.change.rule import LEAST_FOR_TREND
from improve.web.i18n import current_language

FIELD_WORDS: dict[str, LazyText] = {
    "metric_id": _l("metric"),
    "direction": _l("direction"),
    "smallest_useful": _l("smallest useful change"),
    "useful_as": _l("points or percent"),
    "baseline_from": _l("start of the baseline"),
    "starts_on": _l("start date"),
    "settle_in": _l("settling in"),
    "review_on": _l("review date"),
    "after_bad_result": _l("started because of a bad result"),
    "seasonal": _l("season"),
    "measured_unit_id": _l("unit measured"),
    "comparison_id": _l("comparison"),
    "comparison_unit_id": _l("unit compared with"),
    "also_ids": _l("also looked at"),
    "pilot": _l("what is tried"),
    "owner_id": _l("owner"),
}


@dataclass(frozen=True)
class Caution:
    """One line; a good one says what speaks for the verdict."""

    text: str
    is_good: bool = False
    href: str | None = None


def cautions(
    window: Window,
    said: Sequence[str],
    *,
    versions: Sequence[PlanVersion],
    others: Sequence[Project],
    marks: Sequence[tuple[date, str]],
) -> list[Caution]:
    """Everything there is to mind: the baseline, the statistics' own cautions, the plan, other changes, the data."""
    return [
        *_stable(window),
        *(Caution(text) for text in said),
        *_plan(window, versions),
        *_others(others, marks),
        *_seasons(window),
        *_data(window),
    ]


def _stable(window: Window) -> Iterator[Caution]:
    """A good word for a baseline that deserves it."""
    verdict = window.result.verdict
    spoiled = {"baseline_not_stable", "baseline_trend", "no_variation"} & set(verdict.flags)
    if verdict.effect is not None and verdict.n_before >= LEAST_FOR_TREND and not spoiled:
        count = counted(window.metric.period_kind, verdict.n_before)
        yield Caution(
            _("The baseline is stable: no signal in %(count)s and no trend of its own.", count=count),
            is_good=True,
        )


def _plan(window: Window, versions: Sequence[PlanVersion]) -> Iterator[Caution]:
    if window.project.after_bad_result:
        yield Caution(_("Started because of a bad result: part of any recovery would have come anyway."))
    if versions and versions[0].after_start:
        yield Caution(
            _(
                "The plan was written on %(day)s, after the start: the baseline was chosen knowing the first readings.",
                day=short_day(day_of(versions[0].at)),
            )
        )
    for older, newer in pairwise(versions):
        if newer.after_start:
            yield Caution(
                _(
                    "The plan was changed after the start, on %(day)s (%(fields)s): %(reason)s",
                    day=short_day(day_of(newer.at)),
                    fields="、".join(changed_words(older, newer))
                    if language() == "zh_Hans"
                    else ", ".join(changed_words(older, newer)),
                    reason=newer.reason,
                )
            )


def changed_words(older: PlanVersion, newer: PlanVersion) -> list[str]:
    """The fields in which two versions differ."""
    return [str(word) for name, word in FIELD_WORDS.items() if older.plan.get(name) != newer.plan.get(name)]


def changed_values(older: PlanVersion, newer: PlanVersion) -> list[tuple[str, Any, Any]]:
    """Field, old and new value of what differs, as stored."""
    return [
        (name, older.plan.get(name), newer.plan.get(name))
        for name in FIELD_WORDS
        if older.plan.get(name) != newer.plan.get(name)
    ]


def _others(others: Sequence[Project], marks: Sequence[tuple[date, str]]) -> Iterator[Caution]:
    for other in others:
        if other.starts_on is not None:
            yield Caution(
                _(
                    "Another change on the same metric began on %(day)s: %(title)s.",
                    day=short_day(other.starts_on),
                    title=other.title,
                ),
                href=url_for("projects.show", project_id=other.id),
            )
    for day, note in marks:
        yield Caution(_("Marked on %(day)s: %(note)s", day=short_day(day), note=note))


def _seasons(window: Window) -> Iterator[Caution]:
    """Before and after in different months: a season would look like an effect."""
    if window.inputs.seasonal or window.result.verdict.effect is None:
        return
    if window.metric.period_kind is PeriodKind.QUARTER:
        return
    before = _months(window, 0, window.inputs.changed_at)
    after = _months(window, window.inputs.first_after, len(window.inputs.starts))
    if set(after) - set(before):
        yield Caution(
            _(
                "Before and after cover different months (%(before)s; %(after)s).",
                before=_span(before),
                after=_span(after),
            )
        )


def _months(window: Window, first: int, last: int) -> list[int]:
    """The months of the periods with a reading, in time order, each once."""
    pairs = zip(window.inputs.starts[first:last], window.inputs.values[first:last], strict=True)
    return list(dict.fromkeys(start.month for start, value in pairs if value is not None))


def _span(months: Sequence[int]) -> str:
    names = [
        format_date(date(2026, month, 1), "LLL", locale=current_language())
        for month in (months[0], months[-1])
    ]
    return names[0] if len(months) == 1 else _("%(first)s to %(last)s", first=names[0], last=names[1])


def _entered_late(window: Window) -> int:
    """How many readings of the baseline came in after the start and later than readings do, where they are more than
    a quarter: the last few may come with the next batch. What a source fills in is no choice of anybody's.
    """
    before = window.inputs.starts[: window.inputs.changed_at]
    if not before:
        return 0
    kind = window.metric.period_kind
    known = readings_of(window.metric.id, before[0], before[-1], segment(window.project))
    late = sum(
        day_of(one.entered_at) > max(window.starts_on, due_on(kind, start))
        for start, one in known.items()
        if one.source != ReadingSource.PORT and not one.is_taken_back
    )
    return late if 4 * late > len(known) else 0


def _data(window: Window) -> Iterator[Caution]:
    kind = window.metric.period_kind
    counting = [*window.inputs.before, *window.inputs.after]
    gaps = sum(value is None for value in counting)
    if gaps:
        yield Caution(_("Without a reading in the window: %(count)s.", count=counted(kind, gaps)))
    if window.inputs.starts:
        first, last = window.inputs.starts[0], window.inputs.starts[-1]
        corrected = corrections_of(window.metric.id, first, last, segment(window.project))
        if corrected:
            yield Caution(
                _("Readings that were corrected later: %(count)s.", count=counted(kind, len(corrected))),
                href=url_for("metrics.show", metric_id=window.metric.id, readings="all"),
            )
    late = _entered_late(window)
    if late:
        yield Caution(
            _(
                "Readings of the baseline that were entered after the start: %(count)s.",
                count=counted(kind, late),
            )
        )
    if window.changed_since:
        yield Caution(
            _("Readings have changed since the project was closed. The verdict stands as it was then.")
        )

"""Metrics that no project asks for: a changed definition, new limits, teams, rare events, working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from improve.accounts.queries import work_calendar
from improve.core.periods import PeriodKind, after, code, last_day, start_of
from improve.demo.content import charts as content
from improve.demo.content.charts import ChartText
from improve.demo.content.company import TIME_ZONE
from improve.demo.scenes.played import Played
from improve.demo.story import Story
from improve.metrics import service
from improve.metrics.models import Metric, ReadingSource
from improve.metrics.values import MarkData, MetricData
from improve.metrics.values.charting import PhaseData, settings_of

WEEKS, HOTLINE_CHANGED, HOTLINE_ANSWERED, AUDIT_WEEKS = 56, 18, 13, 44
INSPECTION_DAYS, INSPECTION_FROZEN = 44, 20
# Readings that somebody enters at once, after those that came with the definition.
AT_ONCE = 6
VISITS, VISITS_SET = "repair-slots", 33

Row = dict[str, Any]


@dataclass
class Kept:
    """A metric as it is kept: its text, and the row once it is defined."""

    story: Story
    text: ChartText
    row: Metric | None = None

    @property
    def metric(self) -> Metric:
        """The row; it is defined before anything is read."""
        if self.row is None:
            raise LookupError(f"not defined yet: {self.text.code}")
        return self.row

    def morning(self, day: date) -> datetime:
        """When what happened on that day is entered: the next morning, or now where that is still to come."""
        at = datetime.combine(day + timedelta(days=1), time(9, 10), tzinfo=ZoneInfo(TIME_ZONE))
        return min(at, self.story.now)

    def define(self) -> None:
        cast = self.story.cast
        self.row = service.define(self._data(self.text), by=cast.actor(cast.coordinator(self.text.owner)))

    def redefine(self, text: ChartText, holds_from: date, note: str) -> None:
        data = replace(self._data(text), holds_from=holds_from, note=note)
        service.redefine(self.metric, data, by=self.story.cast.actor(self.text.owner))

    def record(self, rows: Sequence[Row], source: ReadingSource = ReadingSource.TYPED) -> None:
        by = self.story.cast.actor(self.text.owner)
        recorded = service.record(self.metric, rows, by=by, source=source)
        if recorded.errors:
            raise RuntimeError(f"{self.text.code}: {recorded.errors[0]}")

    def mark(self, day: date, note: str) -> None:
        service.add_mark(self.metric, MarkData(day=day, note=note), by=self.story.cast.actor(self.text.owner))

    def set_limits(self, start: date, answers: PhaseData) -> None:
        _set_limits(self.story, self.metric, start, answers, self.text.owner)

    def freeze_limits(self, periods: int) -> None:
        settings = replace(settings_of(self.metric), baseline=periods)
        service.keep_settings(self.metric, settings, by=self.story.cast.actor(self.text.owner))

    def _data(self, text: ChartText) -> MetricData:
        cast = self.story.cast
        return MetricData(
            name=text.name,
            direction=text.direction,
            kind=text.kind,
            period=text.period,
            code=text.code,
            unit=text.measure,
            numerator_name=text.numerator,
            denominator_name=text.denominator,
            decimals=text.decimals,
            target=text.target,
            description=text.description,
            unit_id=cast.units[text.place].id if text.place else None,
            owner_id=cast.person_id(text.owner),
            calendar=text.calendar,
            combine=text.combine,
        )


def plan(story: Story, played: dict[str, Played]) -> None:
    """Plan them all; `played` are the projects by key."""
    today = story.moments("charts").day(0, TIME_ZONE)
    _plan_hotline(story, today)
    _plan_audits(story, today)
    _plan_accidents(story, today)
    _plan_inspection(story, today)
    _plan_visits(story, played[VISITS], today)


def _begin(story: Story, text: ChartText, readings: Sequence[tuple[date, list[Row]]], past: int) -> Kept:
    """Plan the definition, a file with the past, and what comes in later, some periods at a time.

    `readings`: the last day of each period with its rows; `past`: how many of them come with the definition.
    """
    kept, timeline = Kept(story, text), story.timeline
    defined = kept.morning(readings[past - 1][0])
    timeline.at(defined, kept.define)
    filed = [row for _day, rows in readings[:past] for row in rows]
    timeline.at(defined, partial(kept.record, filed, ReadingSource.FILE))
    for first in range(past, len(readings), AT_ONCE):
        batch = readings[first : first + AT_ONCE]
        rows = [row for _day, found in batch for row in found]
        timeline.at(kept.morning(batch[-1][0]), partial(kept.record, rows, ReadingSource.PASTED))
    return kept


def _weeks(today: date, count: int) -> list[date]:
    """The Mondays of so many finished weeks, the oldest first."""
    monday = start_of(PeriodKind.WEEK, today)
    return [after(PeriodKind.WEEK, monday, place - count) for place in range(count)]


def _plan_hotline(story: Story, today: date) -> None:
    """Another definition from a week on; its owner says why the limits begin anew there."""
    dice = story.dice("hotline")
    weeks = _weeks(today, WEEKS)
    changed = weeks[-HOTLINE_CHANGED]
    readings = []
    for week in weeks:
        level = content.HOTLINE_BEFORE if week < changed else content.HOTLINE_AFTER
        calls = round(content.HOTLINE_CALLS * dice.uniform(0.9, 1.1))
        answered = round(calls * dice.gauss(level, content.HOTLINE_SPREAD) / 100)
        row = {"period": code(PeriodKind.WEEK, week), "numerator": answered, "denominator": calls}
        readings.append((last_day(PeriodKind.WEEK, week), [row]))
    kept = _begin(story, content.HOTLINE, readings, past=8)
    noon = datetime.combine(changed, time(12, 5), tzinfo=ZoneInfo(TIME_ZONE))
    story.timeline.at(noon, partial(kept.redefine, content.HOTLINE_SINCE, changed, content.HOTLINE_NOTE))
    answered_at = noon + timedelta(weeks=HOTLINE_ANSWERED)
    story.timeline.at(answered_at, partial(kept.set_limits, changed, content.HOTLINE_LIMITS))


def _plan_audits(story: Story, today: date) -> None:
    """One score in five teams: each has its own limits, the company has the average."""
    dice = story.dice("audits")
    weeks = _weeks(today, AUDIT_WEEKS)
    readings = []
    for place, week in enumerate(weeks):
        rows: list[Row] = []
        for team in content.TEAMS:
            level = team.since if place >= AUDIT_WEEKS - team.weeks else team.before
            points = min(max(round(dice.gauss(level, content.AUDIT_SPREAD)), 0), 100)
            name = story.cast.units[team.place].name["zh_Hans"]
            rows.append({"period": code(PeriodKind.WEEK, week), "value": points, "unit": name})
        rows.append({"period": rows[0]["period"], "value": round(fmean(row["value"] for row in rows), 1)})
        readings.append((last_day(PeriodKind.WEEK, week), rows))
    _begin(story, content.AUDITS, readings, past=14)


def _plan_accidents(story: Story, today: date) -> None:
    """What is counted are the days between: a month without an accident is no gap."""
    day = today - timedelta(days=content.LAST_ACCIDENT)
    accidents: list[tuple[date, Row]] = []
    for gap in reversed(content.ACCIDENT_GAPS):
        accidents.append((day, {"period": day.isoformat(), "value": gap}))
        day -= timedelta(days=gap)
    accidents.reverse()
    ago, note = content.ACCIDENT_MARK
    marked = today - timedelta(days=ago)
    begun = today - timedelta(days=content.ACCIDENTS_KEPT_FOR)
    past = sum(day < begun for day, _row in accidents)
    kept = Kept(story, content.ACCIDENTS)
    defined = kept.morning(begun)
    story.timeline.at(defined, kept.define)
    filed = [row for _day, row in accidents[:past]]
    story.timeline.at(defined, partial(kept.record, filed, ReadingSource.FILE))
    story.timeline.at(defined, partial(kept.mark, marked, note))
    for day, row in accidents[past:]:
        story.timeline.at(kept.morning(day), partial(kept.record, [row]))


def _plan_inspection(story: Story, today: date) -> None:
    """Single measurements of working days, made into their median; limits from the first days."""
    dice = story.dice("inspection")
    calendar = work_calendar()
    days = [calendar.after(today, place - INSPECTION_DAYS) for place in range(INSPECTION_DAYS)]
    since, closed, slip = (
        days[-ago] for ago in (content.INSPECTION_SINCE, content.INSPECTION_CLOSED, content.INSPECTION_SLIP)
    )
    rows = {day: _deliveries(day, day >= since, dice) for day in days if day != closed}
    right = rows.pop(slip)
    kept = _begin(story, content.INSPECTION, list(rows.items()), past=12)
    # Ten times as much was typed first; the mistake stays readable.
    typed = [{"period": slip.isoformat(), "value": 63}]
    story.timeline.at(kept.morning(slip), partial(kept.record, typed))
    story.timeline.at(kept.morning(slip) + timedelta(hours=1), partial(kept.record, right))
    story.timeline.at(kept.morning(days[20]), partial(kept.freeze_limits, INSPECTION_FROZEN))
    for day, note in ((closed, content.INSPECTION_STOCKTAKING), (since, content.INSPECTION_MARK)):
        story.timeline.at(kept.morning(day), partial(kept.mark, day, note))


def _deliveries(day: date, is_since: bool, dice: Random) -> list[Row]:
    """The hours of each delivery of a day."""
    level = content.INSPECTION_AFTER if is_since else content.INSPECTION_BEFORE
    hours = (dice.gauss(level, content.INSPECTION_SPREAD) for _delivery in range(dice.randint(3, 6)))
    return [{"period": day.isoformat(), "value": round(max(value, 0.5), 1)} for value in hours]


def _plan_visits(story: Story, played: Played, today: date) -> None:
    """After a project has changed the work for good, its owner sets new limits from when the change had settled."""
    measured, owner = played.measured, played.text.owner
    if measured is None or owner is None:
        raise LookupError(f"nothing to measure: {played.text.key}")
    settled = measured.start(played.text.baseline + played.text.settle_in)
    day = today - timedelta(days=VISITS_SET)
    at = datetime.combine(day, time(10, 40), tzinfo=ZoneInfo(TIME_ZONE))

    def act() -> None:
        _set_limits(story, measured.metric, settled, content.VISITS_LIMITS, owner)

    story.timeline.at(at, act)


def _set_limits(story: Story, metric: Metric, start: date, answers: PhaseData, by: str) -> None:
    data = replace(answers, period=code(metric.period_kind, start))
    service.set_phase(metric, data, by=story.cast.actor(by))

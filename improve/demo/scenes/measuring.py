"""Metrics of the projects: defined, filled with their past from a file, then read period by period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from improve.core.periods import PeriodKind, after, code, last_day, start_of
from improve.demo.content.measures import MetricText, ProjectText
from improve.demo.series import Drawn, Shape, draw
from improve.demo.story import Story
from improve.demo.timeline import Moments
from improve.metrics import service
from improve.metrics.models import Metric, ReadingSource
from improve.metrics.values import MarkData, MetricData

AT_ONCE, ONE_BY_ONE = 4, 5
WEEKS = {PeriodKind.WEEK: 1.0, PeriodKind.MONTH: 4.35}


@dataclass
class Measured:
    """A metric as it is played: its periods with their readings, and the row once it is defined."""

    text: MetricText
    project: ProjectText
    owner: str
    unit: str
    first: date
    readings: list[Drawn]
    row: Metric | None = None

    @property
    def metric(self) -> Metric:
        """The row; it is defined before anything is read."""
        if self.row is None:
            raise LookupError(f"not defined yet: {self.text.code}")
        return self.row

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind(self.text.period)

    def start(self, place: int) -> date:
        """The first day of the period at a place of the series."""
        return after(self.kind, self.first, place)


def starts_on(story: Story, project: ProjectText, kind: PeriodKind) -> date:
    """The day of the change: so many periods before the running one."""
    today = story.moments("today").day(0, story.cast.zone(project.owner or "王敏"))
    return after(kind, start_of(kind, today), -project.starts)


def measure(story: Story, project: ProjectText, text: MetricText, defined_at: datetime) -> Measured:
    """Plan the metric of a project."""
    owner = text.keeper or project.owner or ""
    kind = PeriodKind(text.period)
    changed = starts_on(story, project, kind)
    first = after(kind, changed, -project.baseline)
    over = project.baseline + project.starts
    shape = Shape(
        before=min(project.baseline, over),
        settle_in=project.settle_in,
        ends=_ends(project, over, kind),
        smallest_useful=_useful(project, text),
    )
    readings = draw(text, shape, story.dice(f"readings {text.code}"))
    unit = story.cast.texts[owner].unit
    measured = Measured(text, project, owner, unit, first, readings)
    _plan_readings(story, measured, defined_at)
    return measured


def _ends(project: ProjectText, over: int, kind: PeriodKind) -> tuple[int, ...]:
    """After how many periods somebody looks: at the decision, at the end, today."""
    looks = [weeks for weeks in (project.decided, project.closed) if weeks is not None]
    if not (project.decision == "abandon" and project.closed is not None):
        looks.append(0)
    periods = {round(weeks / WEEKS[kind]) for weeks in looks}
    # A day around a decision may lie before or after the end of a week.
    around = (0, 1) if kind is PeriodKind.WEEK else (0,)
    return tuple(sorted({over - ago - earlier for ago in periods for earlier in around}))


def _useful(project: ProjectText, text: MetricText) -> float | None:
    """The smallest useful change in the metric's unit."""
    if project.smallest_useful is None or project.useful_as == "points":
        return project.smallest_useful
    return project.smallest_useful / 100 * text.course.before


def _plan_readings(story: Story, measured: Measured, defined_at: datetime) -> None:
    """The past comes from a file, on the day after the definition; then readings are typed in: every fourth period
    four of them, the last ones each on its day.
    """
    moments = story.moments(f"readings {measured.text.code}")
    zone = story.cast.zone(measured.owner)
    filed_at = defined_at + timedelta(days=1)
    story.timeline.at(defined_at, partial(_define, story, measured))
    places = list(range(len(measured.readings) - measured.text.waits))
    # What is over by now is in by now, also before nine in the morning.
    entered = {place: min(_entered_at(measured, place, moments, zone), story.now) for place in places}
    past = [place for place in places if entered[place] <= filed_at]
    if past:
        story.timeline.at(filed_at, partial(_record, story, measured, past, ReadingSource.FILE))
    batch: list[int] = []
    for place in places[len(past) :]:
        batch.append(place)
        if len(batch) == AT_ONCE or place >= len(places) - ONE_BY_ONE:
            story.timeline.at(entered[place], partial(_record, story, measured, batch, ReadingSource.TYPED))
            batch = []
    for ago, note in measured.project.marks:
        day = moments.day(7 * ago, zone)
        at = max(moments.at(day, zone, hour=16), filed_at + timedelta(hours=1))
        story.timeline.at(at, partial(_mark, story, measured, day, note))


def _entered_at(measured: Measured, place: int, moments: Moments, zone: str) -> datetime:
    """The morning after the period."""
    return moments.at(last_day(measured.kind, measured.start(place)) + timedelta(days=1), zone, hour=9)


def _define(story: Story, measured: Measured) -> None:
    text, cast = measured.text, story.cast
    measured.row = service.define(
        MetricData(
            name=text.name,
            direction=text.direction,
            kind=text.kind,
            period=text.period,
            code=text.code,
            unit=text.unit,
            per=text.per,
            decimals=text.decimals,
            target=text.target,
            description=text.description or None,
            unit_id=cast.units[measured.unit].id,
            owner_id=cast.person_id(measured.owner),
        ),
        by=cast.actor(cast.coordinator(measured.owner)),
    )


def _record(story: Story, measured: Measured, places: list[int], source: ReadingSource) -> None:
    rows = [measured.readings[place].as_row(code(measured.kind, measured.start(place))) for place in places]
    recorded = service.record(measured.metric, rows, by=story.cast.actor(measured.owner), source=source)
    if recorded.errors:
        raise RuntimeError(f"{measured.text.code}: {recorded.errors[0]}")


def _mark(story: Story, measured: Measured, day: date, note: str) -> None:
    service.add_mark(measured.metric, MarkData(day=day, note=note), by=story.cast.actor(measured.owner))


def close(story: Story, measured: Measured) -> None:
    """Nothing is measured any more."""
    service.close(measured.metric, by=story.cast.actor(measured.owner))

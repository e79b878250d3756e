"""The timeline and the readings behind the story."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.core import clock
from improve.demo.content.measures import Course, MetricText
from improve.demo.content.projects import PROJECTS
from improve.demo.series import Shape, draw, reads_as_wanted
from improve.demo.timeline import Moments, Timeline, workday

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@given(st.lists(st.integers(-400, 400), max_size=30))
def test_acts_are_played_in_the_order_of_time_and_the_future_is_not(hours: list[int]) -> None:
    timeline, seen = Timeline(NOW), []
    for hour in hours:
        timeline.at(NOW + timedelta(hours=hour), lambda: seen.append(clock.now()))
    assert timeline.play() == len(seen)
    assert seen == sorted(NOW + timedelta(hours=hour) for hour in hours if hour <= 0)


def test_an_act_may_plan_another_one_and_time_never_runs_back() -> None:
    timeline, seen = Timeline(NOW), []

    def first() -> None:
        timeline.at(NOW - timedelta(days=9), lambda: seen.append(clock.now()))

    timeline.at(NOW - timedelta(days=3), first)
    timeline.play()
    assert seen == [NOW - timedelta(days=3)]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_workday_is_the_day_itself_or_the_friday_before(day: date) -> None:
    found = workday(day)
    assert found.weekday() < 5
    assert 0 <= (day - found).days <= 2


@given(st.integers(0, 400), st.sampled_from(["Asia/Shanghai", "Europe/Warsaw"]))
def test_moments_are_at_hours_at_which_people_work(days: int, zone: str) -> None:
    moments = Moments(NOW, Random(days))
    found = moments.ago(days, zone)
    assert 8 <= found.hour <= 17
    assert found.date() == moments.day(days, zone)


MEASURED = [project for project in PROJECTS if project.metric is not None and project.metric.course.reads]


@pytest.mark.parametrize("project", MEASURED, ids=lambda project: project.key)
@pytest.mark.parametrize("seed", range(3))
def test_readings_read_as_the_story_needs_and_the_same_seed_draws_the_same(project, seed: int) -> None:
    metric = project.metric
    over = project.baseline + project.starts
    relative = project.useful_as == "relative"
    useful = project.smallest_useful / 100 * metric.course.before if relative else project.smallest_useful
    shape = Shape(project.baseline, project.settle_in, (over,), useful)
    readings = draw(metric, shape, Random(f"{seed} {project.key}"))
    assert len(readings) == over
    assert reads_as_wanted(metric, shape, readings)
    assert draw(metric, shape, Random(f"{seed} {project.key}")) == readings


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_counts_are_possible(seed: int) -> None:
    course = Course(before=3.1, after=1.5, base=820)
    metric = MetricText(
        "X", PROJECTS[0].metric.name, PROJECTS[0].metric.unit, "down", "proportion", "week", course
    )
    for reading in draw(metric, Shape(12, 0, (24,), None), Random(seed)):
        assert reading.value is None
        assert 0 <= reading.numerator <= reading.denominator


def test_a_story_that_the_data_cannot_tell_is_an_error() -> None:
    course = Course(before=50, after=30, spread=1, reads=("worse", False))
    metric = MetricText(
        "X", PROJECTS[0].metric.name, PROJECTS[0].metric.unit, "down", "value", "week", course
    )
    with pytest.raises(RuntimeError):
        draw(metric, Shape(20, 0, (40,), 10), Random(1))

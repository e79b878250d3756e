"""What the metrics of the demonstration show: each capability of the charts, on the page that a visitor opens."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.accounts.queries import work_calendar
from improve.core import clock
from improve.core.db import db
from improve.demo import service
from improve.demo.content import charts as content
from improve.metrics.models import Metric, Phase, Reading
from improve.metrics.queries import (
    chart_of,
    company_day,
    corrections_of,
    finished_part,
    new_limits_of,
    phases_of,
    series,
    series_of_units,
    standing_of,
    versions_of,
)
from improve.metrics.queries.versions import shown_versions
from tests.browser import Browser
from tests.demo.conftest import TODAY


def metric_of(code: str) -> Metric:
    return db.session.scalars(select(Metric).where(Metric.code == code)).one()


def test_a_definition_has_changed_and_its_owner_set_the_limits_anew(loaded: Flask) -> None:
    metric = metric_of("CC-01")
    first, second = versions_of(metric.id)
    assert (first.holds_from, second.note) == (None, content.HOTLINE_NOTE)
    assert (first.definition["target"], second.definition["target"]) == (85.0, metric.target)
    assert first.definition["numerator_name"] != second.definition["numerator_name"]
    assert [len(one.changes) for one in shown_versions([first, second])] == [3]
    (phase,) = phases(metric)
    assert phase.starts_on == second.holds_from
    assert not phase.is_desired
    assert phase.set_by_id == metric.owner_id
    drawn = chart_of(metric, finished_part(series(metric), company_day()), new_limits=[phase.starts_on])
    assert drawn.has_limits
    assert drawn.centers[0] - drawn.centers[-1] > 5


def test_a_project_has_changed_the_work_and_a_named_person_said_why_limits_change(loaded: Flask) -> None:
    metric = metric_of("CC-03")
    (phase,) = phases(metric)
    assert db.session.get_one(Person, phase.set_by_id).name == "余海"
    assert phase.is_desired
    assert all((phase.difference, phase.cause, phase.desired, phase.lasting))
    found = finished_part(series(metric), company_day())
    drawn = chart_of(metric, found, new_limits=new_limits_of([metric.id])[metric.id])
    assert len(drawn.starts) == 1
    assert drawn.lower[-1] > drawn.upper[0] - 10
    assert (
        drawn.center > chart_of(metric, found).center
    )  # the old limits mix what was before with what is now


def phases(metric: Metric) -> list[Phase]:
    return list(db.session.scalars(phases_of(metric.id)))


def test_teams_stand_beside_each_other_and_differ(loaded: Flask) -> None:
    metric = metric_of("QA-05")
    found = series_of_units(metric)
    assert [unit.code for unit, _series in found] == [team.place for team in content.TEAMS]
    assert {part.measured for _unit, part in found} == {len(series(metric))}
    told = {unit.code: chart_of(metric, part) for unit, part in found}
    said = {code: {one.direction for one in drawn.signals[-3:]} for code, drawn in told.items()}
    assert "up" in said["SZ-A2"] and "down" in said["WX-PACK"]
    week = series(metric).starts[-1]
    values = [part.values[-1] for _unit, part in found if part.starts[-1] == week]
    assert series(metric).values[-1] == pytest.approx(sum(values) / len(found), abs=0.06)


def test_between_rare_events_no_day_is_missing(loaded: Flask) -> None:
    metric = metric_of("EHS-02")
    found = series(metric).events_only()
    assert found.values == tuple(map(float, content.ACCIDENT_GAPS))
    gaps = [(b - a).days for a, b in zip(found.starts, found.starts[1:], strict=False)]
    assert gaps == list(content.ACCIDENT_GAPS[1:])  # what is said is what the calendar says
    drawn = chart_of(metric, found)
    assert drawn.type == "t"
    assert [one.direction for one in drawn.signals][-1:] == ["up"]
    assert not standing_of(metric, found.starts[-1], company_day()).waiting


def test_a_daily_metric_knows_the_working_days(loaded: Flask) -> None:
    metric = metric_of("QA-03")
    found = series(metric)
    calendar = work_calendar()
    assert all(calendar.is_working(day) for day in found.starts)
    assert (found.starts[-1] - found.starts[0]).days + 1 > len(found) == 44
    assert found.measured == 43  # the day of the stocktaking is a gap
    assert metric.baseline == 20
    corrected = corrections_of(metric.id, found.starts[0], found.starts[-1])
    assert [[old.value for old in rows] for rows in corrected.values()] == [[63.0]]
    single = db.session.scalars(select(Reading.value).where(Reading.metric_id == metric.id)).all()
    assert len(single) == 44  # deliveries became one reading a day
    assert not standing_of(metric, found.starts[-1], company_day()).is_overdue


@pytest.mark.databases("sqlite")
def test_their_pages_open_for_a_visitor(loaded_app: Flask) -> None:
    with loaded_app.app_context():
        ids = {one.code: one.id for one in db.session.scalars(select(Metric))}
        visitor = next(one for one in service.sign_ins() if one.login == "20012")
        db.session.remove()
    words = {
        f"/metrics/{ids['CC-01']}": ("Versions of the definition", "定义的各个版本"),
        f"/metrics/{ids['CC-03']}": ("The four answers", "四个回答"),
        f"/metrics/{ids['QA-05']}/units": ("in 4 units", "4个部门"),
        f"/metrics/{ids['EHS-02']}": ("a reading for each event", "每发生一次记一次读数"),
        f"/metrics/{ids['QA-03']}": ("measured every working day", "每个工作日测量一次"),
        f"/metrics/compare?one={ids['CC-01']}&two={ids['CC-03']}": ("period by period", "逐期对照"),
    }
    with clock.frozen(TODAY):
        for place, language in enumerate(("en", "zh-Hans")):
            browser = Browser(loaded_app, language=language)
            browser.sign_in(visitor.login, visitor.password)
            for path, shown in words.items():
                assert shown[place] in browser.get(path).text, path
            # Accidents of several years: months with their year on the narrow axis, and no choice of 36 or 120 days.
            drawing = browser.get(f"/metrics/{ids['EHS-02']}").html
            assert ("Feb 26", "26年2月")[place] in drawing
            assert "show=120" not in drawing

"""Charts of metrics: rows C1 to C6 and P5 of ../shared/reference/change-and-charts.md, and what a person may choose."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.localized import Localized
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.metrics import service
from improve.metrics.models import Metric, MetricKind
from improve.metrics.presenting.computing import computed
from improve.metrics.presenting.drawing import Wanted, picture
from improve.metrics.presenting.findings import Assurance, assurance, finding
from improve.metrics.queries import Series, chart_of, late_series_of, phases_of, series, versions_of
from improve.metrics.queries.versions import shown_versions, version_marks
from improve.metrics.values import MetricData
from improve.metrics.values.charting import ChartSettings, PhaseData
from improve.stats.control_charts import chart, xmr_limits
from improve.web.charts import raster
from improve.web.charts.files import as_file, as_picture
from improve.web.i18n import speaking
from tests.accounts.test_concurrency import at_once
from tests.conftest import Clock
from tests.metrics.door import NewBrowser, let_in, signed_in
from tests.metrics.making import fill, make_metric, record
from tests.people import act, make_person

MONDAY = date(2025, 11, 3)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
BEFORE = [20.0, 22.0, 21.0, 19.0, 20.0, 23.0, 21.0, 20.0, 22.0, 19.0]
AFTER = [12.0, 11.0, 13.0, 12.0, 11.0, 12.0, 13.0, 11.0]
TOOTH = [7.0, 9.0, 8.0, 6.0, 8.0, 7.0, 9.0, 8.0]


def plain(kind: str, *, direction: str = "down", **more: Any) -> Metric:
    """A metric that is not stored."""
    wanted = {"period": "day", "decimals": 1, "per": 100.0 if kind == "proportion" else 1.0} | more
    settings = {"chart_type": "auto", "chart_rules": "auto", "rules_off": "", "is_screened": True}
    return Metric(code="X", kind=kind, direction=direction, constant="2.66", **settings, **wanted)


def daily(values: list[float | None], sizes: list[float | None] | None = None) -> Series:
    starts = tuple(MONDAY + timedelta(days=n) for n in range(len(values)))
    nothing: tuple[float | None, ...] = (None,) * len(values)
    if sizes is None:
        return Series(PeriodKind.DAY, starts, tuple(values), nothing, nothing)
    rates = [None if v is None or n is None else v / n for v, n in zip(values, sizes, strict=True)]
    return Series(PeriodKind.DAY, starts, tuple(rates), tuple(values), tuple(sizes))


FEW = [3.0, 5.0, 4.0, 6.0, 2.0, 5.0, 4.0, 3.0, 5.0, 4.0]
WILD = [100.0, 300.0, 90.0, 310.0, 120.0, 280.0, 95.0, 305.0, 110.0, 290.0]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("kind", "values", "size", "type"),
    [
        ("value", FEW, None, "xmr"),
        ("proportion", FEW, 100.0, "p"),
        ("proportion", WILD, 1_000.0, "pp"),
        ("rate", FEW, 1.0, "u"),  # counts above their size: still a rate
        ("rate", FEW, 100.0, "u"),  # and below it
        ("rate", WILD, 1_000.0, "up"),
        ("cases", FEW, None, "g"),
        ("days", FEW, None, "t"),
    ],
)
def test_c1_the_data_choose_the_chart(kind: str, values: list[float], size: float | None, type: str) -> None:
    drawn = chart_of(plain(kind), daily(list(values), None if size is None else [size] * len(values)))
    assert drawn.type == type
    assert drawn.rules == "nhs"
    assert drawn.asked is None


def test_c2_rules_are_the_defaults_of_the_chart_and_can_be_switched() -> None:
    values = [*BEFORE, *AFTER]
    metric, found = plain("value"), daily(list(values))
    usual = chart_of(metric, found)
    assert {"shift7_above", "shift7_below"} & set(usual.labels)
    assert chart_of(metric, found, settings=ChartSettings(type="run")).rules == "anhoej"
    without = chart_of(metric, found, settings=ChartSettings(off="shift7,outside"))
    assert not {label for label in without.labels if label and label.startswith(("shift", "outside"))}
    nelson = chart_of(metric, found, settings=ChartSettings(rules="nelson"))
    assert {"nelson_2"} & set(nelson.labels)
    assert (
        "nelson_2"
        not in chart_of(metric, found, settings=ChartSettings(rules="nelson", off="nelson_2")).labels
    )
    at = nelson.labels.index("nelson_2")
    assert nelson.directions[at] == ("up" if values[at] > (nelson.center or 0) else "down")


def test_c3_how_it_was_computed_names_constant_screening_and_what_was_left_out(context: object) -> None:
    spiked = [*BEFORE, 60.0, *BEFORE]
    metric, found = plain("value"), daily(list(spiked))
    with speaking("en"):
        screened = " ".join(computed(metric, chart_of(metric, found), found))
        asked = ChartSettings(screened="n", constant="3/1.128", baseline=8, off="trend7")
        other = " ".join(computed(metric, chart_of(metric, found, settings=asked), found, asked))
    assert "± 2.66 × the mean moving range" in screened
    assert "3.267 times their mean or more: 2." in screened
    assert "± 3/1.128 ×" in other
    assert "All moving ranges count" in other
    assert "first 8 days" in other
    assert "Switched off: 7 rising or falling in a row." in other


@pytest.mark.parametrize(
    ("direction", "target", "says"),
    [
        ("up", 95.0, Assurance.OUT_OF_REACH),
        ("up", 80.0, Assurance.HIT_OR_MISS),
        ("up", 60.0, Assurance.RELIABLE),
    ],
)
def test_c4_assurance_is_apart_from_variation(direction: str, target: float, says: Assurance) -> None:
    """The upper limit is 90.9 or so: 95 will not be met, whatever the last reading signals."""
    values = [80.0, 82.0, 79.0, 81.0, 80.0, 83.0, 78.0, 81.0, 79.0, 82.0]
    metric = plain("value", direction=direction, target=target)
    drawn = chart_of(metric, daily(list(values)))
    assert 82 < (drawn.upper[-1] or 0) < 95
    assert assurance(metric, drawn) is says
    assert set(drawn.labels) == {"common_cause"}


def test_c5_a_missing_period_is_a_gap_and_no_range_reaches_across() -> None:
    holed = [10.0, 12.0, None, 30.0, 32.0, 31.0, 33.0, 30.0]
    drawn = chart_of(plain("value"), daily(list(holed)), settings=ChartSettings(screened="n"))
    assert drawn.values[2] is None
    assert drawn.labels[2] is None
    assert drawn.mean_range == pytest.approx((2 + 2 + 1 + 2 + 3) / 5)


def test_c6_shares_stay_within_0_and_100_percent() -> None:
    drawn = chart_of(plain("proportion"), daily([19.0, 20, 20, 20, 19, 20, 20, 20], [20.0] * 8))
    assert max(value for value in drawn.upper if value is not None) <= 100
    low = chart_of(plain("proportion"), daily([0.0, 1, 0, 1, 0, 0, 1, 0], [20.0] * 8))
    assert min(value for value in low.lower if value is not None) == 0
    assert max(value for value in low.values if value is not None) == 5.0


@pytest.mark.parametrize("type", ["c", "g", "t", "p"])
def test_a_kind_that_does_not_fit_the_readings_is_said_and_not_drawn(type: str) -> None:
    drawn = chart_of(plain("value"), daily([-1.0, 2, 3, 4, 5, 6, 7]), settings=ChartSettings(type=type))
    assert (drawn.type, drawn.asked) == ("xmr", type)


@pytest.mark.parametrize("kind", list(MetricKind))
@pytest.mark.parametrize("values", [[], [5.0], [None, None], [3.0] * 9, [0.0] * 9, [None, 4.0, None]])
def test_any_series_can_be_drawn_in_any_way(kind: str, values: list[float | None]) -> None:
    counts = kind in ("proportion", "rate")
    found = daily(values, [9.0 for _value in values] if counts else None)
    for type in ("auto", "run", "xmr", "p", "pp", "u", "up", "c", "g", "t", "i_prime"):
        drawn = chart_of(plain(kind), found, settings=ChartSettings(type=type, baseline=6))
        assert len(drawn.values) == len(drawn.labels) == len(drawn.centers) == len(values)


def test_new_limits_begin_where_a_person_set_them_and_the_runs_begin_again() -> None:
    values = [*BEFORE, *AFTER]
    metric, found = plain("value"), daily(list(values))
    cut = found.starts[len(BEFORE)]
    drawn = chart_of(metric, found, new_limits=[cut])
    first, second = xmr_limits(BEFORE, screen=True), xmr_limits(AFTER, screen=True)
    assert drawn.starts == (len(BEFORE),)
    assert drawn.centers[0] == pytest.approx(first.center)
    assert drawn.centers[-1] == drawn.center == pytest.approx(second.center)
    assert drawn.upper[0] == pytest.approx(first.upper[0])
    assert drawn.upper[-1] == pytest.approx(second.upper[0])
    assert set(drawn.labels) == {"common_cause"}
    assert drawn.last(5).starts == ()
    few = chart_of(metric, found, new_limits=[found.starts[-3]])
    assert not few.has_limits
    assert few.centers[-1] is None
    assert few.centers[0] is not None


YES = {"is_different": "yes", "has_known_cause": "yes", "is_desired": "no", "is_lasting": "yes"}
WORDS = {
    "difference": "Half as long",
    "cause": "A new dock",
    "desired": "Nobody can help it",
    "lasting": "It stays",
}


def test_p5_only_a_person_sets_new_limits_and_the_four_answers_stay(context: object, clock: Clock) -> None:
    clock.set(APRIL)
    ann, bob = act(make_person("ann", "Ann", roles=[Role.COORDINATOR])), act(make_person("bob", "Bob"))
    metric = make_metric()
    fill(metric, MONDAY, [*BEFORE, *AFTER])
    found = series(metric)
    assert chart_of(metric, found).starts == ()  # whatever happened, nothing splits by itself
    data = PhaseData(period="2026-W03", **YES, **WORDS)
    with pytest.raises(Forbidden), transaction():
        service.set_phase(metric, data, by=bob)
    for name in ("is_different", "has_known_cause", "is_lasting"):
        with pytest.raises(Invalid) as refused, transaction():
            service.set_phase(metric, replace(data, **{name: "no"}), by=ann)
        assert list(refused.value.errors) == [name]
    for period in ("2025-W45", "2031-W01", "2026-W09", "soon"):
        with pytest.raises(Invalid) as refused, transaction():
            service.set_phase(metric, replace(data, period=period), by=ann)
        assert list(refused.value.errors) == ["period"]
    with transaction():
        phase = service.set_phase(metric, data, by=ann)
    with pytest.raises(Invalid), transaction():
        service.set_phase(metric, data, by=ann)
    with transaction():
        service.withdraw_phase(phase, by=ann)
        service.set_phase(metric, data, by=ann)
    kept = db.session.scalars(phases_of(metric.id)).all()
    assert [one.withdrawn_at is None for one in kept] == [True, False]
    assert {
        (one.difference, one.cause, one.is_desired, one.desired, one.lasting, one.set_by_id) for one in kept
    } == {("Half as long", "A new dock", False, "Nobody can help it", "It stays", ann.actor_id)}


def test_every_change_of_the_meaning_is_a_version_and_stands_on_the_chart(
    context: object, clock: Clock
) -> None:
    clock.set(APRIL)
    metric = make_metric(target=9.0)
    fill(metric, MONDAY, BEFORE)
    base = {"kind": "value", "period": "week", "direction": "down", "code": "WH-07"}
    with transaction():
        service.redefine(metric, MetricData(name=metric.name, target=9.0, decimals=2, **base), by=SYSTEM)
    assert versions_of(metric.id) == []  # decimals measure the same
    change = MetricData(name=metric.name, target=8.0, holds_from=date(2025, 12, 1), note="New scale", **base)
    with transaction():
        service.redefine(metric, change, by=SYSTEM)
    with pytest.raises(Invalid), transaction():
        service.redefine(metric, replace(change, target=7.0, holds_from=date(2025, 11, 1)), by=SYSTEM)
    with transaction():
        service.redefine(metric, replace(change, target=7.0, holds_from=None, note=None), by=SYSTEM)
    versions = versions_of(metric.id)
    assert [(one.number, one.holds_from, one.definition["target"]) for one in versions] == [
        (1, None, 9.0),
        (2, date(2025, 12, 1), 8.0),
        (3, date(2026, 4, 1), 7.0),
    ]
    with speaking("en"):
        assert [(one.old, one.new) for one in shown_versions(versions)[0].changes] == [("8", "7")]
        marks = version_marks(versions)
        drawn = picture(metric, series(metric), date(2026, 4, 1), Wanted(marks=marks))
    assert drawn is not None
    assert [event.text for event in drawn.events] == ["Definition changed: New scale"]
    assert "Definition changed: New scale" in drawn.svg
    hours = replace(change, target=7.0, holds_from=None, unit=Localized(zh_Hans="小时", en="hours"))
    with transaction():
        service.redefine(metric, hours, by=SYSTEM)
    for language, words in (("en", ("nothing", "hours")), ("zh_Hans", ("无", "小时"))):
        with speaking(language):
            (one,) = shown_versions(versions_of(metric.id))[0].changes
            assert (one.old, one.new) == words


def test_days_off_and_the_time_between_rare_events_are_no_gaps(context: object, clock: Clock) -> None:
    clock.set(APRIL)
    friday = date(2026, 3, 6)
    metric = make_metric("D-1", period="day", calendar="working_days")
    fill(metric, friday, [1.0, None, None, 2.0, None, 3.0])
    found = series(metric)
    assert found.values == (1.0, 2.0, None, 3.0)  # the weekend is no gap, Tuesday is one
    rare = make_metric("R-1", name="Falls", kind="days", period="day", direction="up")
    days = [0, 9, 17, 30, 34, 50, 62, 71]
    rows = [
        {"period": (date(2026, 1, 1) + timedelta(days=day)).isoformat(), "value": float(gap)}
        for day, gap in zip(days, [5, 9, 8, 13, 4, 16, 12, 9], strict=True)
    ]
    record(rare, rows)
    assert record(rare, [{"period": "2026-03-20", "value": -1}]).errors
    drawn = picture(rare, series(rare), date(2026, 4, 1))
    assert drawn is not None
    assert drawn.whole.type == "t"
    assert drawn.whole.counted == 8
    with speaking("en"):
        assert finding(rare, drawn.whole).sentence.startswith("Falls is stable around")
    # A reading stands for the time before its event: what happened meanwhile stands at the next one.
    noted = Wanted(marks=[(date(2026, 1, 20), "New rules"), (date(2026, 1, 18), "Fall"), (APRIL.date(), "-")])
    drawn = picture(rare, series(rare), APRIL.date(), noted)
    assert drawn is not None
    assert [(event.index, event.text) for event in drawn.events] == [(2, "Fall"), (3, "New rules")]
    # In the list they are all there, however long ago.
    assert late_series_of([metric, rare])[rare.id].measured == 8


def test_the_limits_do_not_depend_on_what_is_in_sight(context: object, clock: Clock) -> None:
    metric = plain("value")
    found = daily([*BEFORE, *AFTER, *TOOTH])
    metric.name, metric.unit, metric.target = "Wait", None, None  # type: ignore[assignment]
    near, far = (picture(metric, found, date(2027, 1, 1), Wanted(periods=n)) for n in (6, 600))
    assert near is not None
    assert far is not None
    assert near.whole == far.whole
    assert near.chart.labels == far.chart.labels[-6:]
    assert len(near.shown) == 6


def test_a_chart_is_a_file_of_its_own(context: object) -> None:
    metric = plain("value")
    metric.name, metric.unit, metric.target = "<等待>&\x00", None, 9.0  # type: ignore[assignment]
    drawn = picture(metric, daily([*BEFORE, None, *AFTER]), date(2027, 1, 1), Wanted(only="wide"))
    assert drawn is not None
    text = as_file(drawn.svg, heading="<等待>&\x00", line="minutes", notes=["a <b>"])
    root = ElementTree.fromstring(text)  # noqa: S314
    written = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert written[:3] == ["<等待>&\ufffd", "minutes", "1  a <b>"]
    latin = Image.open(io.BytesIO(as_picture(as_file(drawn.svg, heading="Waiting"))))
    assert latin.size == (1800, 2 * (360 + 60))
    assert len(latin.getcolors(1_000_000) or []) > 50


def test_the_numbers_are_those_of_the_pure_chart() -> None:
    """What stands on the page is `improve.stats` on the metric's scale."""
    counts, sizes = [3.0, 5, 4, 6, 2, 5, 4], [100.0, 120, 90, 110, 95, 130, 105]
    pure = chart("p", counts, sizes)
    drawn = chart_of(plain("proportion"), daily(list(counts), list(sizes)))
    assert drawn.center == pytest.approx(100 * (pure.center or 0))
    assert list(drawn.upper) == pytest.approx([100 * (value or 0) for value in pure.upper])


def test_pages_of_a_chart(app: Flask, new_browser: NewBrowser, clock: Clock) -> None:
    with app.app_context():
        make_person("tom", "Tom", roles=[Role.COORDINATOR])
        make_person("bob", "Bob")
        let_in()
        clock.set(APRIL)
        metric = make_metric()
        fill(metric, MONDAY, [*BEFORE, *AFTER])
        path = f"/metrics/{metric.id}"
    tom, bob = signed_in(new_browser, "tom"), signed_in(new_browser, "bob")
    query = "?type=run&rules=auto&ticks=nhs&constant=2.66&baseline="
    assert "chance hardly gives such runs" in tom.get(path + query).text
    tom.get(path + "?type=xmr&rules=nelson&ticks=nelson&rule=nelson_1&baseline=8&constant=3/1.128")
    tom.get(path + "?type=nonsense&rules=&ticks=&baseline=999999999999&constant=x")
    tom.get(path + query)
    tom.submit(f"{path}/chart")
    assert "chance hardly gives such runs" in bob.get(path).text
    for name, mimetype in (("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv")):
        bob.get(f"{path}/chart.{name}{query}")
        assert bob.response is not None
        assert bob.response.mimetype == mimetype
    bob.get(path + "/new-limits", status=403)
    tom.get(path + "/new-limits")
    tom.submit(f"{path}/new-limits", period="2026-W03", **{**YES, **WORDS, "cause": ""}, status=422)
    tom.submit(f"{path}/new-limits", period="2026-W03", **YES, **WORDS)
    assert "A new dock" in bob.get(path).text
    assert "withdraw" not in bob.text.lower()
    tom.get(path)
    tom.submit(f"{path}/new-limits/1/withdraw")
    assert "withdrawn" in bob.get(path).text
    tom.get(path + "/edit")
    tom.submit(target="7", note="New scale")
    assert "Versions of the definition" in bob.get(path).text


def test_a_machine_without_a_font_says_so_instead_of_leaving_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert raster.tells_apart("a", "b")
    assert not raster.tells_apart("文", "字", without_fonts=True)
    monkeypatch.setattr(raster, "_writes_chinese", lambda: False)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{}</text></svg>'
    assert raster.rastered(drawing.format("a"), scale=1).startswith(b"\x89PNG")
    with pytest.raises(raster.MissingFont):
        raster.rastered(drawing.format("等"), scale=1)


def test_what_several_change_at_once_comes_in_turn(app: Flask, clock: Clock) -> None:
    clock.set(APRIL)
    with app.app_context():
        metric_id = make_metric("AT-1", direction="down").id
        fill(db.session.get_one(Metric, metric_id), MONDAY, [*BEFORE, *AFTER])

    def redefine(target: float) -> None:
        metric = db.session.get_one(Metric, metric_id)
        kept = {name: getattr(metric, name) for name in ("name", "direction", "kind", "period")}
        service.redefine(metric, MetricData(target=target, **kept), by=SYSTEM)

    def new_limits() -> None:
        data = PhaseData(period="2026-W03", **YES, **WORDS)
        service.set_phase(db.session.get_one(Metric, metric_id), data, by=SYSTEM)

    assert at_once(app, [partial(redefine, float(target)) for target in range(1, 5)]) == {"done": 4}
    assert at_once(app, [new_limits] * 4) == {"done": 1, "Invalid": 3}
    with app.app_context():
        found = versions_of(metric_id)
        assert sorted(version.number for version in found) == [1, 2, 3, 4, 5]
        assert {version.definition["target"] for version in found} == {None, 1.0, 2.0, 3.0, 4.0}

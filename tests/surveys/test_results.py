"""Results by segment and period: what is shown, what is said of it, and that nothing small can be computed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from improve.core.db import db, transaction
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.stats.errors import StatsError
from improve.stats.mix import Stratum, mix_p, standardized
from improve.surveys import feeds, service
from improve.surveys.models import Survey
from improve.surveys.queries.report import results_of
from improve.surveys.queries.surveys import published_version
from improve.surveys.queries.tables import FEWEST_FOR_QUARTILES, figures_of
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import score
from improve.surveys.segments.comparing import against_rest, mix_of
from improve.surveys.segments.queries import split
from improve.surveys.segments.scope import Scope
from improve.surveys.segments.split import split_of
from improve.surveys.segments.weighing import weigh
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from tests.conftest import Clock
from tests.surveys.conftest import SignIn
from tests.surveys.making import TITLE
from tests.surveys.test_segments import make_split

NPS = Spec("nps", Kind.NPS, TITLE)
COUNTS = st.dictionaries(
    st.integers(0, 3), st.dictionaries(st.integers(0, 3), st.integers(0, 30), max_size=4), max_size=5
)


@given(COUNTS)
def test_no_small_cell_or_rest_follows_from_the_margins(table: dict[int, dict[int, int]]) -> None:
    """In every row and column what is hidden is nothing, or at least two cells and five answers together, unless the
    whole line is hidden."""
    open_ = disclosure.open_cells(table)
    lines: dict[Any, list[tuple[int, int]]] = {}
    for row, found in table.items():
        for column, n in found.items():
            if n:
                lines.setdefault(("row", row), []).append((row, column))
                lines.setdefault(("column", column), []).append((row, column))
            assert n == 0 or n >= 5 or (row, column) not in open_
    for line in lines.values():
        hidden = [place for place in line if place not in open_]
        if hidden and len(hidden) < len(line):
            assert len(hidden) >= 2
            assert sum(table[row][column] for row, column in hidden) >= 5


CELLS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.dictionaries(st.integers(1, 4), st.integers(0, 12), max_size=4),
    min_size=1,
)


@given(CELLS, st.dictionaries(st.integers(1, 4), st.integers(0, 9), max_size=4))
def test_no_few_people_follow_from_what_a_split_shows(
    cells: dict[str, dict[int, int]], without: dict[int, int]
) -> None:
    """All time, values, periods, and runs of periods of a value: the difference of any two that are shown, one within
    the other, is nobody or at least five."""

    def day(month: int) -> date:
        return date(2026, month, 1)

    counted = {name: {day(m): {9: n} for m, n in found.items() if n} for name, found in cells.items()}
    totals: dict[date, dict[int, int]] = {}
    for month in range(1, 5):
        n = sum(found.get(month, 0) for found in cells.values()) + without.get(month, 0)
        if n:
            totals[day(month)] = {9: n}
    found = split_of("area", NPS, PeriodKind.MONTH, counted, totals)
    spans = [None, *((day(a), day(b)) for a in range(1, 5) for b in range(a, 5))]
    shown: list[tuple[frozenset[tuple[str, int]], int]] = []
    size = {(name, m): cells.get(name, {}).get(m, 0) for name in cells for m in range(1, 5)}
    size |= {("", m): without.get(m, 0) for m in range(1, 5)}
    for value in (None, *cells):
        for span in spans:
            if found.numbers(value, span) is None:
                continue
            within = frozenset(
                (name, m)
                for name, m in size
                if value in (None, name) and (span is None or span[0] <= day(m) <= span[1])
            )
            shown.append((within, sum(size[place] for place in within)))
    for one, n in shown:
        assert n >= 5
        for other, more in shown:
            if one < other:
                assert more - n == 0 or more - n >= 5
    values = [name for name in cells if found.numbers(name) is not None]
    if len(values) < len(size) // 4 and found.numbers() is not None:
        rest = sum(size.values()) - sum(size[name, m] for name in values for m in range(1, 5))
        assert rest == 0 or rest >= 5


def test_quartiles_are_no_single_answers() -> None:
    spec = Spec("age", Kind.NUMBER, TITLE)
    few = figures_of(spec, {str(n): 1 for n in range(FEWEST_FOR_QUARTILES - 1)})
    assert few is not None and few.quartiles is None
    many = figures_of(spec, {str(n): 1 for n in range(FEWEST_FOR_QUARTILES)})
    assert many is not None and many.quartiles is not None


def test_the_mix_held_still() -> None:
    """Worked by hand: two groups keep their scores, the better one answers more."""
    before = {"a": score(Kind.NPS, {10: 80, 0: 20}), "b": score(Kind.NPS, {10: 50, 0: 50})}
    after = {"a": score(Kind.NPS, {10: 160, 0: 40}), "b": score(Kind.NPS, {10: 25, 0: 25})}
    mix = mix_of(Kind.NPS, before, after, 500)
    assert mix is not None and mix.moved and mix.covered == 0.9
    assert mix.shares["a"] == (0.5, 0.8)
    assert mix.held.difference == pytest.approx(0)
    assert mix.held.low < 0 < mix.held.high
    assert mix.held.before == pytest.approx((300 * 60 + 150 * 0) / 450)
    assert mix_p([50, 50], [50, 50]) == 1
    assert mix_p([10, 20], [20, 10]) == pytest.approx(0.00982, abs=1e-5)  # chi-square 6.667, 1 df
    with pytest.raises(StatsError):
        standardized([Stratum(0, 3, 1, 1, 1, 1)])


def test_a_score_weighted_to_its_population() -> None:
    scores = {"a": score(Kind.CSAT, {5: 90, 1: 10}), "b": score(Kind.CSAT, {5: 30, 1: 70})}
    found = weigh(Kind.CSAT, scores, {"a": 25, "b": 75})
    assert found.value == pytest.approx(0.25 * 90 + 0.75 * 30)
    assert found.weights == {"a": 0.5, "b": 1.5}
    assert found.effective == pytest.approx(200**2 / (100 * 0.25 + 100 * 2.25))
    assert found.low < found.value < found.high
    with pytest.raises(StatsError):
        weigh(Kind.CSAT, scores, {"a": 100})


def fill(survey: Survey, clock: Clock) -> None:
    """Three places over four months; the third has two answers, the rest has none of its own."""
    plan = [("north", (10,) * 8 + (0,) * 4), ("south", (10,) * 3 + (0,) * 9), ("tiny", (7,))]
    for month in range(1, 5):
        clock.set(datetime(2026, month, 10, 9, tzinfo=UTC))
        with transaction():
            version = published_version(survey)
            assert version is not None
            kept = db.session.get_one(Survey, survey.id)
            forms = [
                ("en", [("nps", str(n), None), ("place", place, None), ("why", "high", f"{place} {month}")])
                for place, numbers in plan
                for n in numbers
                if place != "tiny" or month < 3
            ]
            service.keep_forms(kept, version, date(2026, month, 10), forms)
    clock.set(datetime(2026, 5, 10, 9, tzinfo=UTC))


def test_a_part_of_the_answers(context: object, clock: Clock) -> None:
    survey = make_split()
    fill(survey, clock)
    by = PeriodKind.MONTH
    found = split(survey.id, "place", NPS, by)
    assert len(found.shown) == 1  # beside two places the two answers of the tiny one would follow
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        version = published_version(kept)
        assert version is not None
        more = [("en", [("nps", "5", None), ("place", "east", None)])] * 6
        service.keep_forms(kept, version, date(2026, 4, 10), more)
    found = split(survey.id, "place", NPS, by)
    assert set(found.shown) == {"north", "south"}
    north = results_of(survey, by, Scope(by, ("place", "north")))
    assert (north.responses, north.leading and north.leading.n) == (48, 48)
    assert north.leading is not None and north.leading.score is not None
    assert north.leading.score.value == pytest.approx(100 * (32 - 16) / 48)
    assert not results_of(survey, by, Scope(by, ("place", "tiny"))).is_shown
    march = (date(2026, 3, 1), date(2026, 3, 1))
    both = results_of(survey, by, Scope(by, ("place", "north"), march))
    assert both.leading is not None and both.leading.n == 12
    rows = {row.value: row.direction for row in against_rest(found)}
    assert rows == {"north": "up", "south": "down"}


PAGES = ("", "/compare", "/times", "/drop-off", "/weights", "/sample-size")
FILES = ("/periods.csv", "/segments.csv", "/times.csv", "/drop-off.csv")


def test_the_pages_of_results(app: Flask, sign_in: SignIn, clock: Clock) -> None:
    with app.app_context():
        survey = make_split()
        fill(survey, clock)
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            version = published_version(kept)
            assert version is not None
            more = [("zh_Hans", [("nps", "5", None), ("place", "east:日%", None)])] * 40
            service.keep_forms(kept, version, date(2026, 4, 10), more)
        base = f"/surveys/{survey.id}/results"
    member = sign_in(login="member")
    member.get(base)
    for path in (*PAGES[1:], *FILES):
        assert member.client.get(base + path).status_code in (403, 404)
    chinese = sign_in(Role.ADMINISTRATOR, login="zhu", language="zh_Hans")
    chief = sign_in(Role.ADMINISTRATOR, login="chief")

    def read(query: str, *, status: int = 200) -> str:
        return chief.get(base + query, status=status).text

    for path in PAGES:
        chinese.get(base + path)
        read(path)
    assert "Only a part of the answers" in read("?segment=place:north&since=2026-03-01&until=2026-04-01")
    text = read("")
    assert "Completion rate 100%" in text
    assert "By segment: Repair visit" in text and "Higher" in text and "tiny" not in text
    read("?segment=place:%F0%9F%98%80&since=9999-99-99&until=x&split=nothing&by=hour")
    assert "Lower in south than in north" in read("/compare?a_segment=place:north&b_segment=place:south")
    overlapping = "a_since=2026-01-01&a_until=2026-03-01&b_since=2026-03-01&b_until=2026-04-01"
    assert "overlap" in read(f"/compare?{overlapping}")
    # Of themselves the last two finished months.
    assert "no shift of the mix shown" in read("/compare?by=month")
    assert "Weighted:" in read("/weights?share1=50&share2=30&share3=20")
    read("/weights?share1=many", status=422)
    assert "This goal needs" in read("/sample-size?by_how_much=5")
    read("/sample-size?by_how_much=5&way=relative", status=422)  # the NPS is below 10
    data = chief.client.get(f"{base}/segments.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert {row["value"] for row in rows if row["segment"] == "place"} == {"north", "south"}
    for path in FILES:
        assert chief.client.get(base + path).status_code == 200


def test_a_metric_is_fed_by_a_segment(context: object, clock: Clock) -> None:
    survey = make_split()
    fill(survey, clock)
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        version = published_version(kept)
        assert version is not None
        more = [("en", [("nps", "5", None), ("place", "east", None)])] * 6
        service.keep_forms(kept, version, date(2026, 4, 10), more)
    key = f"{survey.id}:nps:place:north"
    offer = feeds.offer(SYSTEM, key)
    assert offer is not None and offer.values["segment"] == "place:north"
    assert key in {one.key for one in feeds.offers(SYSTEM)}
    assert feeds.offer(SYSTEM, f"{survey.id}:nps:place:tiny") is None
    shown = split(survey.id, "place", NPS, PeriodKind.MONTH).series("north")
    read = feeds.read(key, PeriodKind.MONTH)
    assert [(one.period_start, one.value) for one in read] == [
        (start, round(found.value or 0, 6)) for start, found in shown if found is not None
    ]
    assert {one.value for one in read} <= {round(100 * 4 / 12, 6)}
    days = feeds.read(key, PeriodKind.DAY)
    assert {one.period_start.day for one in days} <= {10}
    assert feeds.read(f"{survey.id}:nps:place:tiny", PeriodKind.MONTH) == []

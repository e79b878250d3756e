"""Whatever is shown of a survey: the difference of two views, one within the other, is nobody or at least five."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from improve.core.db import db, transaction
from improve.core.periods import PeriodKind, between, last_day
from improve.core.policy import Actor, Role
from improve.surveys import service
from improve.surveys.models import Survey
from improve.surveys.queries.report import results_of
from improve.surveys.queries.surveys import published_version
from improve.surveys.segments import saving
from improve.surveys.segments.lines import line_of
from improve.surveys.segments.queries import Segment, split
from improve.surveys.segments.rules import saved_code
from improve.surveys.segments.times import by_weekday
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from tests.conftest import Clock
from tests.people import act, make_person
from tests.surveys.making import TITLE
from tests.surveys.test_segments import make_split

NPS = Spec("nps", Kind.NPS, TITLE)
FIRST = date(2026, 1, 26)  # a week that ends with its month on Sunday in February
Form = tuple[date, str, str]
"""Day, place, choice."""
Conditions = dict[str, frozenset[str]]
View = tuple[Conditions, date, date]
# Shrinking takes long here; the failing example is small anyway.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
EVER = (date.min, date.max)

# Most answers in a few heaps, so that there is something to show, and some single ones to find out.
HEAPS = st.lists(
    st.tuples(
        st.integers(0, 48), st.sampled_from("ab"), st.sampled_from("12"), st.sampled_from([1, 2, 5, 6, 9])
    ),
    min_size=3,
    max_size=16,
)
SAVED = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "place": st.sets(st.sampled_from("ab"), min_size=1),
            "choice": st.sets(st.sampled_from(["c1", "c2"]), min_size=1),
        },
    ).filter(bool),
    max_size=3,
)
MADE = [Segment("place", "Place", {"a": 9, "b": 9}), Segment("choice", "Choice", {"c1": 9, "c2": 9})]


def fill(survey: Survey, heaps: list[Any]) -> list[Form]:
    forms = [(FIRST + timedelta(days=d), p, f"c{c}") for d, p, c, n in heaps for _ in range(n)]
    with transaction():
        version = published_version(survey)
        assert version is not None
        kept = db.session.get_one(Survey, survey.id)
        for day in sorted({day for day, _p, _c in forms}):
            mine = [(p, c) for d, p, c in forms if d == day]
            given = [[("nps", "9", None), ("place", p, None), ("choice", c, None)] for p, c in mine]
            service.keep_forms(kept, version, day, [("en", one) for one in given])
    return forms


def views_of(survey: Survey, saved: dict[str, Conditions]) -> Iterator[View]:
    """All that pages, files, the API and metrics can show of the score."""
    for by in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.DAY):
        for code in (None, "place", "choice", *saved):
            found = split(survey.id, code, NPS, by)
            for value in (None, *found.shown):
                said = {} if value is None or code is None else saved.get(code, {code: frozenset((value,))})
                if found.numbers(value) is not None:
                    yield (said, *EVER)
                starts = between(by, min(found.totals), max(found.totals)) if found.totals else []
                runs = [
                    (a, b) for a in starts for b in starts if a <= b and (by is not PeriodKind.DAY or a == b)
                ]
                for first, last in runs:
                    if found.numbers(value, (first, last)) is not None:
                        yield said, first, last_day(by, last)
        if by in (PeriodKind.WEEK, PeriodKind.MONTH):
            heat = by_weekday(survey.id, NPS, by)
            for weekday, cells in heat.rows.items():
                for start, cell in zip(heat.starts, cells, strict=True):
                    if cell is not None:
                        yield {"weekday": frozenset(weekday)}, start, last_day(by, start)
            report = results_of(survey, by)
            for point in report.leading.trend if report.leading else ():
                if point.n is not None:
                    yield {}, point.start, last_day(by, point.start)


def fits(form: Form, view: View) -> bool:
    day, place, choice = form
    own = {"place": place, "choice": choice, "weekday": str(day.weekday())}
    return view[1] <= day <= view[2] and all(own[code] in values for code, values in view[0].items())


def is_within(one: View, other: View) -> bool:
    """Is everybody of one view in the other, by what both say?"""
    said = all(code in one[0] and one[0][code] <= values for code, values in other[0].items())
    return said and other[1] <= one[1] and one[2] <= other[2]


@pytest.fixture
def saver(context: object) -> Actor:
    return act(make_person("saver", roles=(Role.ADMINISTRATOR,)))


@pytest.mark.databases("sqlite")
@settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(HEAPS, SAVED)
def test_no_two_views_differ_by_fewer_than_five(
    saver: Actor, clock: Clock, heaps: list[Any], combinations: list[dict[str, set[str]]]
) -> None:
    clock.set(datetime(2026, 6, 1, tzinfo=UTC))
    survey = make_split()
    forms = fill(survey, heaps)
    saved: dict[str, Conditions] = {}
    for number, conditions in enumerate(combinations):
        parts = [f"{code}:{value}" for code, values in conditions.items() for value in sorted(values)]
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            row = saving.save(kept, saving.NewSegment(f"{number}", parts), MADE, by=saver)
            saved[saved_code(row.id)] = {code: frozenset(values) for code, values in conditions.items()}
    every = [
        (view, sum(1 << i for i, form in enumerate(forms) if fits(form, view)))
        for view in views_of(survey, saved)
    ]
    seen = {(tuple(sorted(view[0].items())), mask): view for view, mask in every}
    unique = [(view, mask) for (_said, mask), view in seen.items()]
    assert all(mask.bit_count() >= 5 for _view, mask in unique)
    for view, mask in unique:
        for other, more in unique:
            if mask & more == mask and mask != more and is_within(view, other):
                assert (more ^ mask).bit_count() >= 5, (view, other)


def test_a_week_that_lies_in_two_months(context: object) -> None:
    """The last full weeks of a month and the month: what lies between them are the days of a cut week."""
    week, cut, rest = date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 1)
    line = line_of({week: 9, cut: 2, rest: 8})
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert line.tells(*march) and line.tells(rest, date(2026, 4, 30))
    assert not line.tells(week, date(2026, 3, 29)) and not line.tells(cut, date(2026, 4, 5))
    assert line_of({week: 9, cut: 6, rest: 8}).tells(week, date(2026, 3, 29))
    assert line_of({week: 3}).is_closed

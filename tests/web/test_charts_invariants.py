"""Whatever goes in: well-formed, finite, inside the picture, no label on another."""

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.web.charts import (
    ChangeTexts,
    ControlTexts,
    Event,
    Group,
    Point,
    TrendTexts,
    change_bar,
    control_chart,
    distribution_bar,
    interval_dot,
    interval_scale,
    row_scale,
    score_trend,
    sparkline,
    unit_squares,
)
from tests.web.drawn import collisions, outside, pictures

numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-1000, 1000).map(float),
    st.floats(-1e-6, 1e-6),
)
maybe = st.none() | numbers
signals = st.sampled_from([None, None, "good", "bad", "neutral"])
names = st.text(max_size=40) | st.sampled_from(
    ["upper limit", "上限", "New booking system from 1 July", "每千行差错"]
)


def sound(markup):
    found = pictures(markup)
    for picture in found:
        assert outside(picture) == []
        shapes = [element.get(name, "") for element in picture.iter() for name in ("d", "points", "viewBox")]
        assert not [shape for shape in shapes if "n" in shape], "nan or inf"
    return found


@st.composite
def charts(draw):
    count = draw(st.integers(1, 60) | st.sampled_from([0, 1, 2, 400]))
    values = draw(st.lists(maybe, min_size=min(count, 60), max_size=min(count, 60)))
    points = [
        Point(index, values[index % 60], draw(signals) if index < 20 else None, unfinished=index == count - 1)
        for index in range(count)
    ]
    index = st.none() | st.integers(0, count)
    start = draw(index)
    levels = maybe | st.lists(maybe, min_size=count, max_size=count) if count <= 60 else maybe
    events = draw(st.lists(st.builds(Event, st.integers(0, count), names), max_size=8))
    texts = draw(
        st.builds(
            ControlTexts, title=names, desc=names, unit=names, center=names, after=names, upper=names,
            lower=names, target=names, start=names, point=names,
        )
    )  # fmt: skip
    return control_chart(
        points,
        texts=texts,
        center=draw(levels),
        lower=draw(levels),
        upper=draw(levels),
        start=start,
        settle=None if start is None else (start, start + draw(st.integers(0, 3))),
        after=draw(maybe),
        tone=draw(st.sampled_from([None, "good", "bad"])),
        target=draw(maybe),
        events=events,
    )


@settings(max_examples=150, deadline=None)
@given(charts())
def test_any_control_chart(markup):
    for picture in sound(markup)[:2]:
        assert collisions(picture) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(maybe, maybe, maybe, st.none() | st.integers(0, 10**6)), max_size=60),
    names,
    names,
    maybe,
)
def test_any_trend(rows, unit, start, target):
    texts = TrendTexts(title="t", unit=unit, start=start, target="goal")
    scores, lows, highs, ns = ([row[part] for row in rows] for part in range(4))
    markup = score_trend(
        range(len(rows)),
        scores,
        lows,
        highs,
        ns,
        texts=texts,
        start=len(rows) // 2,
        target=target,
        unfinished=True,
    )
    for picture in sound(markup)[:2]:
        assert collisions(picture) == []


@settings(max_examples=150, deadline=None)
@given(st.tuples(maybe, maybe, maybe), maybe, st.sampled_from(["up", "down"]), names, names)
def test_any_change(interval, useful, better, zero, zone):
    texts = ChangeTexts(title="t", zero=zero, useful=zone)
    for picture in sound(change_bar(*interval, useful_from=useful, better=better, texts=texts)):
        assert collisions(picture) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 10**6), min_size=1, max_size=11),
    st.lists(st.text(min_size=1, max_size=30), min_size=11, max_size=11),
    st.data(),
)
def test_any_distribution(counts, labels, data):
    cut = data.draw(st.integers(0, len(counts)))
    groups = [Group("Detractors", cut, "dark"), Group("Promoters", len(counts) - cut, "accent")]
    groups = [group for group in groups if group.size]
    for picture in sound(distribution_bar(counts, groups, title="t", labels=labels[: len(counts)])):
        assert collisions(picture) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(maybe, maybe, maybe, maybe), min_size=1, max_size=10))
def test_any_ranking(rows):
    scale = row_scale([value for row in rows for value in row])
    (head,) = sound(interval_scale(scale))
    assert collisions(head) == []
    for estimate, low, high, raw in rows:
        sound(interval_dot(estimate, low, high, scale, raw=raw, zone=(0, 10), label="x"))


@settings(max_examples=100, deadline=None)
@given(st.lists(maybe, max_size=400), maybe, maybe, maybe, signals)
def test_any_sparkline(values, center, lower, upper, signal):
    sound(sparkline(values, label="x", center=center, lower=lower, upper=upper, signal=signal))


@pytest.mark.parametrize(("count", "largest"), list(product([0, 1, 24, 25, 10**6], [None, 10**7])))
def test_any_number_of_squares(count, largest):
    sound(unit_squares(count, "good", largest=largest))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_drawn_as_missing(value):
    markup = control_chart(
        [Point("a", 1), Point("b", value), Point("c", 2)],
        texts=ControlTexts(title="t"),
        center=value,
        upper=[value, 3, 4],
    )
    sound(markup)
    assert pictures(markup)[0].findall("*[@class='gap']")

"""Where labels and ticks go: estimated widths, labels moved apart, labels left out, round numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.web.charts.labels import inside, spread, thin
from improve.web.charts.numbers import clean, plain_number, signed
from improve.web.charts.scale import Scale, nice_ticks
from improve.web.charts.text import fit, join, width, wrap


@pytest.mark.parametrize(
    ("text", "least", "most"), [("上限", 28, 28), ("54.3上限", 57, 64), ("upper limit", 70, 85), ("", 0, 0)]
)
def test_width_of_a_text(text, least, most):
    assert least <= width(text) <= most


@given(st.text(), st.floats(1, 400))
def test_what_is_cut_fits_and_says_so(text, room):
    cut = fit(text, room)
    assert width(cut) <= room
    assert cut in (text, "") or cut.endswith("…")


@given(st.text(), st.floats(20, 200))
def test_wrapped_lines_fit(text, room):
    lines = wrap(text, room)
    assert 1 <= len(lines) <= 2
    assert all(width(line) <= room for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("very dissatisfied", ("very", "dissatisfied")),
        ("非常不满意，很失望", ("非常不满意，", "很失望")),
        ("short", ("short",)),
    ],
)
def test_text_breaks_at_spaces_and_between_chinese_characters(text, lines):
    assert wrap(text, 90) == lines


def test_a_figure_and_its_name():
    assert join("54.3", "upper limit") == "54.3 upper limit"
    assert join("54.3", "上限") == "54.3上限"
    assert join("54.3", "") == "54.3"


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=12))
def test_labels_are_moved_apart_and_kept_in_order(wanted):
    centers = spread(wanted, [18.0] * len(wanted), 0, 300)
    assert all(9 - 1e-6 <= center <= 291 + 1e-6 for center in centers)
    ordered = [center for _, center in sorted(zip(wanted, centers, strict=True))]
    assert all(b - a >= 18 - 1e-6 for a, b in pairwise(sorted(ordered)))


def test_labels_with_room_stay_where_they_want_to_be():
    assert spread([40, 10, 200], [18, 18, 18], 0, 300) == [40, 10, 200]
    assert spread([50, 50], [18, 18], 0, 300) == [41, 59]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=400), st.floats(1, 80))
def test_labels_of_an_axis_never_touch(names, pitch):
    places = [12 + index * pitch for index in range(len(names))]
    texts = [f"{name} Feb" for name in names]
    sizes = [width(text) for text in texts]
    room = places[-1] + 12
    shown = thin(places, texts, sizes, most=8, gap=14, room=room)
    lefts = [(inside(places[index], sizes[index], room), sizes[index]) for index in shown]
    assert all(left + size + 14 <= following for (left, size), (following, _) in pairwise(lefts))
    assert shown


@pytest.mark.parametrize(
    ("amount", "pitch", "shown"),
    [(5, 100, [0, 1, 2, 3, 4]), (26, 28, [0, 5, 10, 15, 20, 25]), (14, 50, [1, 3, 5, 7, 9, 11, 13])],
)
def test_labels_are_left_out_at_even_steps(amount, pitch, shown):
    places = [30 + index * pitch for index in range(amount)]
    texts = [f"W{index}" for index in range(amount)]
    assert thin(places, texts, [48.0] * amount, most=8, gap=14, room=30 + places[-1]) == shown


@pytest.mark.parametrize(
    ("values", "most", "ticks"),
    [
        ([36.3, 54.3], 6, (35, 40, 45, 50, 55)),
        ([36.3, 54.3], 4, (35, 40, 45, 50, 55)),
        ([0, 100], 6, (0, 20, 40, 60, 80, 100)),
        ([-9.1, 0], 6, (-10, -8, -6, -4, -2, 0)),
        ([0.31, 0.42], 4, (0.30, 0.35, 0.40, 0.45)),
        ([7, 7], 4, (6, 6.5, 7, 7.5, 8)),
        ([0, 0], 4, (0, 0.5, 1)),
    ],
)
def test_ticks_are_round(values, most, ticks):
    assert nice_ticks(values, most).values == pytest.approx(ticks)


finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@given(st.lists(finite, min_size=1), st.integers(2, 8))
def test_ticks_enclose_all_values(values, most):
    ticks = nice_ticks(values, most)
    slack = 1e-6 * (ticks.high - ticks.low)
    assert 2 <= len(ticks.values) <= most + 1
    assert ticks.low - slack <= min(values) <= max(values) <= ticks.high + slack
    assert all(a < b for a, b in pairwise(ticks.values))


@given(finite, finite, finite)
def test_a_scale_stays_within_its_ends(low, high, value):
    assert 10 <= Scale(low, high, 10, 90)(value) <= 90


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1,234.5"),
        (-3, 0, "−3"),
        (0, 2, "0"),
        (1.2e300, 0, "1.2e300"),
        (-2e-9, 10, "−2e−9"),
        (1e9, 0, "1e9"),
    ],
)
def test_numbers_without_a_formatter(value, decimals, text):
    assert plain_number(value, decimals) == text


def test_changes_carry_their_sign():
    assert [signed(plain_number)(value, 0) for value in (-2.0, 0.0, 2.0)] == ["−2", "0", "+2"]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf"), 10**400])
def test_what_is_no_number_is_missing(value):
    assert clean(value) is None

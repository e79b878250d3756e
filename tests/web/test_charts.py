"""What a control chart shows, to the eye and to a screen reader."""

import re
from datetime import date, timedelta

import pytest
from markupsafe import Markup

from improve.web.charts import (
    ControlTexts,
    Event,
    Point,
    control_chart,
)
from tests.web.drawn import box_of, collisions, css, marked, outside, pictures, texts

WAITING = [
    46.7,
    45.9,
    48.5,
    46.7,
    44.5,
    47.5,
    50.7,
    49.5,
    43.9,
    42.0,
    44.2,
    46.4,
    38.4,
    45.6,
    42.1,
    43.8,
    44.4,
    45.2,
]
AFTER = [44.8, 43.1, 41.8, 39.5, 37.0, 36.5, 37.9, 39.8, 36.3, 38.6]
ENGLISH = ControlTexts(
    title="Waiting time fell after 3 August",
    desc="18 weeks before, average 45.9; 8 weeks after, average 38.9.",
    unit="min",
    center="before",
    after="after",
    upper="upper limit",
    lower="lower limit",
    limits="natural limits",
    target="goal",
    start="Start 3 Aug",
    point="one week",
    favorable="favorable signal",
    unfavorable="unfavorable signal",
    settle="settling in, not counted",
    unfinished="week not over yet",
    gap="no reading",
)
CHINESE = ControlTexts(
    title="等待时间在8月3日之后下降",
    desc="之前18周，平均45.9；之后8周，平均38.9。",
    unit="分钟",
    center="之前",
    after="之后",
    upper="上限",
    lower="下限",
    target="目标",
    start="8月3日开始",
)


def week(index):
    return date(2026, 2, 16) + timedelta(weeks=index)


def series(values=(*WAITING, *AFTER), signals=None):
    return [Point(week(i), value, (signals or {}).get(i)) for i, value in enumerate(values)]


def verdict_chart(chart_texts=ENGLISH, **changes):
    given = {
        "center": 45.9,
        "lower": 37.5,
        "upper": 54.3,
        "start": 18,
        "settle": (18, 19),
        "after": 38.9,
        "tone": "good",
        "period": lambda day: f"{day.day}.{day.month}.",
    }
    points = changes.pop("points", None) or series(signals=dict.fromkeys(range(20, 28), "good"))
    return control_chart(points, texts=chart_texts, **(given | changes))


@pytest.mark.parametrize("chart_texts", [ENGLISH, CHINESE])
def test_a_control_chart_comes_wide_and_narrow_and_each_is_named(chart_texts):
    wide, narrow, *marks = pictures(verdict_chart(chart_texts))
    assert (css(wide), box_of(wide)) == (["ch", "wid"], (900, 360))
    assert (css(narrow), box_of(narrow)) == (["ch", "nar"], (358, 300))
    for picture in (wide, narrow):
        title, desc = picture.find("title"), picture.find("desc")
        assert (title.text, desc.text) == (chart_texts.title, chart_texts.desc)
        assert picture.get("role") == "img"
        assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert all(mark.get("aria-hidden") == "true" for mark in marks)


def test_ids_are_unique_on_a_page_and_follow_the_given_one():
    page = verdict_chart() + verdict_chart(after=40) + verdict_chart(id="dock")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 12
    assert {"dock-w-t", "dock-w-d", "dock-n-t", "dock-n-d"} < set(ids)


def test_no_drawing_carries_a_color_or_a_style():
    drawn = verdict_chart(target=40, events=[Event(3, "x")])
    assert not re.search(r"\b(style|fill|stroke)[\w-]*=", drawn)


def test_lines_are_named_at_their_right_end_and_nothing_collides():
    wide, narrow = pictures(verdict_chart(target=40))[:2]
    assert {"54.3 upper limit", "45.9 before", "40.0 goal", "38.9 after", "37.5 lower limit"} <= set(
        texts(wide)
    )
    assert {"54.3", "45.9", "40.0", "38.9", "37.5"} <= set(texts(narrow))
    assert collisions(wide) == collisions(narrow) == []
    assert outside(wide) == outside(narrow) == []


def test_chinese_names_stand_at_the_lines_of_the_narrow_drawing_too():
    narrow = pictures(verdict_chart(CHINESE, target=40))[1]
    assert {"54.3上限", "45.9之前", "38.9之后", "40.0目标", "37.5下限"} <= set(texts(narrow))
    assert collisions(narrow) == []


def test_a_phone_is_told_the_names_of_lines_that_found_no_room():
    drawn = str(verdict_chart(target=40))
    for name in ("before", "after", "natural limits", "goal"):
        assert re.search(rf'<li class="nar"><svg.*?</svg>{name}</li>', drawn)
    assert 'class="nar"' not in verdict_chart(CHINESE, target=40)


def test_equal_levels_get_labels_of_their_own_with_a_stroke_leading_there():
    wide = pictures(verdict_chart(center=45, upper=45.1, lower=44.9, after=45, target=45))[0]
    assert collisions(wide) == []
    assert len(marked(wide, "lead")) >= 3


def test_signals_are_diamonds_and_the_rest_circles():
    wide = pictures(verdict_chart(points=series(signals={20: "good", 21: "bad", 22: "neutral"})))[0]
    points = marked(wide, "pt")
    assert [point.tag for point in points].count("circle") == len(WAITING) + len(AFTER) - 3
    assert [css(point)[-1] for point in points if point.tag == "path"] == ["pg", "pb", "pn"]
    favorable, unfavorable, _ = (point.get("d") for point in points if point.tag == "path")
    assert (favorable.count("M"), unfavorable.count("M")) == (1, 2), "an unfavorable signal has a hole"


def test_the_key_names_only_what_is_shown():
    plain = control_chart(series(), texts=ENGLISH, center=45)
    assert "one week" in plain
    for text in ("favorable", "settling", "week not over", "no reading"):
        assert text not in plain
    points = [*series(signals={3: "bad"})[:-1], Point(week(27), 40, unfinished=True)]
    points[5] = Point(week(5), None)
    full = verdict_chart(points=points)
    for text in ("unfavorable signal", "settling in", "week not over", "no reading"):
        assert text in full


@pytest.mark.parametrize(
    ("tone", "line", "label"), [("good", "ag", "good"), ("bad", "ab", "bad"), (None, "aft", "k")]
)
def test_the_mean_after_is_colored_by_the_verdict_only(tone, line, label):
    wide = pictures(verdict_chart(tone=tone))[0]
    (after,) = marked(wide, "aft")
    assert css(after)[-1] == line
    (named,) = [element for element in wide.iter("text") if element.text == "38.9 after"]
    assert css(named) == [label]


def test_the_mean_before_is_solid_on_the_baseline_and_dotted_where_it_is_carried_on():
    solid, dotted = marked(pictures(verdict_chart())[0], "cl")
    assert ("lim2" in css(solid), "lim2" in css(dotted)) == (False, True)
    (start,) = marked(pictures(verdict_chart())[0], "start")
    assert solid.get("d").endswith(f"H{start.get('x1')}")
    assert dotted.get("d").startswith(f"M{start.get('x1')} ")


def test_settling_in_reaches_from_the_start_to_the_mean_after():
    wide = pictures(verdict_chart())[0]
    (settle,), (start,), (after,) = (marked(wide, name) for name in ("settle", "start", "aft"))
    assert settle.get("x") == start.get("x1")
    assert float(settle.get("x")) + float(settle.get("width")) == pytest.approx(
        float(after.get("x1")), abs=0.11
    )


def test_limits_step_where_they_vary_and_end_where_there_are_none():
    wide = pictures(
        control_chart(
            series([5, 6, 7, 6, 5]), texts=ENGLISH, lower=[None, None, 1, 1, 2], upper=[9, 9, 8, None, 9]
        )
    )[0]
    upper, lower = (element.get("d") for element in marked(wide, "lim"))
    assert (upper.count("M"), upper.count("V")) == (2, 1)
    assert (lower.count("M"), lower.count("V"), lower.count("H")) == (1, 1, 2)


def test_a_clipped_limit_is_neither_drawn_nor_named():
    wide = pictures(control_chart(series([1, 2, 3]), texts=ENGLISH, center=2, upper=5, lower=None))[0]
    assert len(marked(wide, "lim")) == 1
    assert not [text for text in texts(wide) if "lower" in text]


def test_a_missing_period_opens_the_line_and_is_marked_on_the_axis():
    wide = pictures(control_chart(series([5, 6, None, None, 7, 8, 9]), texts=ENGLISH))[0]
    assert len(marked(wide, "gap")) == 1
    assert [len(line.get("points").split()) for line in marked(wide, "ln")] == [2, 3]


def test_an_unfinished_period_is_hollow_and_joined_by_a_dashed_line():
    wide = pictures(control_chart([*series([5, 6]), Point(week(2), 7, unfinished=True)], texts=ENGLISH))[0]
    assert [css(line) for line in marked(wide, "ln")] == [["ln"], ["ln", "lnu"]]
    assert css(marked(wide, "pt")[-1]) == ["pt", "pu"]


def test_other_changes_are_numbered_in_the_drawing_and_named_in_the_key():
    events = [Event(3, "slots at dock 1"), Event(4, "two temporary staff"), Event(18, "new price list")]
    drawn = verdict_chart(events=events)
    for picture in pictures(drawn)[:2]:
        assert [text for text in texts(picture) if text in {"1", "2", "3"}] == ["1", "2", "3"]
        assert collisions(picture) == []
    assert re.findall(r"</svg>(\w[^<]*)</li>", drawn)[-3:] == [event.text for event in events]


def test_a_long_unit_and_a_long_name_of_the_change_get_two_lines():
    long = ControlTexts(
        title="x", unit="errors per 1,000 lines picked", start="New hand scanners from 22 June"
    )
    for picture in pictures(control_chart(series(), texts=long, start=9))[:2]:
        assert {long.unit, long.start} <= set(texts(picture)), "neither is cut"
        assert collisions(picture) == []


def test_one_drawing_can_be_had_alone():
    assert [css(picture) for picture in pictures(verdict_chart(only="wide"))] == [["ch", "wid"]]
    assert [css(picture) for picture in pictures(verdict_chart(only="narrow"))] == [["ch", "nar"]]


def test_texts_are_escaped():
    drawn = control_chart(series([1]), texts=ControlTexts(title='<b>"a" & b</b>', unit="<min>", point="<i>"))
    assert isinstance(drawn, Markup)
    assert pictures(drawn)[0].find("title").text == '<b>"a" & b</b>'
    assert "<min>" not in drawn
    assert "<i>" not in drawn


def test_lists_of_another_length_are_refused():
    with pytest.raises(ValueError, match="2 values for 3 points"):
        control_chart(series([1, 2, 3]), texts=ENGLISH, upper=[9, 9])


def test_numbers_are_written_by_the_caller_and_keep_a_real_minus():
    german = lambda value, decimals: f"{value:.{decimals}f}".replace(".", ",")  # noqa: E731
    wide = pictures(control_chart(series([-3.5, 2.5]), texts=ENGLISH, center=-0.5, number=german))[0]
    assert {"−4", "0", "−0,5 before"} <= set(texts(wide))
    assert not [text for text in texts(wide) if text.startswith("-")]

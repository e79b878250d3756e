"""What the drawings that compare show: changes, distributions, trends, rows of a ranking, marks in lists."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from improve.web import charts
from improve.web.charts import (
    ChangeTexts,
    Group,
    TrendTexts,
    change_bar,
    distribution_bar,
    interval_dot,
    interval_scale,
    key_mark,
    light_tokens,
    progress_dots,
    row_scale,
    score_trend,
    sparkline,
    standalone,
    track,
    unit_squares,
)
from tests.web.drawn import box_of, classes, collisions, css, marked, outside, pictures, texts


def change(low=-9.1, high=-4.9, difference=-7.0, useful=5, better="down", **changes):
    words = ChangeTexts(
        title="Change −7.0 minutes",
        desc="All below zero.",
        zero="no change",
        useful="5 min less or better: useful",
    )
    return change_bar(low, high, difference, useful_from=useful, better=better, texts=words, **changes)


def test_the_change_bar_shows_interval_zero_and_useful_zone():
    for picture in pictures(change(tone="good")):
        (zone,), (zero,) = marked(picture, "useful"), marked(picture, "cl")
        interval, low, high = marked(picture, "ivg")
        assert (
            float(interval.get("x1"))
            == float(low.get("x1"))
            < float(interval.get("x2"))
            == float(high.get("x1"))
        )
        zone_end = float(zone.get("x")) + float(zone.get("width"))
        assert float(interval.get("x1")) < zone_end < float(interval.get("x2")) < float(zero.get("x1"))
        assert "no change" in texts(picture)
        assert {"−10", "0", "+2"} <= set(texts(picture))
        assert collisions(picture) == []


def test_the_useful_zone_lies_on_the_better_side():
    (zone,), (zero,) = (
        marked(pictures(change(2.5, 17.4, 9.9, 5, "up"))[0], name) for name in ("useful", "cl")
    )
    assert float(zone.get("x")) > float(zero.get("x1"))


@pytest.mark.parametrize(("tone", "line"), [("good", "ivg"), ("bad", "ivb"), (None, "ivn")])
def test_the_interval_is_colored_by_the_verdict_only(tone, line):
    assert line in classes(pictures(change(tone=tone))[0])


def test_a_change_bar_without_zone_or_interval():
    drawn = pictures(change(None, None, 3, None))[0]
    assert {"useful", "ivn"}.isdisjoint(classes(drawn))
    assert "dot" in classes(drawn)


COUNTS = [14, 6, 9, 12, 15, 27, 35, 96, 145, 188, 231]
NPS_GROUPS = [Group("Detractors", 7, "dark"), Group("Passives", 2, "plain"), Group("Promoters", 2, "accent")]


def nps(counts=COUNTS, **changes):
    return distribution_bar(
        counts, NPS_GROUPS, title="More than half answer 9 or 10", desc="0: 14, …", **changes
    )


def test_a_distribution_names_its_groups_with_count_and_share():
    for picture in pictures(nps()):
        shown = texts(picture)
        assert {str(count) for count in COUNTS} <= set(shown)
        for text in ("Detractors", "118 · 15%", "Passives", "241 · 31%", "Promoters", "419 · 54%", "0", "10"):
            assert text in shown
        assert [classes(picture, "rect").count(css_class) for css_class in ("b1", "b2", "b3")] == [7, 2, 2]
        assert collisions(picture) == []
        assert outside(picture) == []


def test_columns_where_they_fit_else_bars_with_the_highest_answer_on_top():
    wide, narrow = pictures(nps())
    columns, bars = (list(picture.iter("rect")) for picture in (wide, narrow))
    assert len({bar.get("width") for bar in columns}) == 1
    assert len({bar.get("height") for bar in bars}) == 1
    highest = max(bars, key=lambda bar: float(bar.get("width")))
    assert float(highest.get("y")) == min(float(bar.get("y")) for bar in bars)
    crowded = pictures(nps([count * 1000 for count in COUNTS]))[0]
    assert len({bar.get("height") for bar in crowded.iter("rect")}) == 1
    assert collisions(crowded) == []


def test_words_as_answers_are_kept_whole():
    words = ["very dissatisfied", "dissatisfied", "neither nor", "satisfied", "very satisfied"]
    groups = [Group("Dissatisfied", 2, "dark"), Group("Neutral", 1, "plain"), Group("Satisfied", 2, "accent")]
    for picture in pictures(distribution_bar([22, 31, 80, 260, 301], groups, title="CSAT", labels=words)):
        assert {"561 · 81%", "80 · 12%", "53 · 8%"} <= set(texts(picture))
        assert " ".join(word for word in texts(picture)).count("dissatisfied") == 2
        assert not [text for text in texts(picture) if "…" in text]
        assert collisions(picture) == []


def test_a_hidden_count_hides_what_it_could_be_computed_from():
    for picture in pictures(nps([14, None, *COUNTS[2:]], hidden="<5")):
        shown = texts(picture)
        assert "<5" in shown
        assert "419" in shown, "the count of a group that is known"
        assert "Detractors" in shown
        assert not [text for text in shown if "%" in text or text.startswith("112")]


def test_groups_have_to_cover_the_scale():
    with pytest.raises(ValueError, match="groups of 11 answers for a scale of 10"):
        nps(COUNTS[:10])


def test_nobody_answered():
    for picture in pictures(nps([0] * 11)):
        assert list(picture.iter("rect")) == []
        assert not [text for text in texts(picture) if "%" in text]


def trend(
    scores=(31, 26, None, 33), lows=(22, 17, 1, 24), highs=(40, 35, 99, 42), ns=(120, 130, 7, 110), **changes
):
    words = TrendTexts(
        title="The score",
        desc="d",
        unit="NPS",
        target="goal",
        interval="95% interval",
        gap="fewer than 10 answers: not shown",
        unfinished="month not over yet",
    )
    months = ["Jan", "Feb", "Mar", "Apr"]
    return score_trend(months, scores, lows, highs, ns, texts=words, count=lambda n: f"n {n}", **changes)


def test_a_trend_shows_intervals_and_answers():
    for picture in pictures(trend(target=45))[:2]:
        assert len(marked(picture, "wh")) == 3 * 3
        assert {"Jan", "Apr", "n 120", "n 110", "45 goal"} <= set(texts(picture))
        assert collisions(picture) == []


def test_a_suppressed_score_leaves_no_trace_of_its_numbers():
    drawn = trend()
    for picture in pictures(drawn)[:2]:
        assert len(marked(picture, "gap")) == 1
        assert len(marked(picture, "pt")) == 3
        assert {"n 7", "100"}.isdisjoint(texts(picture)), (
            "neither its answers nor its bounds stretch the axis"
        )
    assert "fewer than 10 answers: not shown" in drawn


def test_a_running_month_is_hollow():
    drawn = trend(unfinished=True)
    assert css(marked(pictures(drawn)[0], "pt")[-1]) == ["pt", "pu"]
    assert "month not over yet" in drawn


def test_rows_share_a_scale_with_its_numbers_in_the_head():
    scale = row_scale([81, 73, 89, 80, 52, 36, 56, 47])
    (row,) = pictures(
        interval_dot(81, 73, 89, scale, raw=80, zone=(61, 72), label="estimate 81, interval 73 to 89")
    )
    (head,) = pictures(interval_scale(scale))
    lines = [float(line.get("x1")) for line in marked(row, "grid")]
    numbers = {text.text: float(text.get("x")) for text in head.iter("text")}
    assert list(numbers) == ["20", "40", "60", "80", "100"]
    assert list(numbers.values()) == lines
    (estimate,), (raw,), (zone,) = (marked(row, name) for name in ("dot", "pt", "zone"))
    assert lines[3] < float(estimate.get("cx")) < lines[4]
    assert float(raw.get("cx")) == lines[3]
    assert float(zone.get("x")) > lines[2]
    assert row.get("aria-label") == "estimate 81, interval 73 to 89"
    assert head.get("aria-hidden") == "true"


def test_an_idea_without_scores_has_a_row_without_a_dot():
    (row,) = pictures(interval_dot(None, None, None, row_scale([0, 100]), label="not scored"))
    assert set(classes(row)) == {"ch", "fix", "grid"}


@pytest.mark.parametrize("count", [0, 1, 9, 24])
def test_squares_count(count):
    (drawn,) = pictures(unit_squares(count, "good"))
    assert classes(drawn, "rect") == ["v-good"] * count
    assert drawn.get("aria-hidden") == "true"


def test_many_are_drawn_to_scale():
    (half,), (whole,) = (pictures(unit_squares(n, "none", largest=90)) for n in (45, 90))
    (short,), (long) = half.iter("rect"), next(whole.iter("rect"))
    assert float(short.get("width")) * 2 == pytest.approx(float(long.get("width")), abs=0.2)


@pytest.mark.parametrize(
    ("step", "ended", "dots"),
    [(1, False, "cffff"), (4, False, "dddcf"), (6, False, "ddddd"), (3, True, "ddfff")],
)
def test_a_track_shows_where_an_idea_stands(step, ended, dots):
    (drawn,) = pictures(track(step, ended=ended, label="Step"))
    assert "".join(classes(drawn, "circle")) == dots
    assert drawn.get("aria-label") == "Step"
    assert box_of(drawn) == (92, 12)


def test_progress_is_dots_while_they_can_be_counted():
    (drawn,) = pictures(progress_dots(12, 18))
    assert classes(drawn, "circle") == ["dot"] * 12 + ["pt"] * 6
    (bar,) = pictures(progress_dots(12, 48))
    whole, done = (float(part.get("width")) for part in bar.iter("rect"))
    assert done / whole == pytest.approx(0.25)


def test_a_sparkline_ends_in_its_last_value():
    (drawn,) = pictures(sparkline([3, 4, None, 6, 5], label="5 min", center=4, lower=2, upper=6))
    assert len(list(drawn.iter("polyline"))) == 2
    assert classes(drawn, "circle") == ["dot"]
    (signal,) = pictures(sparkline([3, 4, 9], label="9 min", signal="bad"))
    assert classes(signal, "path") == ["pt", "pb"]


@pytest.mark.parametrize(
    "mark", ["point", "good", "bad", "settle", "gap", "limit", "target", "interval", "raw", "zone"]
)
def test_marks_of_a_key_stay_inside_their_square(mark):
    (drawn,) = pictures(key_mark(mark))
    assert outside(drawn) == []
    assert drawn.get("aria-hidden") == "true"


def test_a_drawing_for_a_document_brings_its_colors():
    css_file = Path(charts.__file__).parents[2] / "static" / "css" / "charts.css"
    tokens = light_tokens(":root{--ink:#111;--ink-2:#222}[data-bs-theme=dark]{--ink:#eee}")
    assert tokens == {"--ink": "#111", "--ink-2": "#222"}
    every = dict.fromkeys(re.findall(r"var\((--[\w-]+)\)", css_file.read_text("utf-8")), "#123")
    drawn = standalone(change(only="wide"), charts_css=css_file.read_text("utf-8"), tokens=every | tokens)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert ".ch text{fill:#222}" in drawn
    assert "var(" not in drawn


def test_every_class_that_is_drawn_has_a_rule():
    css_file = Path(charts.__file__).parents[2] / "static" / "css" / "charts.css"
    rules = set(re.findall(r"\.([a-z][\w-]*)", css_file.read_text("utf-8")))
    drawn = [
        change(tone="good"),
        change(tone="bad"),
        nps(),
        trend(target=45, start=1, unfinished=True),
        unit_squares(3, "few"),
        track(2),
        progress_dots(1, 2),
        progress_dots(1, 99),
        sparkline([1, 2, 3], label="x", center=1, lower=0, signal="good"),
    ]
    used = {name for markup in drawn for picture in pictures(markup) for name in classes(picture)}
    # A future step and the frame of a track are styled by their element.
    assert used - rules - {"f"} == set()

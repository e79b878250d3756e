"""Showing where a text was found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from improve.suggestions.marking import excerpt_around, marked, places


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("夜班拣货区", "拣货", "夜班<mark>拣货</mark>区"),
        ("拣货拣货单", "拣货", "<mark>拣货拣货</mark>单"),
        ("Forklift and fork", "FORK", "<mark>Fork</mark>lift and <mark>fork</mark>"),
        ("pitchfork", "fork", "pitchfork"),
        ("ＡＢＣ线", "abc", "<mark>ＡＢＣ</mark>线"),
        ("Straße 5", "strasse", "<mark>Straße</mark> 5"),
        ("a<b>&c", "b", "a&lt;<mark>b</mark>&gt;&amp;c"),
        ("nothing", "", "nothing"),
        ("nothing", "!?", "nothing"),
        ("投诉电话", "投诉 电话", "<mark>投诉电话</mark>"),
    ],
)
def test_marks(text: str, query: str, html: str) -> None:
    assert str(marked(text, query)) == html


@given(st.text(max_size=80), st.text(max_size=10))
def test_marking_adds_marks_and_nothing_else(text: str, query: str) -> None:
    plain = str(marked(text, query)).replace("<mark>", "").replace("</mark>", "")
    assert plain == str(escape(text))
    found = places(text, query)
    assert all(0 <= start < stop <= len(text) for start, stop in found)
    assert all(first[1] < second[0] for first, second in pairwise(found))


def test_an_excerpt_shows_the_place_that_was_found() -> None:
    text = "开头没有什么内容。" * 30 + "这里有噪音扰民的问题，" + "后面也没有什么内容。" * 30
    shown = excerpt_around(text, "噪音", 60)
    assert shown.startswith("…")
    assert "噪音" in shown
    assert len(shown) <= 61
    assert excerpt_around(text, "没有这个", 60).startswith("开头")
    english = excerpt_around("word " * 50 + "needle in the haystack " + "word " * 50, "needle", 60)
    assert english.startswith("…word")
    assert "needle" in english

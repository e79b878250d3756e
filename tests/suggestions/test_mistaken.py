"""Wrong Chinese characters are read as what was meant; right ones are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.suggestions.similar.mistaken import FILE, LOOKS, SAME_SOUND, alike, grams, righted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("通情车绕路", "通勤车绕路"),  # in and ing
        ("线上审比", "线上审批"),  # near in writing
    ],
)
def test_a_character_that_makes_no_word_is_read_as_one_that_does(typed: str, meant: str) -> None:
    assert righted(typed) == meant


@pytest.mark.parametrize("right", ["叉车充电区加照明", "每周三下午开会", "的了吗", "托盘", "托", ""])
def test_what_makes_words_stays(right: str) -> None:
    assert righted(right) == right


@pytest.mark.parametrize(
    ("typed", "meant"), [("食堂才单提前公布", "食堂菜单提前公布"), ("叉车充店区", "叉车充电区")]
)
def test_a_usual_character_is_taken_for_wrong_only_where_ideas_say_so(typed: str, meant: str) -> None:
    assert righted(typed) == typed
    assert righted(typed, grams(iter([meant]))) == meant


def test_the_ideas_at_hand_speak_louder_than_the_thesaurus() -> None:
    there = grams(iter(["冷柜门条破了"]))
    assert righted("冷柜门条坡了", there) == "冷柜门条破了"
    assert righted("冷柜门条坡了", grams(iter(["冷柜门条坡了"]))) == "冷柜门条坡了"


def test_sounds_and_looks_are_told_apart() -> None:
    assert alike("才")["菜"] == alike("鸡")["机"] == SAME_SOUND
    assert alike("未")["末"] == LOOKS
    assert "才" not in alike("才")
    assert alike("x") == {}


def test_grams_are_the_neighbors_in_each_text() -> None:
    assert grams(iter(["冷柜门", "条"])) == {"冷柜", "柜门", "冷柜门"}


@given(st.text(alphabet="叉车充店电区食堂才菜单夜叶班的了一洗衣鸡机", max_size=12))
def test_reading_changes_no_length_and_only_to_what_is_alike(text: str) -> None:
    read = righted(text)
    assert len(read) == len(text)
    assert all(new == old or new in alike(old) for new, old in zip(read, text, strict=True))


def test_each_line_of_the_table_is_one_key_and_its_characters() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] not in "#="]
    assert len(lines) > 3_000
    for line in lines:
        key, characters = line.split(" ")
        assert key.isalpha() and len(set(characters)) == len(characters) > 0

"""Texts that wait for their reader: stored, restored, in whatever language."""

from __future__ import annotations

import json
from datetime import date

import pytest

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _ln, _pl
from improve.web.i18n import speaking

NAME = Localized(zh_Hans="叉车", en="Forklift")


@pytest.mark.parametrize(
    "text",
    [
        _l("Home"),
        _l("by %(day)s", day="Friday"),
        _ln("%(n)s award for results", "%(n)s awards for results", 3),
        _pl("certificate", "Seal"),
        _l("Bring in: %(what)s", what=_l("Home")),
        _l("Bring in: %(what)s", what=NAME),
        _l("by %(day)s", day=date(2026, 12, 1)),
    ],
)
def test_a_text_survives_its_column(text: LazyText) -> None:
    again = LazyText.from_json(json.loads(json.dumps(text.to_json())))
    assert again == text
    assert str(again) == str(text)


def test_names_in_several_languages_stay_so(app: object) -> None:
    stored = _l("Bring in: %(what)s", what=NAME).to_json()
    restored = LazyText.from_json(stored)
    assert restored.params["what"] == NAME
    assert restored.params["what"].text("en") == "Forklift"


def test_a_day_is_written_as_its_reader_writes_days(context: object) -> None:
    stored = _l("by %(day)s", day=date(2026, 12, 1)).to_json()
    shown = {}
    for language in ("en", "zh_Hans"):
        with speaking(language):
            shown[language] = str(LazyText.from_json(stored))
    assert "1 December 2026" in shown["en"]
    assert "2026年12月1日" in shown["zh_Hans"]


def test_percent_signs_are_only_escaped_where_something_is_filled_in() -> None:
    assert str(_l("100% of it")) == "100% of it"
    assert str(_l("%(share)s of 100%%", share="3")) == "3 of 100%"


@pytest.mark.databases("sqlite")
def test_a_count_is_written_as_its_reader_writes_numbers(context: object) -> None:
    found = _ln("%(n)s answer", "%(n)s answers", 1_234_567)
    formatted = _ln("%(n)s answer", "%(n)s answers", 1_234, n="1,234")
    again = LazyText.from_json(json.loads(json.dumps(found.to_json())))
    for language, words in (("en", "1,234,567 answers"), ("zh_Hans", "1,234,567份回答")):
        with speaking(language):
            assert str(found) == str(again) == words
            assert str(formatted).startswith("1,234") and "1,234," not in str(formatted)
    with speaking("en"):
        assert [str(_ln("%(n)s day", "%(n)s days", n)) for n in (1, 999, 1000)] == [
            "1 day",
            "999 days",
            "1,000 days",
        ]

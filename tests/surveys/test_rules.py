"""When a survey takes answers, what may be answered, what it needs before anybody is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from improve.core.errors import Invalid, Refused
from improve.core.localized import Localized
from improve.surveys.logic.paths import laid_out
from improve.surveys.rules import publishing
from improve.surveys.rules.answers import Given, check_answers, group_given
from improve.surveys.rules.standing import NotOpen, Standing, check_open, closes_soon, standing
from improve.surveys.rules.wording import choices_of, free_code, lines_of, rewritten, texts_of
from improve.surveys.values.kinds import SCALES, Group, Kind
from improve.surveys.values.questions import Choice, Spec
from improve.surveys.values.starters import STARTERS

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("status", "opens_on", "closes_on", "found"),
    [
        ("draft", None, None, Standing.DRAFT),
        ("draft", date(2026, 3, 1), date(2026, 3, 2), Standing.DRAFT),
        ("published", None, None, Standing.OPEN),
        ("published", date(2026, 3, 5), None, Standing.NOT_YET),
        ("published", date(2026, 3, 4), None, Standing.OPEN),  # the opening day is open
        ("published", None, date(2026, 3, 4), Standing.OPEN),  # so is the closing day
        ("published", None, date(2026, 3, 3), Standing.ENDED),
        ("closed", None, None, Standing.CLOSED),
        ("closed", date(2026, 3, 5), None, Standing.CLOSED),
    ],
)
def test_standing(status: str, opens_on: date | None, closes_on: date | None, found: Standing) -> None:
    assert standing(status, opens_on, closes_on, TODAY) is found
    if found is Standing.OPEN:
        check_open(found)
    else:
        with pytest.raises(NotOpen) as refusal:
            check_open(found)
        assert refusal.value.standing is found


@pytest.mark.parametrize(
    ("closes_on", "soon"),
    [(None, False), (date(2026, 3, 4), True), (date(2026, 3, 11), True), (date(2026, 3, 12), False)],
)
def test_closing_soon_is_within_a_week(closes_on: date | None, soon: bool) -> None:
    assert closes_soon(Standing.OPEN, closes_on, TODAY) is soon
    assert not closes_soon(Standing.CLOSED, closes_on, TODAY)


@pytest.mark.parametrize(
    ("kind", "groups"),
    [
        (Kind.NPS, {Group.LOW: range(7), Group.MIDDLE: (7, 8), Group.HIGH: (9, 10)}),
        (Kind.CSAT, {Group.LOW: (1, 2), Group.MIDDLE: (3,), Group.HIGH: (4, 5)}),
        (Kind.CES, {Group.LOW: (1, 2, 3), Group.MIDDLE: (4,), Group.HIGH: (5, 6, 7)}),
    ],
)
def test_groups_of_a_scale(kind: Kind, groups: dict[Group, Any]) -> None:
    assert {g: tuple(numbers) for g, numbers in groups.items()} == {
        g: SCALES[kind].of_group(g) for g in groups
    }


SCORE, WHY = STARTERS["relationship"].questions
PICK = Spec(
    "pick",
    Kind.CHOICE,
    Localized.both("?"),
    choices=(Choice("c1", Localized.both("a")), Choice("c2", Localized.both("b"))),
)
LINE = Spec("line", Kind.SHORT_TEXT, Localized.both("?"))
ALL = (SCORE, WHY, PICK, LINE)


@pytest.mark.parametrize(
    ("raw", "given"),
    [
        ({"nps": 9}, (Given("nps", "9"),)),
        ({"nps": "10"}, (Given("nps", "10"),)),
        ({"nps": " 0 "}, (Given("nps", "0"),)),
        ({"nps": "na"}, (Given("nps", "na"),)),
        ({"nps": 6, "why": " late\r\nagain "}, (Given("nps", "6"), Given("why", "low", "late\nagain"))),
        ({"nps": "na", "why": "x"}, (Given("nps", "na"), Given("why", "none", "x"))),
        ({"nps": 7, "why": "  ", "pick": "c2"}, (Given("nps", "7"), Given("pick", "c2"))),
        ({"nps": 9, "line": "a\tb"}, (Given("nps", "9"), Given("line", "high", "a b"))),
    ],
)
def test_good_answers(raw: dict[str, Any], given: tuple[Given, ...]) -> None:
    assert check_answers(ALL, raw) == given


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"nps": None},
        {"nps": ""},
        {"nps": 11},
        {"nps": -1},
        {"nps": 2**31},
        {"nps": 10**400},
        {"nps": "9.5"},
        {"nps": 9.0},
        {"nps": True},
        {"nps": "９"},
        {"nps": [9]},
        {"nps": {"a": 9}},
        {"nps": "9\x00"},
        {"nps": "NA"},
    ],
)
def test_bad_scores_are_refused_at_their_question(raw: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers(ALL, raw)
    assert set(refusal.value.errors) == {"nps"}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("why", "x" * 5_001),
        ("why", "a\x00b"),
        ("why", "\ud83d"),
        ("why", "\ufffd\ufffd"),
        ("why", "\x1b[0m"),
        ("why", 5),
        ("why", ["a"]),
        ("line", "x" * 201),
        ("pick", "c3"),
        ("pick", 1),
        ("pick", ["c1", "c2"]),
        ("other", "1"),
        ("_response", "en"),
        ("", "1"),
    ],
)
def test_bad_answers_are_refused_at_their_question(code: str, value: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers(ALL, {"nps": 9, code: value})
    assert set(refusal.value.errors) == {code}


def test_an_unreadable_score_words_no_question() -> None:
    assert group_given(WHY, ALL, {"nps": "many"}) is None
    assert WHY.asked(None) == WHY.text
    assert WHY.asked(group_given(WHY, ALL, {"nps": "3"})) == WHY.wording[Group.LOW]


def test_a_leading_score_stands_alone_on_the_first_page() -> None:
    assert [spec.page for spec in laid_out((SCORE, WHY, PICK))] == [1, 2, 2]
    assert [spec.page for spec in laid_out((PICK, SCORE))] == [1, 1]
    assert [spec.page for spec in laid_out((SCORE,))] == [1]


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_templates_are_complete_in_both_languages(starter: Any) -> None:
    texts = list(publishing.texts(starter.title, [("thanks", starter.thanks)], starter.questions))
    assert publishing.missing(texts, ["zh_Hans", "en"]) == []
    assert publishing.problems(starter.questions, [], None, TODAY) == []
    assert publishing.completeness(texts, "en") == (len(texts), len(texts))


def test_what_is_missing_is_named() -> None:
    half = Spec(
        "ces", Kind.CES, Localized(en="Easy?"), low_label=Localized(en="no"), high_label=Localized.both("ja")
    )
    texts = list(publishing.texts(Localized(en="T"), [], [half]))
    found = publishing.missing(texts, ["zh_Hans"])
    assert [(m.code, m.field) for m in found] == [("", "title"), ("ces", "text"), ("ces", "low_label")]
    assert publishing.completeness(texts, "zh_Hans") == (1, 4)


@pytest.mark.parametrize(
    ("specs", "closes_on", "amount"),
    [
        ((), None, 1),
        ((SCORE,), None, 0),
        ((SCORE,), date(2026, 3, 3), 1),
        ((SCORE,), TODAY, 0),
        ((Spec("pick", Kind.CHOICE, Localized.both("?")),), None, 1),
    ],
)
def test_what_keeps_a_survey_from_being_published(specs: Any, closes_on: date | None, amount: int) -> None:
    found = publishing.problems(specs, [], closes_on, TODAY)
    assert len(found) == amount
    if found:
        with pytest.raises(Refused):
            publishing.check_publishable(found)
    else:
        publishing.check_publishable(found)


def test_a_choice_keeps_its_code_as_long_as_one_language_keeps_its_words() -> None:
    first = choices_of(Localized(en="Repair\nAdvice\nReturn", zh_Hans="维修\n咨询\n退货"), [])
    assert [choice.code for choice in first] == ["c1", "c2", "c3"]
    second = choices_of(Localized(en="Advice\nRepairs\nOther", zh_Hans="咨询\n维修\n其他"), first)
    assert [(c.code, c.text["en"]) for c in second] == [("c2", "Advice"), ("c1", "Repairs"), ("c4", "Other")]
    assert lines_of(second) == Localized(en="Advice\nRepairs\nOther", zh_Hans="咨询\n维修\n其他")


def test_languages_have_the_same_number_of_choices() -> None:
    with pytest.raises(Invalid, match="marked"):
        choices_of(Localized(en="a\nb", zh_Hans="甲\n乙\n丙"), [])


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.code)
def test_a_question_survives_its_form(spec: Spec) -> None:
    assert rewritten(spec, texts_of(spec), spec.choices) == spec


def test_a_free_code_was_never_used() -> None:
    assert free_code(Kind.NPS, set()) == "nps"
    assert free_code(Kind.LONG_TEXT, {"comment", "comment_2"}) == "comment_3"

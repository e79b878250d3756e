"""Show-if, skip to the end and answers within texts. Feature table rows "Logic / branching" and "Piping" (M)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.localized import Localized
from improve.surveys.logic.expressions import LogicError, parse, written
from improve.surveys.logic.judging import checked, is_met
from improve.surveys.logic.paths import asked, laid_out, pages
from improve.surveys.logic.piping import piped
from improve.surveys.rules.answers import check_answers
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec

Q = Localized.both("?")
TEA = (Choice("c1", Localized(en="Tea", zh_Hans="茶")), Choice("c2", Localized(en="Milk", zh_Hans="奶")))
SPECS = (
    Spec("nps", Kind.NPS, Q, offers_not_sure=True),
    Spec("age", Kind.NUMBER, Q),
    Spec("day", Kind.DATE, Q),
    Spec("pick", Kind.CHOICE, Q, choices=TEA, offers_other=True),
    Spec("tick", Kind.MULTIPLE, Q, choices=TEA),
    Spec("grid", Kind.MATRIX, Q, rows=(Choice("r1", Q),), choices=TEA),
    Spec("sure", Kind.YES_NO, Q),
    Spec("why", Kind.LONG_TEXT, Q),
    Spec("place", Kind.HIDDEN, Q),
    Spec("note", Kind.STATEMENT, Q),
)
BY_CODE = {spec.code: spec for spec in SPECS}
ANSWERS = {
    "nps": "10",
    "age": "9.50",
    "day": "2026-10-01",
    "pick": "other",
    "pick.other": "Juice",
    "tick": "1",
    "tick.c2": "y",
    "grid.r1": "c1",
    "sure": "y",
    "place": "Shop",
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("nps <= 6", False),  # as text "10" is less than "6"
        ("nps > 9", True),
        ("6 < nps", True),
        ("age = 9.5", True),
        ("day > '2026-09-30' and day < \"2026-10-02\"", True),
        ("pick = other", True),
        ("pick != c1 && !(pick == c2)", True),
        ("pick in (c1, c2) or tick = c2", True),
        ("tick = c1", False),
        ("selected(${tick}, 'c2')", True),
        ("grid.r1 = c1", True),
        ("sure = y and not sure = n", True),
        ("answered(why)", False),
        ("is_empty(why) || nps.NAOK == 0", True),
        ("why != 'x'", True),
        ("why = ''", True),
        ("nps = 10 or nps = 9 and sure = n", True),  # and binds closer
        ("(nps = 10 or nps = 9) and sure = n", False),
        ("place = Shop and place != shop", True),
    ],
)
def test_typed_comparisons(expression: str, holds: bool) -> None:
    ours = checked(expression, SPECS)
    assert is_met(ours, BY_CODE, ANSWERS) is holds
    assert checked(ours, SPECS) == ours  # our notation reads itself


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "nps",
        "nps >",
        "nps = 11 = 2",
        "nps = x",
        "nobody = 1",
        "pick = c9",
        "pick > c1",
        "grid = c1",
        "grid.r9 = c1",
        "note = 1",
        "sure = perhaps",
        "day > yesterday",
        "nps = 1 and",
        "(nps = 1",
        "nps = 1)",
        "system('rm')",
        "nps.__class__ = 1",
        "1 = 1",
        "nps = 1; drop",
        "not " * 60 + "nps = 1",
        "(" * 500 + "nps = 1",
        " or ".join(["nps = 1"] * 60),
    ],
)
def test_conditions_that_are_refused(expression: str) -> None:
    with pytest.raises(LogicError) as refusal:
        checked(expression, SPECS)
    assert str(refusal.value.message)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        node = parse(text)
    except LogicError:
        return
    assert parse(written(node)) == node


def test_choices_are_named_by_their_words() -> None:
    assert checked('pick = "茶" or sure = yes', SPECS) == 'pick = "c1" or sure = "y"'
    assert checked("NPS >= 9", SPECS) == "nps >= 9"


WAY = laid_out(
    (
        Spec("nps", Kind.NPS, Q, is_required=True),
        Spec("low", Kind.SHORT_TEXT, Q, show_if="nps <= 6", is_required=True),
        Spec("more", Kind.YES_NO, Q, is_required=True, end_if='more = "n"'),
        Spec("last", Kind.NUMBER, Localized.both("You said {{answer.low|nothing}}"), is_required=True),
    )
)


def test_pages_begin_where_an_answer_is_needed() -> None:
    assert [spec.page for spec in WAY] == [1, 2, 2, 3]
    own = laid_out(
        (Spec("a", Kind.DATE, Q), Spec("b", Kind.DATE, Q, begins_page=True), Spec("c", Kind.DATE, Q))
    )
    assert [spec.page for spec in own] == [1, 2, 2]


@pytest.mark.parametrize(
    ("answers", "way", "seen"),
    [
        ({"nps": "9"}, ["nps", "more", "last"], [1, 2, 3]),
        ({"nps": "3"}, ["nps", "low", "more", "last"], [1, 2, 3]),
        ({"nps": "9", "more": "n"}, ["nps", "more"], [1, 2]),
        ({}, ["nps", "more", "last"], [1, 2, 3]),
    ],
)
def test_the_way_through(answers: dict[str, str], way: list[str], seen: list[int]) -> None:
    found = asked(WAY, answers)
    assert [spec.code for spec in found] == way
    assert pages(found) == seen


def test_what_was_not_asked_is_not_stored() -> None:
    given = check_answers(WAY, {"nps": "9", "low": "typed before going back", "more": "n", "last": "x"})
    assert [one.code for one in given] == ["nps", "more"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{answer.pick}} {{ answer.tick }}", "Juice Milk"),
        ("{{answer.sure}}/{{answer.grid.r1}}", "yes/Tea"),
        ("Dear {{contact.name|customer}}", "Dear customer"),
        ("{{answer.why|nothing}}{{answer.nobody}}", "nothing"),
        ("{{contact.__class__}}{{config}}{{ 7*7 }}", "{{config}}{{ 7*7 }}"),
    ],
)
def test_piping(text: str, shown: str) -> None:
    assert piped(text, "en", BY_CODE, ANSWERS).replace("{{contact.__class__}}", "") == shown


def test_piped_text_is_not_read_again() -> None:
    hostile = {"why": "{{answer.nps}}<script>"}
    assert piped("{{answer.why}}", "en", BY_CODE, {**ANSWERS, **hostile}) == hostile["why"]

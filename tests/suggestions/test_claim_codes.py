"""Codes, tickets, places and the throttle of unnamed authors: plain values in, plain values out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Invalid, Refused
from improve.suggestions.anonymity import codes, places, rules
from improve.suggestions.anonymity.models import Answering
from improve.suggestions.anonymity.throttle import Limit, Throttle, TooOften
from improve.suggestions.values import Status
from tests.conftest import Clock


def test_a_code_has_130_random_bits_in_seven_groups() -> None:
    made = {codes.new_code() for _n in range(200)}
    assert len(made) == 200
    assert codes.RANDOM * 5 >= 128
    for code in made:
        assert codes.shown(code).count("-") == 6
        assert codes.as_typed(codes.shown(code)) == code
    assert len({code[place] for code in made for place in range(codes.RANDOM)}) == len(codes.ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: f"  {code[:10]} {code[10:]}\n",
        lambda code: codes.shown(code).replace("-", " - "),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: codes.shown(code).replace("-", "\u2013"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: object) -> None:
    for _n in range(50):
        code = codes.new_code()
        assert codes.as_typed(typed(code)) == code  # type: ignore[operator]


def test_nearly_every_slip_of_the_finger_is_noticed() -> None:
    noticed = 0
    for _n in range(300):
        code = codes.new_code()
        other = codes.ALPHABET[(codes.ALPHABET.index(code[5]) + 7) % 32]
        noticed += codes.as_typed(code[:5] + other + code[6:]) is None
    assert noticed >= 290


@given(st.text(max_size=100))
def test_whatever_is_typed_is_no_error(text: str) -> None:
    read = codes.as_typed(text)
    assert read is None or len(read) == codes.RANDOM + codes.CHECKS


def test_the_hash_is_not_the_code() -> None:
    code = codes.new_code()
    assert code not in codes.hash_of(code) and codes.hash_of(code) != codes.hash_of(codes.new_code())


SITE, HALL, PACKING, GATE, OFFICE = 1, 2, 3, 4, 5
TREE = {SITE: None, HALL: SITE, PACKING: HALL, GATE: HALL, OFFICE: SITE}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        # Everybody stands behind their own unit.
        ({HALL: 5, PACKING: 5, GATE: 5, OFFICE: 5, SITE: 5}, {PACKING: PACKING, GATE: GATE, HALL: HALL}),
        # Four at the gate count for the hall.
        ({HALL: 5, PACKING: 5, GATE: 4}, {GATE: HALL, HALL: HALL, PACKING: PACKING}),
        # Three at the gate beside five packers: "of the hall" would mean the three, so it is the site.
        ({PACKING: 5, GATE: 3, OFFICE: 9}, {GATE: None, HALL: None, OFFICE: OFFICE}),
        ({PACKING: 5, GATE: 3, SITE: 2}, {GATE: SITE, HALL: SITE, SITE: SITE}),
        # Nobody is in the hall itself: nobody is meant by it.
        ({PACKING: 5, GATE: 5}, {HALL: HALL, SITE: SITE}),
        # A company of four shows nothing.
        ({PACKING: 4}, {PACKING: None, HALL: None, SITE: None}),
        ({}, dict.fromkeys(TREE)),
    ],
)
def test_no_unit_is_shown_behind_which_fewer_than_five_stand(
    people: dict[int, int], expected: dict[int, int | None]
) -> None:
    shown = places.shown_units(TREE, people)
    assert {unit: shown[unit] for unit in expected} == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 8)), max_size=12))
def test_whoever_names_their_own_unit_stays_among_five(made: list[tuple[int, int]]) -> None:
    """For any tree and any people: those who would show the same unit are five or more, or nobody."""
    parents = {n: (above if above < n else None) for n, (above, _people) in enumerate(made)}
    people = {n: count for n, (_above, count) in enumerate(made)}
    shown = places.shown_units(parents, people)
    behind: dict[int, int] = {}
    for unit, instead in shown.items():
        if instead is not None:
            assert shown[instead] == instead
            behind[instead] = behind.get(instead, 0) + people[unit]
    assert all(count == 0 or count >= places.FEWEST for count in behind.values())


def test_the_throttle_counts_by_network_and_forgets(clock: Clock) -> None:
    throttle = Throttle(Limit(3, timedelta(minutes=15)))
    for _n in range(3):
        throttle.attempt("10.0.0.1")
    with pytest.raises(TooOften):
        throttle.attempt("10.0.0.1")
    throttle.attempt("10.0.0.2")
    throttle.succeeded("10.0.0.1")
    throttle.attempt("10.0.0.1")
    clock.move(minutes=15)
    throttle.attempt("10.0.0.1")
    assert b"10.0.0" not in repr(throttle.__dict__).encode()


@pytest.mark.parametrize(
    ("status", "replied", "expected"),
    [
        (Status.NEEDS_INFORMATION, False, Answering.QUESTION),
        (Status.DECLINED, False, Answering.DECLINE),
        (Status.DECLINED, True, Answering.NOTHING),
        (Status.RECEIVED, False, Answering.NOTHING),
    ],
)
def test_what_words_answer(clock: Clock, status: Status, replied: bool, expected: Answering) -> None:
    assert rules.answers(status, clock.now if replied else None) is expected


def test_the_box_says_no() -> None:
    for refusing in (
        lambda: rules.check_channel(False),
        lambda: rules.check_room(rules.MOST_LETTERS),
        lambda: rules.check_waiting(rules.MOST_WAITING),
        lambda: rules.check_once(True),
        lambda: rules.check_words(Status.WITHDRAWN),
        lambda: rules.check_withdrawal(Status.ACCEPTED),
        lambda: rules.check_change(Status.IN_REVIEW),
    ):
        with pytest.raises(Refused):
            refusing()
    for invalid in (lambda: rules.check_category(3, {1, 2}), lambda: rules.check_sure(False)):
        with pytest.raises(Invalid):
            invalid()
    rules.check_category(None, set())

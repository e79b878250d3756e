"""The arithmetic of savings."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Invalid, Refused
from improve.savings import rules
from improve.savings.rules import Amount, Counted, Part

JAN = date(2026, 1, 1)
JULY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("difference", "low", "high", "better", "amount"),
    [
        (-6.0, -8.0, -4.0, "down", Amount(600, 400, 800)),
        (6.0, 4.0, 8.0, "up", Amount(600, 400, 800)),
        (6.0, 4.0, 8.0, "down", Amount(-600, -800, -400)),
        (2.004, None, None, "up", Amount(200, None, None)),
        (1e300, None, None, "up", Amount(rules.LARGEST_MEASURED, None, None)),
    ],
)
def test_what_got_better_is_money_saved(
    difference: float, low: float | None, high: float | None, better: str, amount: Amount
) -> None:
    assert rules.measured(difference, low, high, better=better, worth=100) == amount


@pytest.mark.parametrize(
    ("day", "later", "earlier"),
    [
        (JAN, date(2027, 1, 1), date(2025, 1, 1)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2027, 2, 28)),
    ],
)
def test_a_year_is_a_year(day: date, later: date, earlier: date) -> None:
    assert (rules.year_after(day), rules.year_before(day)) == (later, earlier)


def counted(recurrence: str = "yearly", **more: object) -> Counted:
    fields: dict[str, object] = {
        "recurrence": recurrence,
        "gross": 36_500,
        "cost": 1_000,
        "share": 100,
        "rate": 1.0,
        "from_on": JAN,
        "until_on": date(2027, 1, 1),
    }
    return Counted(**{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("saving", "since", "until", "amount"),
    [
        (counted(), JAN, date(2027, 1, 1), 35_500),
        (counted(), JAN, date(2026, 1, 11), 0),  # ten days of a hundred a day, less the cost
        (counted(), date(2026, 12, 22), date(2027, 6, 1), 1_000),  # the cost was paid before
        (counted(share=50), JAN, date(2027, 1, 1), 17_250),
        (counted(rate=7.5), date(2026, 12, 22), date(2027, 1, 1), 7_500),
        (counted(), date(2027, 1, 1), date(2028, 1, 1), 0),  # expired: the new normal
        (counted("once"), JAN, JULY, 35_500),
        (counted("once"), date(2026, 1, 2), JULY, 0),
        (counted("once", cost=40_000), JAN, JULY, -3_500),
    ],
)
def test_what_falls_into_a_window(saving: Counted, since: date, until: date, amount: float) -> None:
    assert rules.realized(saving, since, until) == pytest.approx(amount)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=6), st.sampled_from(["yearly", "once"]))
def test_windows_that_follow_each_other_add_up(cuts: list[int], recurrence: str) -> None:
    saving = counted(recurrence, share=37, rate=1.3)
    days = sorted({JAN - timedelta(days=200) + timedelta(days=cut) for cut in (0, *cuts, 900)})
    parts = sum(rules.realized(saving, a, b) for a, b in itertools.pairwise(days))
    assert parts == pytest.approx(rules.realized(saving, days[0], days[-1]))


@pytest.mark.parametrize(
    ("verdict", "early", "said"),
    [
        ("improved", False, None),
        ("improved", True, "early sign"),
        ("no_change_shown", False, "do not show"),
        ("worse", False, "do not show"),
        ("not_enough_data", False, "do not show"),
        (None, False, "do not show"),
    ],
)
def test_only_what_the_data_show(verdict: str | None, early: bool, said: str | None) -> None:
    if said is None:
        rules.check_measured(verdict, early=early)
        return
    with pytest.raises(Refused, match=said):
        rules.check_measured(verdict, early=early)


@pytest.mark.parametrize(
    ("amount", "gross", "fits"),
    [
        (Amount(600, 400, 800), 800, True),
        (Amount(600, 400, 800), 801, False),
        (Amount(600, None, None), 600, True),
        (Amount(600, None, None), 601, False),
    ],
)
def test_at_most_what_the_data_allow(amount: Amount, gross: int, fits: bool) -> None:
    if fits:
        rules.check_amount(gross, amount)
        return
    with pytest.raises(Invalid):
        rules.check_amount(gross, amount)


@pytest.mark.parametrize(
    ("from_on", "starts_on", "fits"),
    [(JAN, JAN, True), (JULY, JAN, True), (JAN, JULY, False), (JAN, None, True)],
)
def test_nothing_counts_before_the_change(from_on: date, starts_on: date | None, fits: bool) -> None:
    if fits:
        rules.check_begin(from_on, starts_on)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_begin(from_on, starts_on)
    assert list(refused.value.errors) == ["from_on"]


NEXT = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("share", "others", "fits"),
    [
        (100, [], True),
        (60, [Part("a", 40, JAN, NEXT)], True),
        (61, [Part("a", 40, JAN, NEXT)], False),
        (100, [Part("a", 100, date(2025, 1, 1), JAN)], True),  # over before it begins
        (100, [Part("a", 100, NEXT, date(2028, 1, 1))], True),  # begins when it is over
        (50, [Part("a", 50, JAN, JULY), Part("b", 50, JULY, NEXT)], True),  # one after the other
        (50, [Part("a", 30, JAN, JULY), Part("b", 30, date(2026, 6, 30), NEXT)], False),  # one day together
    ],
)
def test_one_change_is_divided_once(share: int, others: list[Part], fits: bool) -> None:
    if fits:
        rules.check_parts(share, JAN, NEXT, others)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_parts(share, JAN, NEXT, others)
    assert "share" in refused.value.errors


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 700), st.integers(1, 400)), max_size=8))
def test_no_day_counts_more_than_the_whole_change(asked: list[tuple[int, int, int]]) -> None:
    """Whatever is asked for in whatever order: what is accepted never exceeds 100 % on any day."""
    taken: list[Part] = []
    for share, start, length in asked:
        first = JAN + timedelta(days=start)
        part = Part("x", share, first, first + timedelta(days=length))
        try:
            rules.check_parts(part.share, part.from_on, part.until_on, taken)
        except Invalid:
            continue
        taken.append(part)
    for day in (JAN + timedelta(days=n) for n in range(0, 1100, 3)):
        assert sum(part.share for part in taken if part.from_on <= day < part.until_on) <= 100

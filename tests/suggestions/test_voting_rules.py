"""Voting rules of categories: when a ballot is taken, when counts are hidden, which changes keep the promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from improve.core.errors import Invalid, Refused
from improve.suggestions.values import AGAINST, FOR, Voting, VotingData
from improve.suggestions.voting import rules

TODAY = date(2026, 3, 4)
SUPPORT, BOTH = VotingData(), VotingData(kind=Voting.BOTH)
BUDGET = VotingData(kind=Voting.BUDGET, votes_per_quarter=3)
WINDOW = VotingData(opens_on=date(2026, 3, 4), closes_on=date(2026, 3, 6))
SECRET = replace(WINDOW, counts_hidden=True)


@pytest.mark.parametrize(
    ("rule", "value", "today", "taken"),
    [
        (SUPPORT, FOR, TODAY, True),
        (SUPPORT, AGAINST, TODAY, False),
        (BOTH, AGAINST, TODAY, True),
        (BUDGET, FOR, TODAY, True),
        (BUDGET, AGAINST, TODAY, False),
        (WINDOW, FOR, date(2026, 3, 3), False),
        (WINDOW, FOR, date(2026, 3, 4), True),
        (WINDOW, FOR, date(2026, 3, 6), True),
        (WINDOW, FOR, date(2026, 3, 7), False),
    ],
)
def test_a_category_takes_what_its_rule_says(rule: VotingData, value: int, today: date, taken: bool) -> None:
    if taken:
        rules.check_ballot(rule, value, today)
    else:
        with pytest.raises(Refused):
            rules.check_ballot(rule, value, today)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2025, 12, 31), date(2025, 10, 1)),
    ],
)
def test_a_budget_is_of_the_calendar_quarter(day: date, quarter: date) -> None:
    assert rules.quarter_of(day) == quarter


@pytest.mark.parametrize(
    ("rule", "today", "until"),
    [
        (WINDOW, TODAY, None),
        (SECRET, date(2026, 3, 1), date(2026, 3, 6)),
        (SECRET, date(2026, 3, 6), date(2026, 3, 6)),
        (SECRET, date(2026, 3, 7), None),
    ],
)
def test_counts_are_hidden_through_the_last_day(rule: VotingData, today: date, until: date | None) -> None:
    assert rules.hidden_until(rule, today) == until


@pytest.mark.parametrize(
    ("new", "old", "wrong"),
    [
        (BUDGET, SUPPORT, None),
        (replace(BUDGET, votes_per_quarter=None), SUPPORT, "votes_per_quarter"),
        (replace(BOTH, votes_per_quarter=2), SUPPORT, "votes_per_quarter"),
        (replace(WINDOW, closes_on=date(2026, 3, 3)), SUPPORT, "closes_on"),
        (VotingData(counts_hidden=True), SUPPORT, "closes_on"),
        (SECRET, SUPPORT, None),
        # The promise to those who voted in secret.
        (WINDOW, SECRET, "counts_hidden"),
        (replace(SECRET, closes_on=date(2026, 3, 5)), SECRET, "closes_on"),
        (replace(SECRET, closes_on=date(2026, 3, 9)), SECRET, None),
        (replace(SECRET, handlers_see_counts=True), SECRET, "handlers_see_counts"),
        (SECRET, replace(SECRET, handlers_see_counts=True), None),
        (replace(SECRET, kind=Voting.BOTH), SECRET, None),
    ],
)
def test_a_rule_makes_sense_and_keeps_what_was_promised(
    new: VotingData, old: VotingData, wrong: str | None
) -> None:
    if wrong is None:
        rules.check_rule(new, old, TODAY)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_rule(new, old, TODAY)
    assert set(refused.value.errors) == {wrong}


def test_after_the_end_the_rule_is_free_again() -> None:
    rules.check_rule(SUPPORT, SECRET, date(2026, 3, 7))

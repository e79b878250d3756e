"""The lifecycle, who votes and answers when, promises, and the order "best"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Refused
from improve.suggestions import rules
from improve.suggestions.values import Status

S = Status
ALLOWED = {
    (S.RECEIVED, S.IN_REVIEW),
    (S.RECEIVED, S.ACCEPTED),
    (S.RECEIVED, S.DECLINED),
    (S.RECEIVED, S.WITHDRAWN),
    (S.IN_REVIEW, S.RECEIVED),
    (S.IN_REVIEW, S.ACCEPTED),
    (S.IN_REVIEW, S.DECLINED),
    (S.IN_REVIEW, S.WITHDRAWN),
    (S.ACCEPTED, S.IN_PILOT),
    (S.ACCEPTED, S.DONE),
    (S.ACCEPTED, S.DECLINED),
    (S.IN_PILOT, S.ACCEPTED),
    (S.IN_PILOT, S.DONE),
    (S.IN_PILOT, S.DECLINED),
    (S.DONE, S.IN_PILOT),
    (S.DONE, S.ACCEPTED),
    (S.DECLINED, S.IN_REVIEW),
    (S.DECLINED, S.ACCEPTED),
    (S.WITHDRAWN, S.RECEIVED),
}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_only_the_listed_steps_are_taken(before: Status, after: Status) -> None:
    if (before, after) in ALLOWED:
        rules.check_step(before, after)
    else:
        with pytest.raises(Refused):
            rules.check_step(before, after)


@pytest.mark.parametrize(
    ("status", "reopened"),
    [(S.DONE, S.IN_PILOT), (S.DECLINED, S.IN_REVIEW), (S.WITHDRAWN, S.RECEIVED)],
)
def test_a_closed_idea_opens_where_it_left_off(status: Status, reopened: Status) -> None:
    assert rules.reopened(status) is reopened
    rules.check_step(status, reopened)


@pytest.mark.parametrize("status", [S.RECEIVED, S.IN_REVIEW, S.ACCEPTED, S.IN_PILOT])
def test_an_open_idea_is_not_reopened_and_takes_votes_of_others_only(status: Status) -> None:
    with pytest.raises(Refused):
        rules.reopened(status)
    rules.check_vote(status, is_own=False)
    with pytest.raises(Refused):
        rules.check_vote(status, is_own=True)


@pytest.mark.parametrize("status", [S.DONE, S.DECLINED, S.WITHDRAWN])
def test_a_closed_idea_takes_no_votes(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_vote(status, is_own=False)


@pytest.mark.parametrize("status", [status for status in Status if status is not S.RECEIVED])
def test_the_text_stands_once_somebody_handles_it(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_edit(status)
    with pytest.raises(Refused):
        rules.check_answer(status, is_own=False)


def test_nobody_answers_their_own_idea() -> None:
    rules.check_answer(S.RECEIVED, is_own=False)
    with pytest.raises(Refused):
        rules.check_answer(S.RECEIVED, is_own=True)


def test_a_comment_can_be_removed_for_a_day() -> None:
    posted = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    rules.check_comment_removal(posted, posted + timedelta(hours=24))
    with pytest.raises(Refused):
        rules.check_comment_removal(posted, posted + timedelta(hours=24, seconds=1))


@pytest.mark.parametrize(
    ("days", "promised"),
    [(None, date(2026, 4, 3)), (7, date(2026, 3, 11)), (365, date(2027, 3, 4))],
)
def test_an_answer_is_promised_in_calendar_days(days: int | None, promised: date) -> None:
    assert rules.promise(date(2026, 3, 4), days) == promised


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "lower"),
    [(0, 0, 0.0), (0, 5, 0.0), (1, 0, 0.2065), (10, 0, 0.7225), (90, 10, 0.8256), (2097, 3, 0.9958)],
)
def test_best_is_the_lower_end_of_the_wilson_interval(
    votes_for: int, votes_against: int, lower: float
) -> None:
    assert rules.best(votes_for, votes_against) == pytest.approx(lower, abs=5e-4)


COUNT = st.integers(0, 1_000_000)


@given(COUNT, COUNT)
def test_best_stays_below_the_share_and_moves_with_each_vote(votes_for: int, votes_against: int) -> None:
    now = rules.best(votes_for, votes_against)
    assert now + 1e-12 >= 0
    assert now <= votes_for / max(votes_for + votes_against, 1) + 1e-12
    assert rules.best(votes_for + 1, votes_against) >= now - 1e-12
    assert rules.best(votes_for, votes_against + 1) <= now + 1e-12

"""The lifecycle, who votes and answers when, promises, and the order "best"."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Invalid, Refused
from improve.core.workdays import WorkCalendar
from improve.suggestions import rules
from improve.suggestions.values import Status

S = Status
ALLOWED = {
    S.RECEIVED: "in_triage needs_information local in_review accepted declined parked withdrawn merged",
    S.IN_TRIAGE: "needs_information local in_review accepted declined parked withdrawn merged",
    S.NEEDS_INFORMATION: "in_triage local declined parked withdrawn merged",
    S.LOCAL: "in_triage needs_information in_review accepted done declined parked withdrawn merged",
    S.IN_REVIEW: "received in_triage accepted declined withdrawn",
    S.ACCEPTED: "in_pilot done declined merged",
    S.IN_PILOT: "accepted done declined",
    S.DONE: "sustained in_pilot accepted",
    S.SUSTAINED: "done in_pilot",
    S.DECLINED: "in_triage in_review accepted",
    S.PARKED: "in_triage withdrawn merged",
    S.WITHDRAWN: "received",
    S.MERGED: "",
}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_only_the_listed_steps_are_taken(before: Status, after: Status) -> None:
    if after in ALLOWED[before].split():
        rules.check_step(before, after)
    else:
        with pytest.raises(Refused):
            rules.check_step(before, after)


@pytest.mark.parametrize(
    ("status", "reopened"),
    [
        (S.DONE, S.IN_PILOT),
        (S.SUSTAINED, S.IN_PILOT),
        (S.DECLINED, S.IN_REVIEW),
        (S.WITHDRAWN, S.RECEIVED),
    ],
)
def test_a_closed_idea_opens_where_it_left_off(status: Status, reopened: Status) -> None:
    assert rules.reopened(status) is reopened
    rules.check_step(status, reopened)


OPEN = [
    S.RECEIVED,
    S.IN_TRIAGE,
    S.NEEDS_INFORMATION,
    S.LOCAL,
    S.IN_REVIEW,
    S.PARKED,
    S.ACCEPTED,
    S.IN_PILOT,
]


@pytest.mark.parametrize("status", OPEN)
def test_an_open_idea_is_not_reopened_and_takes_votes_of_others_only(status: Status) -> None:
    with pytest.raises(Refused):
        rules.reopened(status)
    rules.check_vote(status, is_own=False)
    with pytest.raises(Refused):
        rules.check_vote(status, is_own=True)


@pytest.mark.parametrize("status", [S.DONE, S.SUSTAINED, S.DECLINED, S.WITHDRAWN, S.MERGED])
def test_a_closed_idea_takes_no_votes(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_vote(status, is_own=False)


@pytest.mark.parametrize("status", [status for status in Status if status is not S.RECEIVED])
def test_the_text_stands_once_somebody_handles_it(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_edit(status)


@pytest.mark.parametrize("status", Status)
def test_what_triage_holds_is_answered_there(status: Status) -> None:
    if status in (S.RECEIVED, S.IN_TRIAGE, S.LOCAL):
        rules.check_answer(status, is_own=False)
        return
    with pytest.raises(Refused):
        rules.check_answer(status, is_own=False)


@pytest.mark.parametrize("status", Status)
def test_small_ideas_are_put_into_practice_without_a_project(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_practice(status, is_own=True)
    if status in (S.ACCEPTED, S.LOCAL):
        rules.check_practice(status, is_own=False)
        return
    with pytest.raises(Refused):
        rules.check_practice(status, is_own=False)


@pytest.mark.parametrize("status", Status)
def test_only_what_waits_for_an_answer_is_triaged_and_never_by_its_author(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_triage(status, is_own=True)
    if status in OPEN[:6]:
        rules.check_triage(status, is_own=False)
        return
    with pytest.raises(Refused):
        rules.check_triage(status, is_own=False)


@pytest.mark.parametrize("status", Status)
def test_the_author_of_a_declined_idea_answers_once(status: Status) -> None:
    with pytest.raises(Refused):
        rules.check_reply(status, datetime(2026, 3, 4, tzinfo=UTC))
    if status is S.DECLINED:
        rules.check_reply(status, None)
        return
    with pytest.raises(Refused):
        rules.check_reply(status, None)


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (date(2026, 3, 4), False),
        (date(2026, 3, 5), True),
        (date(2027, 3, 5), True),
        (date(2027, 3, 6), False),
    ],
)
def test_an_idea_rests_for_a_year_at_most(until: date, fits: bool) -> None:
    if fits:
        rules.check_parking(until, date(2026, 3, 4))
        return
    with pytest.raises(Invalid) as caught:
        rules.check_parking(until, date(2026, 3, 4))
    assert list(caught.value.errors) == ["until"]


def test_nobody_answers_their_own_idea() -> None:
    rules.check_answer(S.RECEIVED, is_own=False)
    with pytest.raises(Refused):
        rules.check_answer(S.RECEIVED, is_own=True)


HOLIDAY = WorkCalendar(off=frozenset({date(2026, 3, 5), date(2026, 3, 6)}), on=frozenset({date(2026, 3, 8)}))


@pytest.mark.parametrize(
    ("days", "calendar", "promised"),
    [
        (None, WorkCalendar(), date(2026, 4, 1)),
        (5, WorkCalendar(), date(2026, 3, 11)),
        (260, WorkCalendar(), date(2027, 3, 3)),
        (1, HOLIDAY, date(2026, 3, 8)),
        (2, HOLIDAY, date(2026, 3, 9)),
    ],
)
def test_an_answer_is_promised_in_working_days(
    days: int | None, calendar: WorkCalendar, promised: date
) -> None:
    assert rules.promise(date(2026, 3, 4), days, calendar) == promised


@pytest.mark.parametrize(
    ("promised_on", "escalates"),
    [
        (None, None),
        (date(2026, 3, 9), date(2026, 3, 10)),
        (date(2026, 3, 4), date(2026, 3, 5)),  # today is still in time
        (date(2026, 3, 3), date(2026, 3, 9)),  # broken before: the next level has three working days
    ],
)
def test_a_broken_promise_goes_up_the_line(promised_on: date | None, escalates: date | None) -> None:
    assert rules.next_escalation(promised_on, date(2026, 3, 4), WorkCalendar()) == escalates


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

"""The rules of rounds, scores and conflicts as tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Invalid, Refused
from improve.reviews.rules import lifecycle, scoring
from improve.reviews.rules.conflicts import Parties, conflict
from improve.reviews.rules.queue import Entry, following, ordered, preceding
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import Conflict, State
from improve.suggestions.values import Status

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "today", "taken"),
    [
        (State.DRAFT, date(2026, 11, 3), False),
        (State.OPEN, date(2026, 11, 1), False),
        (State.OPEN, FIRST, True),
        (State.OPEN, LAST, True),  # the last day is included
        (State.OPEN, date(2026, 11, 21), False),
        (State.CALIBRATING, date(2026, 11, 3), False),
        (State.DECIDED, date(2026, 11, 3), False),
        (State.PUBLISHED, date(2026, 11, 3), False),
    ],
)
def test_scores_are_taken_on_the_days_of_an_open_round(state: State, today: date, taken: bool) -> None:
    assert lifecycle.is_scoring(state, FIRST, LAST, today) is taken
    if taken:
        lifecycle.check_scoring(state, FIRST, LAST, today)
    else:
        with pytest.raises(Refused) as refused:
            lifecycle.check_scoring(state, FIRST, LAST, today)
        assert "saved" in str(refused.value)


@pytest.mark.parametrize("before", list(State), ids=str)
@pytest.mark.parametrize("after", list(State), ids=str)
def test_a_round_takes_only_the_steps_of_its_life(before: State, after: State) -> None:
    possible = {
        (State.DRAFT, State.OPEN),
        (State.OPEN, State.CALIBRATING),
        (State.CALIBRATING, State.OPEN),
        (State.CALIBRATING, State.DECIDED),
        (State.DECIDED, State.CALIBRATING),
        (State.DECIDED, State.PUBLISHED),
    }
    if (before, after) in possible:
        lifecycle.check_step(before, after)
    else:
        with pytest.raises(Refused):
            lifecycle.check_step(before, after)


READY = {"ideas": 3, "members": 2, "chairs": 1, "closes_on": LAST, "today": LAST, "criteria": 1}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, None),
        ({"ideas": 0}, "idea"),
        ({"members": 1}, "members"),
        ({"chairs": 0}, "chair"),
        ({"criteria": 0}, "criteria"),
        ({"today": date(2026, 11, 21)}, "last day"),
        ({"unscorable": ["Roof over dock 2"]}, "Roof over dock 2"),
    ],
)
def test_a_round_opens_when_nothing_is_missing(change: dict[str, object], word: str | None) -> None:
    given_ = {**READY, **change}
    if word is None:
        lifecycle.check_ready(**given_)
        return
    with pytest.raises(Invalid) as refused:
        lifecycle.check_ready(**given_)
    assert [word in str(message) for message in refused.value.errors[""]] == [True]


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        lifecycle.check_ready(
            ideas=0, members=0, chairs=0, closes_on=FIRST, today=LAST, criteria=0, unscorable=["x"]
        )
    assert len(refused.value.errors[""]) == 6


@pytest.mark.parametrize("status", list(Status), ids=str)
def test_only_unanswered_ideas_are_scored(status: Status) -> None:
    if status in (Status.RECEIVED, Status.IN_TRIAGE, Status.IN_REVIEW):
        lifecycle.check_reviewable("x", status)
    else:
        with pytest.raises(Refused):
            lifecycle.check_reviewable("x", status)


@pytest.mark.parametrize(
    ("since", "until", "others", "fits"),
    [
        (date(2026, 1, 1), None, [], True),
        (date(2026, 1, 1), date(2025, 12, 31), [], False),
        (date(2026, 1, 1), date(2026, 1, 1), [], True),
        (date(2026, 1, 1), None, [(date(2025, 1, 1), date(2025, 12, 31))], True),
        (date(2026, 1, 1), None, [(date(2025, 1, 1), date(2026, 1, 1))], False),
        (date(2026, 1, 1), None, [(date(2027, 1, 1), None)], False),
        (date(2026, 1, 1), date(2026, 12, 31), [(date(2027, 1, 1), None)], True),
    ],
)
def test_terms_of_one_person_do_not_overlap(
    since: date, until: date | None, others: list[tuple[date, date | None]], fits: bool
) -> None:
    if fits:
        lifecycle.check_term(since, until, others)
    else:
        with pytest.raises(Invalid):
            lifecycle.check_term(since, until, others)


IDEA = Parties(author_id=1, co_authors=frozenset({2}), teams=frozenset({10, 11}), declared=frozenset({3, 4}))


@pytest.mark.parametrize(
    ("person", "teams", "reason"),
    [
        (1, {10}, Conflict.AUTHOR),
        (2, {10}, Conflict.CO_AUTHOR),
        (3, {10}, Conflict.TEAM),
        (4, {12}, Conflict.DECLARED),
        (5, {11, 12}, Conflict.TEAM),
        (5, {12}, None),
        (5, set(), None),
    ],
)
def test_who_stays_away_from_an_idea(person: int, teams: set[int], reason: Conflict | None) -> None:
    assert conflict(IDEA, person, frozenset(teams)) is reason


def test_an_idea_of_nobody_and_nowhere_is_open_to_everybody() -> None:
    assert conflict(Parties(), 1, frozenset({10})) is None


ASKED = [Asked(1, 40, 1, 5), Asked(2, 20, 1, 5), Asked(3, 25, 1, 5), Asked(4, 15, 1, 5)]


@pytest.mark.parametrize(
    ("values", "score"),
    [
        ({1: 5, 2: 5, 3: 5, 4: 5}, 100),
        ({1: 1, 2: 1, 3: 1, 4: 1}, 0),
        ({1: 4, 2: 5, 3: 5, 4: 3}, 82.5),
        ({1: 5, 2: 1, 3: None, 4: None}, 100 * 40 / 60),  # 60 % of the weight is enough
        ({1: None, 2: 5, 3: 5, 4: None}, None),  # 45 % is not
        ({1: None, 2: None, 3: None, 4: None}, None),
        ({1: 5}, None),  # what is missing counts like what cannot be judged
    ],
)
def test_a_review_is_the_weighted_mean_of_what_was_answered(
    values: dict[int, float | None], score: float | None
) -> None:
    found = scoring.result(ASKED, values)
    assert found.score == (pytest.approx(score) if score is not None else None)
    assert found.abstained is (score is None)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({1: 1, 2: 5, 3: None, 4: 2}, set()),
        ({1: 1, 2: 5, 4: 2}, {"c3"}),
        ({1: 0, 2: 6, 3: 3, 4: 2}, {"c1", "c2"}),
        ({1: 1, 2: 5, 3: 3, 4: 2, 9: 1}, {""}),
    ],
)
def test_every_criterion_is_answered_on_its_scale(values: dict[int, float | None], wrong: set[str]) -> None:
    if not wrong:
        scoring.check_answers(ASKED, values)
        return
    with pytest.raises(Invalid) as refused:
        scoring.check_answers(ASKED, values)
    assert set(refused.value.errors) == wrong


@pytest.mark.parametrize(
    ("lowest", "highest", "value", "fits"),
    [
        (0, 1, 0, True),
        (0, 1, 1.0, True),
        (0, 1, 0.5, False),
        (0, 1, 2, False),
        (1, 5, 3.5, True),
        (1, 5, 5.1, False),
    ],
)
def test_between_yes_and_no_is_nothing(lowest: int, highest: int, value: float, fits: bool) -> None:
    assert scoring.is_on_scale(Asked(1, 10, lowest, highest), value) is fits


weights = st.lists(st.integers(1, 100), min_size=1, max_size=12)


@given(weights, st.data())
def test_a_weighted_mean_lies_between_the_lowest_and_the_highest_answer(
    ws: list[int], data: st.DataObject
) -> None:
    asked = [Asked(place, weight, 1, 5) for place, weight in enumerate(ws)]
    values = {one.criterion_id: data.draw(st.integers(1, 5)) for one in asked}
    score = scoring.result(asked, values).score
    assert score is not None
    points = [25 * (value - 1) for value in values.values()]
    assert min(points) - 1e-9 <= score <= max(points) + 1e-9


@given(weights, st.integers(1, 5), st.integers(2, 9))
def test_scaling_all_weights_changes_no_score(ws: list[int], shift: int, factor: int) -> None:
    values: dict[int, float | None] = {place: (place * shift) % 5 + 1 for place in range(len(ws))}
    plain = scoring.result([Asked(i, w, 1, 5) for i, w in enumerate(ws)], values)
    scaled = scoring.result([Asked(i, w * factor, 1, 5) for i, w in enumerate(ws)], values)
    assert plain.score == pytest.approx(scaled.score)
    assert plain.abstained is scaled.abstained


@given(weights, st.data())
def test_what_cannot_be_judged_is_neither_zero_nor_the_lowest(ws: list[int], data: st.DataObject) -> None:
    """Leaving a criterion out gives the mean of the rest, or an abstention under 60 % of the weight."""
    asked = [Asked(place, weight, 1, 5) for place, weight in enumerate(ws)]
    left_out = set(data.draw(st.lists(st.sampled_from(range(len(ws))), unique=True)))
    values = {
        one.criterion_id: None if one.criterion_id in left_out else data.draw(st.integers(1, 5))
        for one in asked
    }
    found = scoring.result(asked, values)
    kept = [(one.weight, value) for one in asked if (value := values[one.criterion_id]) is not None]
    share = sum(weight for weight, _value in kept) / sum(ws)
    assert found.abstained is (share < 0.6 - 1e-9)
    if not found.abstained:
        mean = sum(weight * 25 * (value - 1) for weight, value in kept) / sum(w for w, _ in kept)
        assert found.score == pytest.approx(mean)


def entries(*scored: bool, reviews: tuple[int, ...] = ()) -> list[Entry]:
    counts = reviews or (0,) * len(scored)
    return [Entry(i + 1, 1, LAST, done, counts[i]) for i, done in enumerate(scored)]


def test_the_least_reviewed_idea_comes_first_and_what_is_scored_counts_before() -> None:
    queue = ordered(entries(False, True, False, False, reviews=(3, 0, 0, 1)), person_id=7)
    assert [entry.item_id for entry in queue] == [2, 3, 4, 1]


def test_what_is_due_first_comes_before_what_is_least_reviewed() -> None:
    soon, late = Entry(1, 1, FIRST, False, 5), Entry(2, 2, LAST, False, 0)
    assert ordered([late, soon], person_id=7) == [soon, late]


def test_not_everybody_begins_with_the_same_idea() -> None:
    many = entries(*[False] * 20)
    assert len({ordered(many, person)[0].item_id for person in range(30)}) > 5


@pytest.mark.parametrize(
    ("scored", "here", "after", "before"),
    [
        ((False, False, False), 2, 3, 1),
        ((False, False, False), 3, 1, 2),
        ((True, True, False), 3, None, None),
        ((True, False, True), 1, 2, 2),
        ((True, True, True), 1, None, None),
        ((False, False), 9, 1, 2),  # not in the queue: it begins
    ],
)
def test_save_and_next_goes_around_to_what_still_waits(
    scored: tuple[bool, ...], here: int, after: int | None, before: int | None
) -> None:
    assert following(entries(*scored), here) == after
    assert preceding(entries(*scored), here) == before

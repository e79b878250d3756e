"""Scores from counts: the same as from single answers, the same as the worked cases, and nothing small is shown."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.stats.means import mean_interval
from improve.stats.nps import nps_of
from improve.stats.proportions import top_box, top_box_change
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import FEWEST_TO_COMPARE, change, score, total
from improve.surveys.values.kinds import SCALES, Group, Kind


def numbers(kind: Kind, *, shortest: int = 0) -> st.SearchStrategy[list[int]]:
    scale = SCALES[kind]
    return st.lists(st.integers(scale.low, scale.high), min_size=shortest, max_size=60)


@given(numbers(Kind.NPS))
def test_nps_of_counts_is_nps_of_answers(given_numbers: list[int]) -> None:
    found = score(Kind.NPS, Counter(given_numbers))
    marks = [
        {Group.HIGH: 1, Group.MIDDLE: 0, Group.LOW: -1}[SCALES[Kind.NPS].group(n)] for n in given_numbers
    ]
    wanted = nps_of(marks)
    assert (found.n, found.value, found.low, found.high) == (wanted.n, wanted.score, wanted.low, wanted.high)


@given(numbers(Kind.CSAT))
def test_csat_of_counts_is_csat_of_answers(given_numbers: list[int]) -> None:
    found, wanted = score(Kind.CSAT, Counter(given_numbers)), top_box(given_numbers)
    assert found.n == wanted.n
    assert (found.value, found.low, found.high, found.mean) == pytest.approx(
        (wanted.score, wanted.low, wanted.high, wanted.mean)
    )


@given(numbers(Kind.CES, shortest=2))
def test_ces_of_counts_is_ces_of_answers(given_numbers: list[int]) -> None:
    found, wanted = score(Kind.CES, Counter(given_numbers)), mean_interval(given_numbers)
    assert wanted.low is not None and wanted.high is not None
    assert (found.n, found.value) == (wanted.n, pytest.approx(wanted.mean))
    assert found.low == pytest.approx(max(1, wanted.low))
    assert found.high == pytest.approx(min(7, wanted.high))


@pytest.mark.parametrize("kind", [Kind.NPS, Kind.CSAT, Kind.CES])
def test_without_answers_there_is_no_score(kind: Kind) -> None:
    found = score(kind, {})
    assert (found.n, found.value, found.low, found.high, found.mean) == (0, None, None, None, None)


def test_one_ces_answer_has_a_mean_and_no_interval() -> None:
    found = score(Kind.CES, {6: 1})
    assert (found.value, found.low, found.high) == (6, None, None)


@given(numbers(Kind.CSAT, shortest=FEWEST_TO_COMPARE), numbers(Kind.CSAT, shortest=FEWEST_TO_COMPARE))
def test_change_of_csat_is_that_of_the_statistics(before: list[int], after: list[int]) -> None:
    found = change(score(Kind.CSAT, Counter(before)), score(Kind.CSAT, Counter(after)))
    wanted = top_box_change(top_box(before), top_box(after))
    assert found is not None and wanted is not None
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert found.difference == pytest.approx(wanted.difference)


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(numbers(Kind.CES, shortest=FEWEST_TO_COMPARE), numbers(Kind.CES, shortest=FEWEST_TO_COMPARE))
def test_change_of_ces_is_welchs(before: list[int], after: list[int]) -> None:
    from scipy import stats

    found = change(score(Kind.CES, Counter(before)), score(Kind.CES, Counter(after)))
    assert found is not None
    if len(set(before)) == len(set(after)) == 1:
        assert found.low == found.high == found.difference
        return
    wanted = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ({10: 100, 0: 100}, {10: 150, 0: 50}, "up"),
        ({10: 150, 0: 50}, {10: 100, 0: 100}, "down"),
        ({10: 50, 0: 50}, {10: 60, 0: 40}, "open"),  # +20 on 100 and 100 answers is no proof
    ],
)
def test_a_change_is_told_only_when_the_whole_interval_is(before: Any, after: Any, direction: str) -> None:
    found = change(score(Kind.NPS, before), score(Kind.NPS, after))
    assert found is not None
    assert found.direction == direction


def test_too_few_answers_are_not_compared() -> None:
    many, few = score(Kind.NPS, {10: 100}), score(Kind.NPS, {0: FEWEST_TO_COMPARE - 1})
    assert change(many, few) is None
    assert change(few, many) is None
    assert change(many, score(Kind.NPS, {0: FEWEST_TO_COMPARE})) is not None


@given(st.lists(numbers(Kind.NPS), max_size=5))
def test_the_total_is_the_score_of_all(parts: list[list[int]]) -> None:
    found = total([score(Kind.NPS, Counter(part)) for part in parts])
    everything = Counter(n for part in parts for n in part)
    assert found == (score(Kind.NPS, everything) if parts else None)


@given(st.dictionaries(st.integers(0, 10), st.integers(0, 12)))
def test_no_hidden_count_can_be_computed(counts: dict[int, int]) -> None:
    """From what is shown (the total, the shown groups, the shown numbers) no count under five follows."""
    found = score(Kind.NPS, counts)
    shown = disclosure.distribution(found)
    hidden_groups = [g for g in Group if shown.groups[g] is None]
    assert len(hidden_groups) != 1
    for group in Group:
        members = SCALES[Kind.NPS].of_group(group)
        hidden = [n for n in members if shown.numbers[n] is None]
        if shown.groups[group] is None:
            assert hidden == list(members)
        else:
            assert shown.groups[group] == found.of(group) >= 5
            assert len(hidden) != 1
    assert all(count is None or count >= 5 for count in shown.numbers.values())


def test_the_worked_cases_hold(shared: Path) -> None:
    """The NPS and CES cases of golden/surveys.json, through our counts."""
    cases = json.loads((shared / "golden" / "surveys.json").read_text(encoding="utf-8"))["cases"]
    tried = 0
    for case in cases:
        given, wanted, tolerance = case["inputs"], case["expected"], case["tolerance"]
        if case["kind"] == "nps_basic" and "scores" in given:
            found = score(Kind.NPS, Counter(given["scores"]))
        elif case["kind"] == "nps_ci" and "promoters" in given:
            found = score(Kind.NPS, {10: given["promoters"], 7: given["passives"], 0: given["detractors"]})
            assert (found.low, found.high) == pytest.approx(wanted["adjusted_wald95"], abs=tolerance)
        elif case["kind"] == "ces":
            found = score(Kind.CES, {int(number): n for number, n in given["counts"].items()})
            assert (found.low, found.high) == pytest.approx(wanted["mean_t95"], abs=tolerance)
        else:
            continue
        wanted.setdefault("nps", wanted.get("mean"))
        if wanted["nps"] is None:
            assert found.value is None
        else:
            assert found.value == pytest.approx(wanted["nps"], abs=tolerance), case["id"]
        tried += 1
    assert tried >= 9

"""Foresight: Brier score, reliability and which rating told ideas apart; and what reaches the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.queries import foreseen_by, foresight, items_of
from improve.reviews.rules.calibration import Foreseen, bins_of, brier, calibration, right_pairs, wilson
from improve.reviews.values import DecisionData
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company


@pytest.mark.parametrize(
    ("found", "score"),
    [
        ([(100, True)] * 5, 0.0),
        ([(0, True)] * 5, 1.0),
        ([(50, True), (50, False)] * 3, 0.25),
        ([(80, True), (80, True), (80, True), (80, True), (80, False)], 0.16),
        ([(80, True)] * 4, None),  # too few
    ],
)
def test_the_brier_score(found: list[tuple[int, bool]], score: float | None) -> None:
    assert brier(found) == (pytest.approx(score) if score is not None else None)


def test_the_wilson_interval_is_the_published_one() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 1 of 29 gives 0.0061 to 0.1718."""
    assert wilson(81, 263) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert wilson(1, 29) == (pytest.approx(0.0061, abs=5e-5), pytest.approx(0.1718, abs=5e-5))


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=60))
def test_every_prediction_is_in_one_bin(found: list[tuple[int, bool]]) -> None:
    bins = bins_of(found)
    assert sum(one.n for one in bins) == len(found)
    assert sum(round(one.n * one.share) for one in bins) == sum(o for _p, o in found)
    assert all(one.from_ <= one.share + 1e-9 and one.share <= one.to + 1e-9 for one in bins)
    assert all(one.low / 100 <= one.foretold <= one.high / 100 for one in bins)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=8, max_size=30))
def test_right_pairs_of_the_opposite_rating_are_the_rest(rated: list[tuple[float, bool]]) -> None:
    pairs, right = right_pairs(rated)
    _same, wrong = right_pairs([(-value, delivered) for value, delivered in rated])
    assert (right is None) == (pairs < 10)
    if right is not None:
        assert right + wrong == pytest.approx(1)


def test_what_told_ideas_apart_comes_first() -> None:
    found = [
        Foreseen(good, 90 if good else 20, 50.0, {"Benefit": 0.9 if good else 0.2, "Reach": 0.5})
        for good in [True] * 4 + [False] * 4
    ]
    whole = calibration(12, found, score_name="Score")
    assert whole.predictors[0].name == "Benefit"
    assert [one.right for one in whole.predictors] == [1.0, 0.5, 0.5]
    assert (whole.accepted, whole.known, whole.delivered, whole.predicted) == (12, 8, 4, 8)
    assert whole.brier == pytest.approx(0.025)


def decided(company: Company, *decisions: DecisionData) -> Round:
    """A published round with these decisions."""
    held = company.round([company.idea(f"Idea {number}") for number in range(len(decisions))])
    for item in items_of(SYSTEM, held.id):
        company.score(held, item.suggestion, "mia", 4)
    with transaction():
        service.close_round(held, by=SYSTEM)
    for item, data in zip(items_of(SYSTEM, held.id), decisions, strict=True):
        with transaction():
            service.decide(item, data, by=act(company.chen))
    with transaction():
        service.publish_round(held, by=act(company.chen))
    return held


def test_only_what_is_carried_out_is_foretold(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    day = company_today() + timedelta(days=20)
    held = decided(
        company,
        DecisionData("accept", "Good.", day, "Ten minutes a shift", 80),
        DecisionData("accept", "Good.", None, "", 40),
        DecisionData("decline", "No.", None, "Nothing", 10),
        DecisionData("revise", "Please.", day, "x", 10),
    )
    rows = db.session.scalars(select(Decision).order_by(Decision.item_id)).all()
    assert [one.probability for one in rows] == [80, 40, None, None]
    assert [one.revise_by for one in rows] == [None, None, None, day]
    assert [bool(one.expected_effect) for one in rows] == [True, False, False, False]
    numbers = [item.suggestion_id for item in items_of(SYSTEM, held.id)]
    verdicts = {numbers[0]: "improved", numbers[1]: "not_enough_data", numbers[2]: "worse"}
    monkeypatch.setattr(foresight, "_verdicts", lambda ids: verdicts)
    accepted, found = foreseen_by(act(company.chen))
    assert accepted == 2
    assert [(one.delivered, one.probability) for one in found] == [(True, 80)]
    assert list(found[0].criteria.values()) == [pytest.approx(0.75)] * 4
    assert found[0].score == pytest.approx(75)
    assert foreseen_by(act(company.ada)) == (0, [])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (DecisionData("revise", "Please."), "revise_by"),
        (None, "revise_by"),
        (DecisionData("local", "Do it."), "outcome"),
    ],
)
def test_what_a_decision_needs(company: Company, data: DecisionData | None, field: str) -> None:
    data = data or DecisionData("revise", "Please.", company_today() - timedelta(days=1))
    held = company.round([company.idea("One")])
    with transaction():
        service.close_round(held, by=SYSTEM)
    (item,) = items_of(SYSTEM, held.id)
    with pytest.raises(Invalid) as refused, transaction():
        service.decide(item, data, by=act(company.chen))
    assert list(refused.value.errors) == [field]


def test_the_local_lead_gets_what_the_committee_hands_over(company: Company) -> None:
    from improve.accounts.models import Unit

    with transaction():
        db.session.get_one(Unit, company.units["warehouse"].id).lead_id = company.coco.id
    idea = company.idea("Small", unit="warehouse")
    held = company.round([idea])
    with transaction():
        service.close_round(held, by=SYSTEM)
        (item,) = items_of(SYSTEM, held.id)
        service.decide(item, DecisionData("local", "Cheap: just do it."), by=act(company.chen))
        service.publish_round(held, by=act(company.chen))
    stored = db.session.get_one(Suggestion, idea.id)
    assert (stored.state, stored.assignee_id) == (Status.LOCAL, company.coco.id)


def test_the_page_compares(
    app: Flask, new_browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia"))
        decided(company, *[DecisionData("accept", "Good.", None, "", 80)] * 6)
        numbers = db.session.scalars(select(RoundItem.suggestion_id).order_by(RoundItem.id)).all()
    codes = ["improved"] * 4 + ["worse", "no_change_shown"]
    found = dict(zip(numbers, codes, strict=True))
    for language, login, none, some in (
        ("en", "mia", "No accepted idea has a verdict yet", "4 of 6 accepted ideas with a verdict delivered"),
        ("zh-Hans", "chen", "采纳的建议尚无结论", "6条有结论的采纳建议中，4条见效"),
    ):
        browser = new_browser(language=language)
        browser.sign_in(login, PASSWORD)
        browser.language(language)
        with monkeypatch.context() as patch:
            patch.setattr(foresight, "_verdicts", lambda ids: {})
            assert browser.get("/reviews/foresight").h1 == none
            patch.setattr(foresight, "_verdicts", lambda ids: found)
            page = browser.get("/reviews/foresight")
            assert page.h1 == some
            assert "0.24" in page.text  # four times 0.04 and twice 0.64, by six

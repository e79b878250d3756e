"""Rubrics: a used version stands, and old results reproduce to the cent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Criterion, Review, Round, RubricVersion
from improve.reviews.queries import inputs_of, latest_stored, latest_version, standing_of
from improve.reviews.rules import scoring
from improve.reviews.rules.rubrics import checked
from improve.reviews.rules.standing import Standing
from improve.reviews.service.scoring import asked_by
from improve.reviews.values import CriterionData, DecisionData, ReviewData, ReviewNotes, RubricData
from improve.suggestions.models import Category, Suggestion
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import CRITERIA, Company, both, make_company

DATA = RubricData(name=both("Standard rubric", "通用评分标准"))
HEAVIER = (replace(CRITERIA[0], weight=90), *CRITERIA[1:])


def change(company: Company, criteria: tuple = HEAVIER, data: RubricData = DATA) -> RubricVersion:
    with transaction():
        return service.change_rubric(company.rubric, data, criteria, by=act(company.root))


def test_an_unused_version_is_rewritten(company: Company) -> None:
    company.round([company.idea("Idea")], opened=False)
    assert change(company).number == 1
    version = latest_version(company.rubric.id)
    assert [c.weight for c in version.criteria] == [90, 20, 25, 15]
    assert db.session.query(Criterion).count() == 4
    assert version.criteria[0].labels[3] == CRITERIA[0].anchor_3


def test_a_used_version_stands_and_a_change_makes_a_new_one(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    drafted = company.round([company.idea("Other")], opened=False)
    company.score(held, idea, "mia", 5, 1, 1, 1)
    assert change(company).number == 2
    assert held.rubric_version.number == 1
    assert drafted.rubric_version.number == 2
    company.score(held, idea, "chen", 5, 1, 1, 1)
    assert [review.score for review in db.session.query(Review)] == [40, 40]


def test_a_new_name_makes_no_new_version(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    company.score(held, idea, "mia", 5)
    assert change(company, CRITERIA, RubricData(name=both("Renamed", "改名"))).number == 1
    assert company.rubric.name["en"] == "Renamed"


def test_T9_a_published_round_reproduces_to_the_cent_after_the_rubric_changed(company: Company) -> None:
    ideas = [company.idea(f"Idea {n}") for n in range(4)]
    held = company.round(ideas)
    for place, idea in enumerate(ideas):
        for login in ("chen", "mia", "wu"):
            company.score(held, idea, login, 5 - place, 4, 3, 2)
    with transaction():
        service.close_round(held, by=SYSTEM)
        for idea in ideas:
            service.decide(company.item(held, idea), DecisionData("accept", "Good."), by=act(company.chen))
        service.publish_round(held, by=act(company.chen))
    before = standing_of(held, inputs_of(held))
    stored = Standing.from_json(latest_stored(held.id).data["standing"])
    change(company)
    assert standing_of(held, inputs_of(held)) == before == stored
    for review in db.session.query(Review):
        asked = asked_by(held.rubric_version, None)
        assert scoring.result(asked, review.values).score == review.score


def test_leaving_the_unit_later_changes_no_published_result(company: Company) -> None:
    """Who had a conflict is part of the record."""
    ideas = [company.idea("Team", "ada"), company.idea("Open")]
    held = company.round(ideas)
    company.score(held, ideas[0], "mia", 5)
    with transaction():
        service.close_round(held, by=SYSTEM)
        for idea in ideas:
            service.decide(company.item(held, idea), DecisionData("accept", "Good."), by=act(company.chen))
        service.publish_round(held, by=act(company.chen))
    before = inputs_of(held)
    with transaction():
        db.session.get_one(Person, company.mia.id).unit_id = company.units["warehouse"].id
        db.session.get_one(Person, company.wu.id).unit_id = None
    assert inputs_of(held).recused == before.recused
    assert standing_of(held, inputs_of(held)) == standing_of(held, before)


@pytest.mark.parametrize("count", [0, 13])
def test_a_rubric_has_one_to_twelve_criteria(company: Company, count: int) -> None:
    with pytest.raises(Invalid):
        change(company, CRITERIA[:1] * count)


def test_only_who_looks_after_the_whole_company_writes_rubrics(company: Company) -> None:
    for login in ("chen", "otto", "max"):
        with pytest.raises(Forbidden), transaction():
            service.create_rubric(DATA, CRITERIA, by=act(company.people[login]))
    with transaction():
        service.create_rubric(DATA, CRITERIA, by=act(company.coco))


SAFETY = both("Safety", "安全")


def with_kinds(company: Company) -> tuple[Round, Suggestion, Suggestion]:
    """A rubric with every kind of criterion, and two ideas, the first of the category that one of them is for."""
    with transaction():
        category = Category(name=SAFETY, code="safe")
        db.session.add(category)
        db.session.flush()
        service.change_rubric(
            company.rubric,
            RubricData(name=both("Kinds", "类型")),
            [
                CRITERIA[0],
                CriterionData(both("Legal", "合法"), both("Is it allowed?", "允许吗？"), 10, kind="yes_no"),
                replace(CRITERIA[1], in_total=False),
                replace(CRITERIA[2], category_id=category.id),
                CriterionData(both("Why", "理由"), both("In your words", "请说明"), kind="text"),
            ],
            by=SYSTEM,
        )
    ideas = [company.idea("Of the category"), company.idea("Of none")]
    with transaction():
        db.session.get_one(Suggestion, ideas[0].id).category_id = category.id
    return company.round(ideas), ideas[0], ideas[1]


def test_every_kind_of_criterion_counts_as_it_should(company: Company) -> None:
    held, special, plain = with_kinds(company)
    scale, legal, aside, narrow, words = held.rubric_version.criteria
    given = {scale.id: 5, legal.id: 0, aside.id: 1}

    def score(idea: Suggestion, values: dict[int, float | None], text: str = "") -> Review:
        with transaction():
            return service.submit_review(
                company.item(held, idea),
                ReviewData(values, ReviewNotes(), {words.id: text, 10**6: "x"}),
                by=act(company.mia),
            )

    # 40 of 50: the yes or no weighs 10, what is aside nothing, and the narrow one is not asked.
    review = score(plain, given, "Because.")
    assert (review.score, review.answered) == (pytest.approx(80), pytest.approx(1))
    assert review.texts == {words.id: "Because."}
    assert set(review.values) == {scale.id, legal.id, aside.id}
    # The same ratings of an idea of the category: 40 and 10 and 25, of 75.
    review = score(special, {**given, narrow.id: 3})
    assert review.score == pytest.approx(100 * (40 + 0 + 12.5) / 75)
    with pytest.raises(Invalid):
        score(special, given)
    with pytest.raises(Invalid):
        score(plain, {**given, narrow.id: 3})
    with pytest.raises(Invalid):
        score(plain, {**given, legal.id: 2})
    assert score(plain, given, "Because.").revision == 1  # the same again is no news
    assert score(plain, given, "Well.").revision == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weight": None}, "weight"),
        ({"anchor_1": None}, "anchor_1"),
        ({"anchor_5": None}, "anchor_5"),
        ({"weight": None, "in_total": False}, None),
        ({"anchor_1": None, "anchor_5": None, "kind": "yes_no"}, None),
        ({"weight": None, "anchor_1": None, "anchor_5": None, "kind": "text"}, None),
    ],
)
def test_what_a_criterion_needs(change: dict[str, Any], field: str | None) -> None:
    data = replace(CRITERIA[0], **change)
    if field is not None:
        with pytest.raises(Invalid) as refused:
            checked(data)
        assert list(refused.value.errors) == [field]
    else:
        assert checked(data).weight in (1, 40)
        assert not (checked(data).in_total and data.kind == "text")


def test_a_rubric_counts_something_for_every_category(company: Company) -> None:
    with pytest.raises(Invalid), transaction():
        service.create_rubric(RubricData(name=SAFETY), [replace(CRITERIA[0], in_total=False)], by=SYSTEM)


def test_kinds_are_written_and_answered_in_the_browser(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company = make_company(signs_in=("mia", "root"))
        held, _special, plain = with_kinds(company)
        item_id, rubric_id = company.item(held, plain).id, company.rubric.id
        scale, legal, aside, _narrow, words = (c.id for c in held.rubric_version.criteria)
    browser = new_browser()
    browser.sign_in("mia", PASSWORD)
    page = browser.get(f"/reviews/items/{item_id}")
    assert "not in the total" in page.text
    assert "0 of 3 answered" in page.text
    assert "How soon could a pilot start?" not in page.text
    address = f"/reviews/items/{item_id}"
    numbers = {f"c{scale}": "5", f"c{legal}": "0", f"c{aside}": "1"}
    browser.submit(address, **numbers, **{f"c{words}": " "})  # words are optional
    with app.app_context():
        assert db.session.query(Review).one().texts == {}
    browser.get(address)
    browser.submit(address, **numbers, **{f"c{words}": "Because."})
    page = browser.get(address)
    assert "Because." in page.html
    with app.app_context():
        assert db.session.query(Review).filter_by(is_current=True).one().score == pytest.approx(80)
    editor = new_browser()
    editor.sign_in("root", PASSWORD)
    editor.get(f"/reviews/rubrics/{rubric_id}")
    editor.submit(f"/reviews/rubrics/{rubric_id}", raw={"c1_weight": ""}, status=422)
    editor.get(f"/reviews/rubrics/{rubric_id}")
    editor.submit(f"/reviews/rubrics/{rubric_id}")  # nothing changed: no new version
    with app.app_context():
        assert latest_version(rubric_id).number == 1

"""Rubrics: a used version stands, and old results reproduce to the cent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Criterion, Review, RubricVersion
from improve.reviews.queries import inputs_of, latest_stored, latest_version, standing_of
from improve.reviews.rules import scoring
from improve.reviews.rules.standing import Standing
from improve.reviews.service.scoring import asked_by
from improve.reviews.values import DecisionData, RubricData
from tests.people import act
from tests.reviews.company import CRITERIA, Company, both

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


def test_a_published_round_reproduces_to_the_cent_after_the_rubric_changed(company: Company) -> None:
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
        asked = asked_by(held.rubric_version)
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

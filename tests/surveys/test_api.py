"""Surveys over the API: answers without an account, results for those who may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from improve.accounts.queries import actor_of
from improve.core.db import db
from improve.core.policy import Actor, Role
from improve.surveys.models import Survey
from improve.web.access import LOADERS
from tests.people import make_person
from tests.surveys.making import make_survey, stored

Client = Any


@pytest.fixture
def survey(app: Flask) -> Survey:
    with app.app_context():
        return make_survey()


@pytest.fixture
def client_of(app: Flask) -> Iterator[Callable[[Actor | None], Client]]:
    current: dict[str, Actor | None] = {"actor": None}
    app.extensions[LOADERS].insert(0, lambda: current["actor"])

    def client(actor: Actor | None) -> Client:
        current["actor"] = actor
        return app.test_client()

    yield client


def address(app: Flask, survey: Survey) -> tuple[int, str]:
    with app.app_context():
        fresh = db.session.merge(survey)
        return fresh.id, fresh.public_id


def test_answers_come_in_without_an_account_and_score(
    app: Flask, survey: Survey, client_of: Callable[..., Client]
) -> None:
    number, public_id = address(app, survey)
    visitor = client_of(None)
    for score in (*[10] * 6, *[9] * 6, *[8] * 6, *[7] * 6, *[6] * 6, *[0] * 2):
        made = visitor.post(
            f"/api/v1/surveys/{public_id}/responses", json={"answers": {"nps": score}, "language": "zh-CN"}
        )
        assert made.status_code == 201
        assert set(made.json) == {"id"}
    with app.app_context():
        assert stored() == 32
        reader = actor_of(make_person("aud", roles=[Role.AUDITOR]))
    found = client_of(reader).get(f"/api/v1/surveys/{number}/results?by=month").json
    assert (found["n"], found["promoters"], found["passives"], found["detractors"]) == (
        32,
        12,
        12,
        8,
    )
    assert found["score"] == 12.5
    assert found["low"] < 12.5 < found["high"]
    assert [point["n"] for point in found["trend"]] == [32]
    assert len(found["trend"][0]["period"]) == 7
    assert found["questions"][0]["question"] == "nps"
    assert client_of(reader).get(f"/api/v1/surveys/{public_id}/results").json["score"] == 12.5


def test_the_api_hides_what_the_page_hides(
    app: Flask, survey: Survey, client_of: Callable[..., Client]
) -> None:
    number, public_id = address(app, survey)
    for score in (*[10] * 10, *[8] * 6, *[3] * 4):
        client_of(None).post(f"/api/v1/surveys/{public_id}/responses", json={"answers": {"nps": score}})
    with app.app_context():
        reader = actor_of(make_person("aud", roles=[Role.AUDITOR]))
    found = client_of(reader).get(f"/api/v1/surveys/{number}/results").json
    assert (found["n"], found["score"], found["promoters"]) == (20, 30.0, 10)
    assert found["detractors"] is found["passives"] is None  # four, and what would give them away


@pytest.mark.parametrize("name", ["%00", "a%00b", "x" * 300, "%ff", "1" * 400, "\u0661"])
def test_ids_that_are_none(app: Flask, survey: Survey, client_of: Callable[..., Client], name: str) -> None:
    posted = client_of(None).post(f"/api/v1/surveys/{name}/responses", json={"answers": {"nps": 9}})
    assert posted.status_code == 404
    with app.app_context():
        reader = actor_of(make_person("aud", roles=[Role.AUDITOR]))
    assert client_of(reader).get(f"/api/v1/surveys/{name}/results").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": {"nps": 11}}, "nps"),
        ({"answers": {"nps": "many"}}, "nps"),
        ({"answers": {"nps": 3.5}}, "nps"),
        ({"answers": {"nps": 9, "surprise": 1}}, "surprise"),
        ({"answers": {}}, "answers"),
        ({"answers": [1]}, "answers"),
        ({}, "answers"),
        ({"answers": {"nps": 9}, "who": "me"}, "who"),
    ],
)
def test_bad_answers_are_refused_by_name(
    app: Flask, survey: Survey, client_of: Callable[..., Client], body: Any, field: str
) -> None:
    _number, public_id = address(app, survey)
    refused = client_of(None).post(f"/api/v1/surveys/{public_id}/responses", json=body)
    assert refused.status_code == 422, refused.json
    assert field in {error["field"] for error in refused.json["errors"]}
    with app.app_context():
        assert stored() == 0


def test_unknown_surveys_and_unfit_readers(
    app: Flask, survey: Survey, client_of: Callable[..., Client]
) -> None:
    number, _public_id = address(app, survey)
    assert (
        client_of(None).post("/api/v1/surveys/nope/responses", json={"answers": {"nps": 9}}).status_code
        == 404
    )
    assert client_of(None).get(f"/api/v1/surveys/{number}/results").status_code == 401
    with app.app_context():
        member = actor_of(make_person("mem"))
    assert client_of(member).get(f"/api/v1/surveys/{number}/results").status_code == 403


def test_few_answers_show_nothing(app: Flask, survey: Survey, client_of: Callable[..., Client]) -> None:
    number, public_id = address(app, survey)
    client_of(None).post(f"/api/v1/surveys/{public_id}/responses", json={"answers": {"nps": 0}})
    with app.app_context():
        reader = actor_of(make_person("aud", roles=[Role.AUDITOR]))
    found = client_of(reader).get(f"/api/v1/surveys/{number}/results").json
    assert found["score"] is None
    assert found["trend"] == []
    assert isinstance(found["questions"], list)

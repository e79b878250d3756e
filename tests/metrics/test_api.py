"""POST /api/v1/metrics/{id}/readings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.values import NewToken
from improve.core.db import db, transaction
from improve.metrics.models import Metric
from improve.metrics.queries import series
from tests.conftest import Clock
from tests.metrics.making import fill_counts, make_metric
from tests.people import act, make_person

Post = Callable[..., TestResponse]


def token_of(person: Person) -> str:
    with transaction():
        issued = accounts.issue_token(person, NewToken(label="test"), by=act(person))
    return str(issued)


@pytest.fixture
def door(app: Flask, clock: Clock) -> tuple[FlaskClient, dict[str, str]]:
    with app.app_context():
        ann, bob = make_person("ann"), make_person("bob")
        make_metric("WH-07", owner=ann)
        make_metric("WH-08", owner=ann, kind="proportion")
        return app.test_client(), {"ann": token_of(ann), "bob": token_of(bob)}


@pytest.fixture
def post(door: tuple[FlaskClient, dict[str, str]]) -> Post:
    client, tokens = door

    def send(
        body: Any, *, metric: str = "WH-07", by: str = "ann", headers: dict[str, str] | None = None
    ) -> TestResponse:
        return client.post(
            f"/api/v1/metrics/{metric}/readings",
            json=body,
            headers={"Authorization": f"Bearer {tokens[by]}", **(headers or {})},
        )

    return send


def values(app: Flask, code: str = "WH-07") -> tuple[float | None, ...]:
    with app.app_context():
        return series(db.session.scalars(db.select(Metric).where(Metric.code == code)).one()).values


def test_readings_are_recorded_corrected_and_left_alone(app: Flask, post: Post) -> None:
    body = {
        "readings": [
            {"period": "2026-W02", "value": 1.2, "numerator": None, "denominator": None},
            {"period": "2026-W03", "value": 2},
        ]
    }
    for metric, expected in (("1", (2, 0, 0)), ("WH-07", (0, 0, 2))):
        answer = post(body, metric=metric)
        assert answer.status_code == 200
        found = answer.get_json()
        assert (found["created"], found["updated"], found["skipped"], found["errors"]) == (*expected, [])
    body["readings"][1]["value"] = 3
    assert post(body).get_json()["updated"] == 1
    assert values(app) == (1.2, 3.0)


def test_good_readings_are_stored_although_others_are_bad(app: Flask, post: Post) -> None:
    answer = post(
        {
            "readings": [
                {"period": "2026-W02", "value": 1},
                {"period": "2026-W03", "value": "x"},
                7,
                {"period": "soon"},
            ]
        }
    )
    found = answer.get_json()
    assert answer.status_code == 200
    assert found["created"] == 1
    assert {(error["row"], error["field"]) for error in found["errors"]} >= {
        (2, "value"),
        (3, ""),
        (4, "period"),
    }
    assert all(set(error) == {"row", "field", "message"} for error in found["errors"])
    assert values(app) == (1.0,)


def test_counts_of_a_share(app: Flask, post: Post) -> None:
    rows = [{"period": "2026-W02", "numerator": 3, "denominator": 4}, {"period": "2026-W03", "value": 0.5}]
    found = post({"readings": rows}, metric="WH-08").get_json()
    assert (found["created"], [error["field"] for error in found["errors"]]) == (1, ["value"])
    assert values(app, "WH-08") == (75.0,)


@pytest.mark.parametrize(
    ("reading", "field"),
    [
        ({"period": "2026-W02", "value": "a\x00b"}, "value"),
        ({"period": "2026-W02", "value": 1e300}, "value"),
        ({"period": "2026-W02", "value": True}, "value"),
        ({"period": "2026-W02", "value": [1]}, "value"),
        ({"period": "2026-W02", "value": 2**70}, "value"),
        ({"period": "2026-W02", "value": 1, "note": "x"}, "note"),
        ({"period": "x" * 5000, "value": 1}, "period"),
        ({"period": "2026-W02\ud800", "value": 1}, "period"),
        ({"period": 202602, "value": 1}, "period"),
        ({"period": "2031-W02", "value": 1}, "period"),
        ({"period": None, "value": 1}, "period"),
        ({}, "period"),
    ],
)
def test_when_no_reading_is_good_the_answer_is_a_4xx_that_names_the_field(
    app: Flask, post: Post, reading: dict[str, Any], field: str
) -> None:
    answer = post({"readings": [reading]})
    assert answer.status_code == 422
    assert answer.content_type.startswith("application/problem+json")
    assert field in {error["field"] for error in answer.get_json()["errors"]}
    assert values(app) == ()


@pytest.mark.parametrize(
    "body",
    [{}, {"readings": {}}, {"readings": "x"}, {"readings": None}, {"readings": [], "more": 1}, [], "x", 7],
)
def test_a_body_of_another_form_is_refused(post: Post, body: Any) -> None:
    assert post(body).status_code in (400, 422)


def test_too_many_readings_are_refused(post: Post) -> None:
    answer = post({"readings": [{"period": "2026-W02", "value": 1}] * 10_001})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "readings"


@pytest.mark.parametrize(
    ("metric", "by", "status"),
    [("WH-07", "bob", 403), ("nothing", "ann", 404), ("4711", "ann", 404), ("99999999999", "ann", 404)],
)
def test_who_may_and_which_metric(post: Post, metric: str, by: str, status: int) -> None:
    assert (
        post({"readings": [{"period": "2026-W02", "value": 1}]}, metric=metric, by=by).status_code == status
    )


def test_a_visitor_is_turned_away(app: Flask, clock: Clock) -> None:
    answer = app.test_client().post("/api/v1/metrics/1/readings", json={"readings": []})
    assert answer.status_code == 401


def test_the_same_key_answers_the_same_and_another_body_is_refused(app: Flask, post: Post) -> None:
    key = {"Idempotency-Key": "abc-1"}
    body = {"readings": [{"period": "2026-W02", "value": 1}]}
    first, second = post(body, headers=key), post(body, headers=key)
    assert first.get_json() == second.get_json() == {"created": 1, "updated": 0, "skipped": 0, "errors": []}
    assert post({"readings": [{"period": "2026-W02", "value": 2}]}, headers=key).status_code == 422
    assert values(app) == (1.0,)


def test_the_document_describes_it(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    path = next(path for path in document["paths"] if path.endswith("/readings"))
    assert "post" in document["paths"][path]


def test_many_counts_keep_their_order(app: Flask, clock: Clock) -> None:
    from datetime import date

    with app.app_context():
        metric = make_metric("S", kind="proportion", period="day")
        fill_counts(metric, date(2026, 1, 1), [(i, 100) for i in range(40)])
        assert series(metric).values == tuple(float(i) for i in range(40))

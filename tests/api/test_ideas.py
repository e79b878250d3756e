"""The API of ideas: shapes, votes, remembered answers, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core.db import db, transaction
from improve.core.policy import Actor, Role
from improve.suggestions import service
from improve.suggestions.values import IdeaText
from improve.web.access import LOADERS
from tests.people import make_person

IDEA = {"title": "Rack", "problem": "Scanners are far away.", "idea": "A rack by the aisle."}


@pytest.fixture
def people(app: Flask) -> dict[str, Actor]:
    with app.app_context():
        return {
            name: actor_of(make_person(name, roles=roles))
            for name, roles in (("ann", ()), ("bob", ()), ("root", (Role.ADMINISTRATOR,)))
        }


@pytest.fixture
def as_(app: Flask, people: dict[str, Actor]) -> Callable[[str | None], FlaskClient]:
    """A client of somebody; the loader stands for the bearer token, which accounts test."""
    current: dict[str, Actor | None] = {"actor": None}
    app.extensions[LOADERS].insert(0, lambda: current["actor"])

    def client(name: str | None) -> FlaskClient:
        current["actor"] = people[name] if name else None
        return app.test_client()

    return client


def submit(app: Flask, login: str, **more: str) -> int:
    with app.app_context():
        person = db.session.query(Person).filter_by(login=login).one()
        with transaction():
            return service.submit(IdeaText(**{**IDEA, **more}), by=actor_of(person)).id


def test_handing_in_and_reading_back(as_: Callable[..., FlaskClient]) -> None:
    made = as_("ann").post("/api/v1/suggestions", json={**IDEA, "expected_result": "Less queueing."})
    assert made.status_code == 201
    read = as_("bob").get(made.headers["Location"])
    assert read.json == made.json
    assert read.json["title"] == "Rack"
    assert read.json["status"] == "received"
    assert read.json["author"] == "Ann"
    assert read.json["votes"] == 0
    assert read.json["voted"] is False
    assert read.json["created_at"].endswith("Z")
    assert [step["to_status"] for step in read.json["history"]] == ["received"]
    found = as_("bob").get("/api/v1/suggestions").json
    assert {key: found[key] for key in ("page", "per_page", "total")} == {
        "page": 1,
        "per_page": 20,
        "total": 1,
    }
    assert set(found["items"][0]) == {
        "id", "external_id", "title", "status", "category", "votes", "votes_against", "imported_votes",
        "voted", "voted_against", "counts_hidden_until", "author", "created_at", "url",
    }  # fmt: skip


def test_voting_is_idempotent_and_not_for_oneself(app: Flask, as_: Callable[..., FlaskClient]) -> None:
    number = submit(app, "ann")
    bob = as_("bob")
    state = {"voted_against": False, "votes_left": None}
    for _again in range(2):
        assert bob.put(f"/api/v1/suggestions/{number}/vote").json == {**state, "votes": 1, "voted": True}
    assert bob.get("/api/v1/suggestions").json["items"][0]["voted"] is True
    for _again in range(2):
        assert bob.delete(f"/api/v1/suggestions/{number}/vote").json == {**state, "votes": 0, "voted": False}
    own = as_("ann").put(f"/api/v1/suggestions/{number}/vote")
    assert own.status_code == 409
    assert own.content_type == "application/problem+json"


def test_the_same_key_gets_the_same_answer(as_: Callable[..., FlaskClient]) -> None:
    ann, headers = as_("ann"), {"Idempotency-Key": "one"}
    first = ann.post("/api/v1/suggestions", json=IDEA, headers=headers)
    again = ann.post("/api/v1/suggestions", json=IDEA, headers=headers)
    assert (again.status_code, again.json, again.headers["Location"]) == (
        201,
        first.json,
        first.headers["Location"],
    )
    other = ann.post("/api/v1/suggestions", json={**IDEA, "title": "Other"}, headers=headers)
    assert other.status_code == 422
    assert other.json["errors"][0]["field"] == "Idempotency-Key"
    assert ann.get("/api/v1/suggestions").json["total"] == 1
    somebody_else = as_("bob").post("/api/v1/suggestions", json=IDEA, headers=headers)
    assert somebody_else.status_code == 201
    assert somebody_else.json["id"] != first.json["id"]


def test_a_refused_act_is_not_remembered(as_: Callable[..., FlaskClient]) -> None:
    ann, headers = as_("ann"), {"Idempotency-Key": "two"}
    bad = ann.post("/api/v1/suggestions", json={**IDEA, "category": "nowhere"}, headers=headers)
    assert bad.status_code == 422
    good = ann.post("/api/v1/suggestions", json=IDEA, headers=headers)
    assert good.status_code == 201


def test_one_key_many_requests_at_once(app: Flask, as_: Callable[..., FlaskClient]) -> None:
    as_("ann")

    def send(_number: int) -> int:
        answer = app.test_client().post(
            "/api/v1/suggestions", json=IDEA, headers={"Idempotency-Key": "three"}
        )
        return int(answer.json["id"])

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(send, range(16)))
    assert len(ids) == 1
    assert as_("bob").get("/api/v1/suggestions").json["total"] == 1


BAD_BODIES: list[tuple[bytes, int, str | None]] = [
    (b"{", 400, None),
    (b"[]", 400, None),
    (b"\xff\xfe", 400, None),
    (b"[" * 100_000, 400, None),
    (b'{"title": NaN}', 400, None),
    (json.dumps({**IDEA, "title": "a\x00b"}).encode(), 422, "title"),
    (json.dumps({**IDEA, "title": "\ud800"}).encode(), 422, "title"),
    (json.dumps({**IDEA, "title": "x" * 201}).encode(), 422, "title"),
    (json.dumps({**IDEA, "title": 12}).encode(), 422, "title"),
    (json.dumps({**IDEA, "title": None}).encode(), 422, "title"),
    (json.dumps({**IDEA, "problem": "x" * 10_001}).encode(), 422, "problem"),
    (json.dumps({**IDEA, "problem": {"a": 1}}).encode(), 422, "problem"),
    (json.dumps({**IDEA, "surprise": 1}).encode(), 422, "surprise"),
    (json.dumps({"title": "Only"}).encode(), 422, "problem"),
]


@pytest.mark.parametrize(("raw", "status", "field"), BAD_BODIES)
def test_bad_bodies_are_refused_by_name(
    as_: Callable[..., FlaskClient], raw: bytes, status: int, field: str | None
) -> None:
    ann = as_("ann")
    answer = ann.post("/api/v1/suggestions", data=raw, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    if field is not None:
        assert field in {error["field"] for error in answer.json["errors"]}
    assert ann.get("/api/v1/suggestions").json["total"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("per_page=101", "per_page"),
        ("page=0", "page"),
        ("page=99999999999", "page"),
        ("in=body", "in"),
        ("sort=oldest", "sort"),
        ("status=gone", "status"),
        ("unit=nowhere", "unit"),
        ("category=nowhere", "category"),
        ("surprise=1", "surprise"),
        ("page=1&page=2", "page"),
    ],
)
def test_bad_queries_are_refused_by_name(as_: Callable[..., FlaskClient], query: str, field: str) -> None:
    answer = as_("ann").get(f"/api/v1/suggestions?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_without_a_token_nothing_is_told(as_: Callable[..., FlaskClient]) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/1"), ("PUT", "/1/vote")):
        answer = as_(None).open(f"/api/v1/suggestions{path}", method=method, json={})
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"


def test_json_is_asked_for(as_: Callable[..., FlaskClient]) -> None:
    answer = as_("ann").post("/api/v1/suggestions", data="title=x", content_type="text/plain")
    assert answer.status_code == 415


def test_statements_do_not_grow_with_the_page(
    app: Flask, as_: Callable[..., FlaskClient], statements: Any
) -> None:
    counts = []
    for total in (2, 12):
        while as_("bob").get("/api/v1/suggestions").json["total"] < total:
            submit(app, "ann", title=f"Idea {total}")
        bob = as_("bob")
        with statements() as asked:
            assert len(bob.get("/api/v1/suggestions?per_page=100").json["items"]) == total
        counts.append(asked.count)
    assert counts[0] == counts[1]

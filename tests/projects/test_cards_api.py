"""Projects, their actions and their savings over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.projects.models import Project, Stage
from tests.conftest import Clock
from tests.metrics.test_api import token_of
from tests.people import act, make_person, make_unit
from tests.projects.making import IMPROVED, accepted, adopt, make_project, running

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(app: Flask, clock: Clock) -> Ask:
    with app.app_context():
        plant = make_unit("Plant")
        ann, boss = make_person("ann"), make_person("boss", roles=[Role.COORDINATOR])
        accepted(ann)
        done = running(ann, IMPROVED, title="Shorter queue", code="A", stage=Stage.CHECK, idea_ids=(1,))
        adopt(done, by=act(ann), approved_by=act(boss))
        bare = make_project("Bare 料架", owner=ann, unit=plant)
        running(ann, IMPROVED[:3], title="Just begun", code="B")
        with transaction():
            db.session.get_one(Project, bare.id).problem = "We walk too far"
        tokens = {person.login: token_of(person) for person in (ann, boss, make_person("eve"))}
    client = app.test_client()

    def call(method: str, path: str, login: str = "ann", **more: Any) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {tokens[login]}",
            "Accept-Language": "en",
            **more.pop("headers", {}),
        }
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    return call


def number_of(ask: Ask, title: str) -> int:
    found = ask("GET", "/projects", query_string={"q": title}).get_json()["items"]
    return int(found[0]["id"])


def test_the_board_is_read_and_filtered(ask: Ask) -> None:
    whole: Any = ask("GET", "/projects").get_json()
    assert (whole["total"], whole["page"], whole["per_page"]) == (
        3,
        1,
        20,
    )  # the card of the idea itself went when it was done
    by_title = {one["title"]: one for one in whole["items"]}
    done = by_title["Shorter queue"]
    assert (done["stage"], done["verdict"], done["early"], done["decision"]) == (
        "act",
        "improved",
        False,
        "adopt",
    )
    assert done["metric"] == "Truck waiting time" and done["owner"] == "Ann"
    assert by_title["Bare 料架"]["verdict"] is None and by_title["Bare 料架"]["unit"] == "Plant"
    counts = {
        "stage=do": 1, "stage=closed": 0, "q=料架": 1, "unit=1": 1, "owner=ann": 3, "owner=boss": 0, "late=yes": 0,
        "per_page=2&page=2": 3,
    }  # fmt: skip
    for query, count in counts.items():
        assert ask("GET", f"/projects?{query}").get_json()["total"] == count, query
    for query in ("stage=later", "unit=99", "owner=nobody", "page=0", "color=red"):
        assert ask("GET", f"/projects?{query}").status_code == 422, query


def test_a_project_is_read_whole(ask: Ask) -> None:
    found: Any = ask("GET", f"/projects/{number_of(ask, 'Shorter')}").get_json()
    assert found["ideas"] == [1] and found["approved"] is True and found["missing"] == []
    assert found["plan"]["direction"] == "down" and found["plan"]["starts_on"] == found["starts_on"]
    assert [check["days"] for check in found["checks"]] == [30, 60, 90, 182, 365]
    assert [step["to_stage"] for step in found["history"]] == ["plan", "do", "check", "act"]
    assert found["history"][-1]["verdict"] == "improved"
    bare: Any = ask("GET", f"/projects/{number_of(ask, 'Bare')}").get_json()
    assert bare["missing"][0] == "metric_id" and bare["approved"] is False
    for missing in (99, 2**31, 0):
        assert ask("GET", f"/projects/{missing}").status_code == 404


def test_a_card_is_made_once_and_moved(ask: Ask) -> None:
    card = {"title": "Racks 🏭", "owner": "ann", "unit": "1", "ideas": [1], "plan_due_on": "2026-05-01"}
    assert ask("POST", "/projects", "eve", json=card).status_code == 403
    key = {"Idempotency-Key": "k1"}
    made, again = (ask("POST", "/projects", "boss", json=card, headers=key) for _ in range(2))
    assert made.status_code == 201 and made.get_json() == again.get_json()
    assert ask("GET", made.headers["Location"].removeprefix("/api/v1")).get_json() == made.get_json()
    bad = {"title": "", "owner": "nobody", "unit": "99", "ideas": [77], "color": "red"}
    for name, value in bad.items():
        refused: Any = ask("POST", "/projects", "boss", json={**card, name: value})
        assert refused.status_code == 422, name
    stage = f"/projects/{made.get_json()['id']}/stage"
    refused = ask("PUT", stage, json={"to": "do"})
    assert refused.status_code == 422
    assert {error["field"] for error in refused.get_json()["errors"]} >= {"metric_id", "starts_on"}
    assert ask("PUT", stage, json={"to": "act"}).status_code == 409
    assert ask("PUT", stage, "eve", json={"to": "do"}).status_code == 403
    begun = f"/projects/{number_of(ask, 'Just begun')}/stage"
    assert ask("PUT", begun, json={"to": "check"}).get_json()["stage"] == "check"


def test_actions_are_added_done_and_blocked(ask: Ask) -> None:
    path = f"/projects/{number_of(ask, 'Bare')}/actions"
    action = {"title": "Order racks", "owner": "boss", "due_on": "2026-03-06"}
    made: Any = ask("POST", path, json=action).get_json()
    assert (made["owner"], made["done_on"], made["is_late"]) == ("Boss", None, False)
    one = f"/projects/actions/{made['id']}"
    for way, body, field, value in (
        ("PUT", {"blocker": "No money"}, "blocker", "No money"),
        ("DELETE", None, "blocker", ""),
    ):
        said = ask(way, f"{one}/blocker", "boss", **({"json": body} if body else {}))
        assert said.get_json()[field] == value
    for way, day in (("PUT", "2026-03-04"), ("PUT", "2026-03-04"), ("DELETE", None)):
        assert ask(way, f"{one}/done", "boss").get_json()["done_on"] == day
    assert ask("PUT", f"{one}/done", "eve").status_code == 403
    assert ask("PUT", "/projects/actions/99/done").status_code == 404
    assert ask("POST", path, "eve", json=action).status_code == 403
    for name, value in {"owner": "nobody", "due_on": "2026-03-01", "title": "x" * 201}.items():
        assert ask("POST", path, json={**action, name: value}).status_code == 422, name
    listed: Any = ask("GET", f"{path}?per_page=1").get_json()
    assert (listed["total"], [one["title"] for one in listed["items"]]) == (1, ["Order racks"])


def test_savings_are_claimed_and_read(ask: Ask) -> None:
    path = f"/projects/{number_of(ask, 'Shorter')}/savings"
    claim = {
        "kind": "hard", "recurrence": "yearly", "gross": 120_000, "value_per_unit": 2.0, "units_per_year": 10_000,
        "reason": "Six minutes an order",
    }  # fmt: skip
    assert ask("POST", path, "eve", json=claim).status_code == 403
    made = ask("POST", path, json=claim)
    assert made.status_code == 201
    found: Any = ask("GET", made.headers["Location"].removeprefix("/api/v1")).get_json()
    assert found == made.get_json() and found["state"] == "measured"
    assert [line["step"] for line in found["lines"]] == ["claimed", "measured"]
    assert found["lines"][1]["low"] < found["amount"] < found["lines"][1]["high"]
    for query, count in {
        "": 1,
        "state=measured": 1,
        "state=validated": 0,
        "kind=soft": 0,
        "project=1": 0,
    }.items():
        assert ask("GET", f"/savings?{query}").get_json()["total"] == count, query
    sums: Any = ask("GET", "/savings/totals").get_json()
    assert [(one["kind"], one["realized"], one["waiting"]) for one in sums["kinds"]] == [
        ("hard", 0, 1),
        ("soft", 0, 0),
        ("avoided", 0, 0),
    ]
    assert sums["rate"] is None
    assert ask("POST", path, json={**claim, "kind": "gold"}).status_code == 422
    assert ask("POST", f"/projects/{number_of(ask, 'Bare')}/savings", json=claim).status_code == 409
    assert ask("GET", "/savings/99").status_code == 404

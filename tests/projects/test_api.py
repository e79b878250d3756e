"""GET /api/v1/projects/{id}/verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.metrics.test_api import token_of
from tests.people import make_person
from tests.projects.making import BEFORE, IMPROVED, UNCHANGED, WORSE, make_project, running

Get = Callable[..., TestResponse]


@pytest.fixture
def get(app: Flask, clock: Clock) -> Get:
    with app.app_context():
        ann = make_person("ann", language=None)
        running(ann, IMPROVED, title="Improved", code="A")
        running(ann, IMPROVED[:3], title="Few", code="B")
        running(ann, WORSE[:5], before=BEFORE[:8], title="Worse", code="C")
        running(ann, UNCHANGED, title="Same", code="D")
        make_project("Bare", owner=ann)
        token = token_of(ann)
    client = app.test_client()

    def ask(number: int, language: str = "en") -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return client.get(f"/api/v1/projects/{number}/verdict", headers=headers)

    return ask


KEYS = {
    *("verdict", "flags", "n_before", "n_after", "need_before", "need_after"),
    *("limits", "labels", "effect", "sentence"),
}


def test_the_object_of_analyze_change(get: Get) -> None:
    found: Any = get(1).get_json()
    assert set(found) >= KEYS
    assert (found["verdict"], found["n_before"], found["n_after"]) == ("improved", 24, 10)
    assert set(found["limits"]) == {"center", "lower", "upper"}
    assert set(found["effect"]) >= {"method", "difference", "se", "low", "high"}
    assert found["effect"]["low"] < found["effect"]["difference"] < found["effect"]["high"] < 0
    assert len(found["labels"]) == 10
    assert found["sentence"].startswith("Truck waiting time fell from 40.01 to 33.84")


def test_the_sentence_is_in_the_language_that_is_asked_for(get: Get) -> None:
    assert get(1, "zh-CN").get_json()["sentence"].startswith("卡车等待时间平均从40.01降到33.84")


def test_what_is_unknown_is_null(get: Get) -> None:
    found = get(2).get_json()
    assert (found["verdict"], found["limits"], found["effect"]) == ("not_enough_data", None, None)
    assert (found["need_before"], found["need_after"], found["flags"]) == (0, 1, [])


@pytest.mark.parametrize(("number", "verdict", "early"), [(3, "worse", True), (4, "no_change_shown", False)])
def test_every_verdict(get: Get, number: int, verdict: str, early: bool) -> None:
    found = get(number).get_json()
    assert (found["verdict"], "early" in found["flags"]) == (verdict, early)


def test_without_a_plan_there_is_no_verdict(get: Get) -> None:
    answer = get(5)
    assert answer.status_code == 409
    assert answer.content_type.startswith("application/problem+json")


@pytest.mark.parametrize("number", [4711, 2**31 - 1])
def test_a_missing_project(get: Get, number: int) -> None:
    assert get(number).status_code == 404


def test_a_visitor_is_turned_away(app: Flask, clock: Clock) -> None:
    assert app.test_client().get("/api/v1/projects/1/verdict").status_code == 401
